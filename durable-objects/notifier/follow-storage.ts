/**
 * How far a follower has come in the log, as a mark: a number with the life of the log that gave it. Two logs that share a
 * mark are the same up to it. So a follower notices when the log was put back to an earlier moment.
 */
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { LogMark } from "../delivery/lives.ts";

/** What a follower keeps of an event: who it is about by our ids, and nothing of a person. */
export type FollowedEvent = {
  sequence: number;
  id: string;
  type: string;
  promoter: PromoterRef | null;
  orderId: string | null;
  recordedAtMs: number;
};

export class FollowStorage {
  readonly #sql: SqlStorage;
  readonly #life: string;

  constructor(sql: SqlStorage, life: string) {
    this.#sql = sql;
    this.#life = life;
  }

  /** Notes that this life numbers events from one on. Call it where events are about to be added. */
  noteLife(from: number): void {
    this.#sql.exec(
      `INSERT INTO log_lives (from_sequence, life) SELECT ?1, ?2
       WHERE NOT EXISTS (SELECT 1 FROM log_lives WHERE life = ?2)
       ON CONFLICT (from_sequence) DO UPDATE SET life = excluded.life`,
      from,
      this.#life,
    );
  }

  /** The mark at a number of the log. Numbers of before lives were noted have none. */
  markAt(sequence: number): LogMark {
    const [row] = this.#sql
      .exec<{ life: string }>(
        "SELECT life FROM log_lives WHERE from_sequence <= ? ORDER BY from_sequence DESC LIMIT 1",
        sequence,
      )
      .toArray();
    return { seq: sequence, life: sequence === 0 ? null : (row?.life ?? null) };
  }

  /** Where a log that was put back is read again by who began at a mark, and whether it knows that mark. */
  again(
    since: LogMark | undefined,
    { first, last }: { readonly first: number; readonly last: number },
  ): { readonly mark: LogMark; readonly knowsSince: boolean } {
    const oldest = Math.max(first - 1, 0);
    const begun = since === undefined ? null : this.#sharedUpTo(since);
    return {
      mark: this.markAt(begun === null ? oldest : Math.max(oldest, Math.min(begun, last))),
      knowsSince: begun !== null,
    };
  }

  /** Up to where this log is the one that gave a mark; null where it knows nothing of that mark's life. */
  #sharedUpTo({ seq, life }: LogMark): number | null {
    if (seq === 0) return 0;
    const [row] = this.#sql
      .exec<{ next: number | null }>(
        `SELECT (SELECT min(from_sequence) FROM log_lives later WHERE later.from_sequence > log_lives.from_sequence) AS next
         FROM log_lives WHERE life = ?`,
        life,
      )
      .toArray();
    if (row === undefined) return null;
    return row.next === null ? seq : Math.min(seq, row.next - 1);
  }

  /** Forgets lives of which no event is left, and no mark before the oldest. */
  forgetBefore(first: number): void {
    this.#sql.exec(
      `DELETE FROM log_lives
       WHERE from_sequence < (SELECT max(from_sequence) FROM log_lives WHERE from_sequence <= ?)`,
      first - 1,
    );
  }

  /** Events behind a number, as followers keep them. */
  behind(after: number, upTo: number, promoter: PromoterRef | null): FollowedEvent[] {
    const among = promoter === null ? "" : "AND promoter = ?3";
    const bindings = [after, upTo, ...(promoter === null ? [] : [promoter])];
    return this.#sql
      .exec<FollowedEvent>(
        `SELECT sequence, id, type, promoter, data ->> 'orderId' AS orderId, recorded_at_ms AS recordedAtMs
         FROM notifications WHERE sequence > ?1 AND sequence <= ?2 ${among} ORDER BY sequence`,
        ...bindings,
      )
      .toArray();
  }

  /** The number of the so-manyth event behind another one; null where there are fewer. */
  sequenceBehind(after: number, count: number, promoter: PromoterRef | null): number | null {
    const among = promoter === null ? "" : "AND promoter = ?3";
    const bindings = [after, count - 1, ...(promoter === null ? [] : [promoter])];
    const [row] = this.#sql
      .exec<{ sequence: number }>(
        `SELECT sequence FROM notifications WHERE sequence > ?1 ${among} ORDER BY sequence LIMIT 1 OFFSET ?2`,
        ...bindings,
      )
      .toArray();
    return row?.sequence ?? null;
  }

  /**
   * The first event that was recorded at a time or later; null where there is none. Numbers rise with times, so that half of
   * what is left is passed over with each look.
   */
  firstRecordedFrom(atMs: number, span: { readonly first: number; readonly last: number }): number | null {
    let [low, high] = [span.first, span.last + 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.#recordedAtMs(middle) < atMs) low = middle + 1;
      else high = middle;
    }
    return low === 0 || low > span.last ? null : low;
  }

  #recordedAtMs(sequence: number): number {
    return this.#sql
      .exec<{ atMs: number }>("SELECT recorded_at_ms AS atMs FROM notifications WHERE sequence = ?", sequence)
      .one().atMs;
  }
}
