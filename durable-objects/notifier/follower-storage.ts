/** Who follows a log, and whether each was told that it goes on. */
import type { PromoterRef } from "../../domain/kernel/ids.ts";

// A type, not an interface: rows of a query must be assignable to a record.
export type Follower = { object: string; promoter: PromoterRef | null; failures: number };

export class FollowerStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** @param promoter whose events alone it follows; null: all. */
  add(object: string, promoter: PromoterRef | null): void {
    this.#sql.exec(
      `INSERT INTO followers (object, promoter, wanted, known, failures, next_at_ms) VALUES (?, ?, 0, 0, 0, 0)
       ON CONFLICT (object) DO NOTHING`,
      object,
      promoter,
    );
  }

  remove(object: string): void {
    this.#sql.exec("DELETE FROM followers WHERE object = ?", object);
  }

  /**
   * Events were added, the last of them under a number. Who waits for a word already gets no other row. A log that was put
   * back may have told more than it has.
   */
  want(last: number, promoters: readonly PromoterRef[]): void {
    const marked = "UPDATE followers SET wanted = ?1, known = min(known, ?1 - 1), next_at_ms = 0";
    this.#sql.exec(`${marked} WHERE wanted <= known AND promoter IS NULL`, last);
    if (promoters.length === 0) return;
    this.#sql.exec(
      `${marked} WHERE wanted <= known AND promoter IN (SELECT value FROM json_each(?2))`,
      last,
      JSON.stringify(promoters),
    );
  }

  /**
   * Those who are to be told by now, whoever has waited longest first.
   *
   * @param noneAfterMs nobody is put off so far: a clock that was ahead noted it.
   */
  due(nowMs: number, noneAfterMs: number, most: number): Follower[] {
    return this.#sql
      .exec<Follower>(
        `SELECT object, promoter, failures FROM followers
         WHERE wanted > known AND (next_at_ms <= ? OR next_at_ms > ?) ORDER BY next_at_ms, object LIMIT ?`,
        nowMs,
        noneAfterMs,
        most,
      )
      .toArray();
  }

  /** When the next one is to be told; null where nobody is. */
  nextAtMs(): number | null {
    return this.#sql
      .exec<{ atMs: number | null }>("SELECT min(next_at_ms) AS atMs FROM followers WHERE wanted > known")
      .one().atMs;
  }

  /** It knows all up to a number. What came meanwhile it is told again. */
  knows({ object, promoter }: Follower, upTo: number): void {
    const among = promoter === null ? "" : "AND promoter = ?3";
    this.#sql.exec(
      `UPDATE followers SET known = ?2, failures = 0, next_at_ms = 0,
         wanted = coalesce((SELECT max(sequence) FROM notifications WHERE sequence > ?2 ${among}), 0)
       WHERE object = ?1`,
      object,
      upTo,
      ...(promoter === null ? [] : [promoter]),
    );
  }

  failed({ object }: Follower, againAtMs: number): void {
    this.#sql.exec(
      "UPDATE followers SET failures = failures + 1, next_at_ms = ? WHERE object = ?",
      againAtMs,
      object,
    );
  }
}
