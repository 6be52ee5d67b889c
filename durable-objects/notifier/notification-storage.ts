/** The log of a program's events: numbered 1, 2, 3 without a gap, each id once, and only ever shortened at its old end. */
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { LoggedNotification } from "../../domain/notification/logged-event.ts";
import type { NamedNotification } from "../delivery/rows.ts";

/** With the number of the promoter who may read it. */
export type ReadableNotification = LoggedNotification & { promoter: PromoterRef | null };

/** Which part of the log is asked for. */
export interface LogQuery {
  /** Events with a greater number. */
  readonly after: number;
  /** Empty: all. */
  readonly types: readonly string[];
  /** Null: those of everybody. */
  readonly promoter: PromoterRef | null;
  readonly limit: number;
}

/** The numbers that the log has; 0 and 0 while it has none. */
export type LogSpan = { first: number; last: number };

/** What a page looked at: how far it came, and whether there was more. */
export interface SearchedLog {
  readonly found: LoggedNotification[];
  readonly upTo: number | null;
  readonly looked: number;
}

export class NotificationStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Adds those whose ids the log does not have, in sequence. @param begin hears the first number, where any is added. */
  add(
    notifications: readonly NamedNotification[],
    nowMs: number,
    begin: (first: number) => void,
  ): NamedNotification[] {
    const fresh = new Map(notifications.map((one) => [one.id, one]));
    const known = this.#sql.exec<{ id: string }>(
      "SELECT id FROM notifications WHERE id IN (SELECT value FROM json_each(?))",
      JSON.stringify([...fresh.keys()]),
    );
    for (const { id } of known) fresh.delete(id);
    if (fresh.size === 0) return [];
    const { last } = this.span();
    begin(last + 1);
    const rows = [...fresh.values()].map(({ id, type, occurredAtMs, promoter, person, data }) => [
      id,
      type,
      occurredAtMs,
      promoter,
      person,
      JSON.stringify(data),
    ]);
    this.#sql.exec(
      `INSERT INTO notifications (sequence, id, type, occurred_at_ms, recorded_at_ms, promoter, person, data)
       SELECT ?1 + key + 1, value ->> 0, value ->> 1, value ->> 2, ?2, value ->> 3, value ->> 4, value ->> 5
       FROM jsonb_each(?3)`,
      last,
      nowMs,
      JSON.stringify(rows),
    );
    return [...fresh.values()];
  }

  span(): LogSpan {
    const { first, last } = this.#sql
      .exec<{ first: number | null; last: number | null }>(
        `SELECT (SELECT min(sequence) FROM notifications) AS first, (SELECT max(sequence) FROM notifications) AS last`,
      )
      .one();
    return { first: first ?? 0, last: last ?? 0 };
  }

  /** Those of some events that are kept. */
  named(ids: readonly string[]): LoggedNotification[] {
    return this.#sql
      .exec<LoggedNotification>(
        `SELECT sequence, id, type, occurred_at_ms AS occurredAtMs, person, data FROM notifications
         WHERE id IN (SELECT value FROM json_each(?))`,
        JSON.stringify(ids),
      )
      .toArray();
  }

  sequenceOf(id: string): number | null {
    const [row] = this.#sql
      .exec<{ sequence: number }>("SELECT sequence FROM notifications WHERE id = ?", id)
      .toArray();
    return row?.sequence ?? null;
  }

  /** Looks through at most `most` events behind a number. One more than `limit` is found where there are more. */
  search({ after, types, promoter, limit }: LogQuery, most: number): SearchedLog {
    const among = promoter === null ? "" : "AND promoter = ?4";
    const looked = `(SELECT * FROM notifications WHERE sequence > ?1 ${among} ORDER BY sequence LIMIT ?2)`;
    const bindings = [after, most, JSON.stringify(types), ...(promoter === null ? [] : [promoter])];
    const found = this.#sql
      .exec<LoggedNotification>(
        `SELECT sequence, id, type, occurred_at_ms AS occurredAtMs, person, data FROM ${looked}
         WHERE ?3 = '[]' OR type IN (SELECT value FROM json_each(?3)) ORDER BY sequence LIMIT ${limit + 1}`,
        ...bindings,
      )
      .toArray();
    if (found.length > limit) return { found, upTo: null, looked: found.length };
    const [end] = this.#sql
      .exec<{ upTo: number | null; looked: number }>(
        `SELECT max(sequence) AS upTo, count(*) + 0 * length(?3) AS looked FROM ${looked}`,
        ...bindings,
      )
      .toArray();
    return { found, upTo: end?.upTo ?? null, looked: end?.looked ?? 0 };
  }

  /** Events behind a number, of everybody. */
  following(after: number, limit: number): ReadableNotification[] {
    return this.#sql
      .exec<ReadableNotification>(
        `SELECT sequence, id, type, occurred_at_ms AS occurredAtMs, promoter, person, data FROM notifications
         WHERE sequence > ? ORDER BY sequence LIMIT ?`,
        after,
        limit,
      )
      .toArray();
  }

  /** When the oldest was recorded that is not the newest as well; null where there is none. */
  oldestRecordedAtMs(): number | null {
    const [row] = this.#sql
      .exec<{ atMs: number }>(
        `SELECT recorded_at_ms AS atMs FROM notifications
         WHERE sequence < (SELECT max(sequence) FROM notifications) ORDER BY sequence LIMIT 1`,
      )
      .toArray();
    return row?.atMs ?? null;
  }

  /**
   * Deletes the oldest up to a number, as many as one part may be. The newest stays, so that no number is given twice.
   *
   * @returns how many were deleted.
   */
  deleteUpTo(sequence: number, most: number): number {
    const { first, last } = this.span();
    const end = Math.min(sequence, last - 1, first + most - 1);
    if (end < first) return 0;
    this.#sql.exec("DELETE FROM notifications WHERE sequence <= ?", end);
    return end - first + 1;
  }

  /** The last of those at the old end that were recorded before a time; 0: none. */
  lastRecordedBefore(beforeMs: number, most: number): number {
    const rows = this.#sql
      .exec<{ sequence: number; atMs: number }>(
        "SELECT sequence, recorded_at_ms AS atMs FROM notifications ORDER BY sequence LIMIT ?",
        most,
      )
      .toArray();
    const kept = rows.findIndex(({ atMs }) => atMs >= beforeMs);
    return (kept === -1 ? rows.at(-1) : rows[kept - 1])?.sequence ?? 0;
  }

  /** All that names a promoter names it by this id of its member from now on. */
  renamePromoter(promoter: PromoterRef, memberId: string): void {
    this.#sql.exec(
      `UPDATE notifications INDEXED BY notifications_of_member SET person = ?2
       WHERE promoter = ?1 AND promoter IS NOT NULL AND person IS NOT NULL AND person <> ?2`,
      promoter,
      memberId,
    );
  }

  renameCustomer(customerId: string, pseudonym: string): void {
    this.#sql.exec(
      "UPDATE notifications SET person = ? WHERE person = ? AND person IS NOT NULL AND promoter IS NULL",
      pseudonym,
      customerId,
    );
  }
}
