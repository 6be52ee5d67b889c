/** What an endpoint was sent or is to be sent: each event once, under one id, however often it is taken. */
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { LONGEST_PAUSES_MS, TRIES_IN_SEQUENCE } from "../../domain/notification/webhook-delivery.ts";
import type { AttemptMade } from "./sender.ts";

export type DeliveryState = "waiting" | "succeeded" | "failed";

/** An event as it is taken out of the log. */
export interface TakenEvent {
  readonly id: string;
  readonly sequence: number;
  readonly type: string;
  readonly orderId: string | null;
  readonly promoter: PromoterRef | null;
}

// Types, not interfaces: rows of a query must be assignable to a record.
export type WaitingDelivery = {
  row: number;
  eventId: string;
  tries: number;
  attempts: number;
  orderId: string | null;
  promoter: PromoterRef | null;
};

/** Attempts that are kept of one delivery: the newest. */
const ATTEMPTS_KEPT = 20;

/** A delivery of the same order or promoter that was not overtaken so far. */
const HELD = `(d.order_id IS NOT NULL AND EXISTS (SELECT 1 FROM deliveries e
    WHERE e.holds = 1 AND e.order_id = d.order_id AND e.sequence < d.sequence))
  OR (d.promoter IS NOT NULL AND EXISTS (SELECT 1 FROM deliveries e
    WHERE e.holds = 1 AND e.promoter = d.promoter AND e.sequence < d.sequence))`;

export class DeliveryStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Has events sent that were not taken before. @param again also those that were sent, or given up. */
  take(events: readonly TakenEvent[], nowMs: number, again: boolean): void {
    if (events.length === 0) return;
    const rows = events.map(({ id, sequence, type, orderId, promoter }) => [
      id,
      sequence,
      type,
      orderId,
      promoter,
    ]);
    this.#sql.exec(
      `INSERT INTO deliveries
         (event_id, sequence, type, order_id, promoter, state, tries, attempts, next_at_ms, holds, created_at_ms)
       SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, 'waiting', 0, 0, ?1, 0, ?1
       FROM jsonb_each(?2) WHERE true ORDER BY key
       ON CONFLICT (event_id) DO ${
         again
           ? "UPDATE SET state = 'waiting', tries = 0, holds = 0, next_at_ms = ?1 WHERE state <> 'waiting'"
           : "NOTHING"
       }`,
      nowMs,
      JSON.stringify(rows),
    );
  }

  /** Those whose time has come and that overtake nothing, in the sequence of their events. */
  due(nowMs: number, most: number): WaitingDelivery[] {
    return this.#sql
      .exec<WaitingDelivery>(
        `SELECT row, event_id AS eventId, tries, attempts, order_id AS orderId, promoter FROM deliveries d
         WHERE state = 'waiting' AND next_at_ms <= ? AND NOT (${HELD}) ORDER BY sequence, row LIMIT ?`,
        nowMs,
        most,
      )
      .toArray();
  }

  /** When the next one is due; null where none waits. */
  nextAtMs(): number | null {
    return this.#sql
      .exec<{ atMs: number | null }>(
        `SELECT min(next_at_ms) AS atMs FROM deliveries d WHERE state = 'waiting' AND NOT (${HELD})`,
      )
      .one().atMs;
  }

  waiting(): number {
    return this.#sql
      .exec<{ count: number }>("SELECT count(*) AS count FROM deliveries WHERE state = 'waiting'")
      .one().count;
  }

  succeeded(row: number, attempt: AttemptMade): void {
    this.#keepAttempt(row, attempt);
    this.#set(row, { state: "succeeded", tries: 0, nextAtMs: 0 });
  }

  /** @param nextAtMs when it is tried again; null: never. */
  failed({ row, tries }: WaitingDelivery, attempt: AttemptMade, nextAtMs: number | null): void {
    this.#keepAttempt(row, attempt);
    const state = nextAtMs === null ? "failed" : "waiting";
    this.#set(row, { state, tries: tries + 1, nextAtMs: nextAtMs ?? 0 });
  }

  /** The log keeps its event no more: it cannot be sent. */
  forgotten({ row, tries }: WaitingDelivery): void {
    this.#set(row, { state: "failed", tries, nextAtMs: 0 });
  }

  /** @returns false where there is no such delivery. */
  sendAgain(row: number, nowMs: number): boolean {
    const known = this.#sql.exec("SELECT row FROM deliveries WHERE row = ?", row).toArray();
    if (known.length > 0) this.#set(row, { state: "waiting", tries: 0, nextAtMs: nowMs });
    return known.length > 0;
  }

  /** All that waits is due: the endpoint is back. */
  hurry(nowMs: number): void {
    this.#sql.exec(
      "UPDATE deliveries SET next_at_ms = ?1 WHERE state = 'waiting' AND next_at_ms > ?1",
      nowMs,
    );
  }

  /** What waits longer than any pause does was put off by a clock that was ahead: it is due. */
  endFarPauses(nowMs: number): void {
    this.#sql.exec(
      "UPDATE deliveries SET next_at_ms = ?1 WHERE state = 'waiting' AND next_at_ms > ?1 + (?2 ->> tries)",
      nowMs,
      JSON.stringify(LONGEST_PAUSES_MS),
    );
  }

  forgetAll(): void {
    for (const table of ["deliveries", "attempts", "replays"]) this.#sql.exec(`DELETE FROM ${table}`);
  }

  /** When the oldest was taken, and how many rows there may be from it on; null where there is none. */
  span(): { readonly oldestMs: number; readonly rows: number } | null {
    const [found] = this.#sql
      .exec<{ oldestMs: number; rows: number }>(
        `SELECT created_at_ms AS oldestMs, (SELECT max(row) FROM deliveries) - row + 1 AS rows
         FROM deliveries ORDER BY row LIMIT 1`,
      )
      .toArray();
    return found ?? null;
  }

  /** Forgets of the oldest those taken before a time, and those that are more than so many. */
  forget(beforeMs: number, most: number, part: number): void {
    this.#sql.exec(
      `DELETE FROM deliveries WHERE row IN (SELECT row FROM deliveries ORDER BY row LIMIT ?3)
         AND (created_at_ms < ?1 OR row <= (SELECT max(row) FROM deliveries) - ?2)`,
      beforeMs,
      most,
      part,
    );
    this.#sql.exec(
      `DELETE FROM attempts WHERE delivery < coalesce((SELECT min(row) FROM deliveries), ${Number.MAX_SAFE_INTEGER})`,
    );
  }

  #keepAttempt(row: number, { atMs, durationMs, answered, answer }: AttemptMade): void {
    const { number } = this.#sql
      .exec<{ number: number }>(
        "UPDATE deliveries SET attempts = attempts + 1 WHERE row = ? RETURNING attempts AS number",
        row,
      )
      .one();
    const [status, fault] =
      answered.kind === "answer" ? [answered.status, null] : ([null, answered.fault] as const);
    this.#sql.exec(
      `INSERT INTO attempts (delivery, number, at_ms, duration_ms, status, fault, answer)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      row,
      number,
      atMs,
      durationMs,
      status,
      fault,
      answer,
    );
    this.#sql.exec("DELETE FROM attempts WHERE delivery = ? AND number <= ?", row, number - ATTEMPTS_KEPT);
  }

  #set(row: number, to: { state: DeliveryState; tries: number; nextAtMs: number }): void {
    const { state, tries, nextAtMs } = to;
    const holds = state === "waiting" && tries > 0 && tries < TRIES_IN_SEQUENCE ? 1 : 0;
    this.#sql.exec(
      "UPDATE deliveries SET state = ?, tries = ?, next_at_ms = ?, holds = ? WHERE row = ?",
      state,
      tries,
      nextAtMs,
      holds,
      row,
    );
  }
}
