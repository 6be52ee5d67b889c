/** Tables of a ClickGuard: one row a batch, so that a click costs no row of its own. */
import type { Admitted } from "../domain/fraud/guard-memory.ts";
import type { SchemaStep } from "./schema-storage.ts";

export const GUARD_SCHEMA: readonly SchemaStep[] = [
  [
    `CREATE TABLE judged_batches (
       row INTEGER PRIMARY KEY,
       batch_id TEXT NOT NULL UNIQUE,
       judged_at_ms INTEGER NOT NULL,
       admitted TEXT NOT NULL CHECK (json_valid(admitted)),
       verdicts TEXT NOT NULL CHECK (json_valid(verdicts))
     ) STRICT`,
  ],
];

/** More than one, so that what gathered before is made up for. */
const FORGOTTEN_PER_BATCH = 4;

/** For each event the place of the admission that refused it, or null. */
export type Verdicts = readonly (number | null)[];

export class ClickGuardStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  verdictsOf(batchId: string): Verdicts | null {
    const [row] = this.#sql
      .exec<{ verdicts: string }>("SELECT verdicts FROM judged_batches WHERE batch_id = ?", batchId)
      .toArray();
    return row === undefined ? null : (JSON.parse(row.verdicts) as Verdicts);
  }

  keep(batchId: string, admitted: readonly Admitted[], verdicts: Verdicts, nowMs: number): void {
    this.#sql.exec(
      "INSERT INTO judged_batches (batch_id, judged_at_ms, admitted, verdicts) VALUES (?, ?, ?, ?)",
      batchId,
      nowMs,
      JSON.stringify(admitted),
      JSON.stringify(verdicts),
    );
  }

  /** What was admitted since a time, in the sequence in which it was. */
  admittedSince(sinceMs: number): Admitted[] {
    return this.#sql
      .exec<{ admitted: string }>(
        "SELECT admitted FROM judged_batches WHERE judged_at_ms >= ? ORDER BY row",
        sinceMs,
      )
      .toArray()
      .flatMap((row) => JSON.parse(row.admitted) as Admitted[]);
  }

  /**
   * Forgets of the oldest few batches those judged before a time. Called with each batch, it keeps up with them; looking
   * for all of them would read every row that is kept, each time.
   */
  forgetBefore(beforeMs: number): void {
    this.#sql.exec(
      `DELETE FROM judged_batches WHERE row IN (SELECT row FROM judged_batches ORDER BY row LIMIT ?)
         AND judged_at_ms < ?`,
      FORGOTTEN_PER_BATCH,
      beforeMs,
    );
  }
}
