/** Tables of a ClickGuard: one row a batch, so that a click costs no row of its own. */
import type { Admitted } from "../../domain/risk/guard-memory.ts";
import type { SchemaStep } from "../object/schema-storage.ts";

export const GUARD_SCHEMA: SchemaStep = [
  `CREATE TABLE judged_batches (
       row INTEGER PRIMARY KEY,
       batch_id TEXT NOT NULL UNIQUE,
       judged_at_ms INTEGER NOT NULL,
       admitted TEXT NOT NULL CHECK (json_valid(admitted)),
       verdicts TEXT NOT NULL CHECK (json_valid(verdicts)),
       -- Newest time of all that was admitted up to this row: it never falls from row to row.
       newest_ms INTEGER NOT NULL
     ) STRICT`,
];

/** Verdicts of batches that were refused anything, kept for as long as a queue may bring them again. */
export const REFUSED_BATCHES_SCHEMA: SchemaStep = [
  `CREATE TABLE refused_batches (
     row INTEGER PRIMARY KEY,
     batch_id TEXT NOT NULL UNIQUE,
     judged_at_ms INTEGER NOT NULL,
     verdicts TEXT NOT NULL CHECK (json_valid(verdicts))
   ) STRICT`,
];

/** More than one, so that what gathered before is made up for. */
const FORGOTTEN_PER_BATCH = 4;

/** For each event the place of the admission that refused it, or null. */
export type Verdicts = readonly (number | null)[];

/** What a judged batch leaves behind. */
export interface JudgedBatch {
  readonly id: string;
  readonly judgedAtMs: number;
  /** Newest time admitted so far, by this batch or one before. */
  readonly newestMs: number;
  readonly admitted: readonly Admitted[];
  readonly verdicts: Verdicts;
}

export class WindowStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  verdictsOf(batchId: string): Verdicts | null {
    const [row] = this.#sql
      .exec<{ verdicts: string }>(
        `SELECT verdicts FROM judged_batches WHERE batch_id = ?1
         UNION ALL SELECT verdicts FROM refused_batches WHERE batch_id = ?1`,
        batchId,
      )
      .toArray();
    return row === undefined ? null : (JSON.parse(row.verdicts) as Verdicts);
  }

  keep({ id, judgedAtMs, newestMs, admitted, verdicts }: JudgedBatch): void {
    this.#sql.exec(
      `INSERT INTO judged_batches (batch_id, judged_at_ms, newest_ms, admitted, verdicts)
       VALUES (?, ?, ?, ?, ?)`,
      id,
      judgedAtMs,
      newestMs,
      JSON.stringify(admitted),
      JSON.stringify(verdicts),
    );
  }

  /** The newest time admitted so far, or 0. */
  newestMs(): number {
    const [row] = this.#sql
      .exec<{ newest_ms: number }>("SELECT newest_ms FROM judged_batches ORDER BY row DESC LIMIT 1")
      .toArray();
    return row?.newest_ms ?? 0;
  }

  /**
   * The batches that admitted something, from the newest back to the last that may hold times from `horizonMs` on. As
   * `newest_ms` never falls, no batch before does. Each is read when it is asked for.
   */
  *admittedBackTo(horizonMs: number): Generator<{ row: number; admitted: Admitted[] }> {
    const rows = this.#sql.exec<{ row: number; newest_ms: number; admitted: string }>(
      "SELECT row, newest_ms, admitted FROM judged_batches WHERE admitted <> '[]' ORDER BY row DESC",
    );
    for (const { row, newest_ms: newestMs, admitted } of rows) {
      if (newestMs < horizonMs) return;
      yield { row, admitted: JSON.parse(admitted) as Admitted[] };
    }
  }

  /** What was admitted by each batch from a row on, in the sequence in which they were judged. */
  *admittedFrom(row: number): Generator<Admitted[]> {
    const rows = this.#sql.exec<{ admitted: string }>(
      "SELECT admitted FROM judged_batches WHERE row >= ? AND admitted <> '[]' ORDER BY row",
      row,
    );
    // One row at a time: all of them together may be more than an object's memory.
    for (const { admitted } of rows) yield JSON.parse(admitted) as Admitted[];
  }

  /**
   * Forgets of the oldest few batches those judged before a time whose times no window asks for either. Called with each
   * batch, it keeps up with them; looking for all of them would read every row that is kept, each time.
   *
   * @returns 0 where there was nothing to forget.
   */
  forgetBefore(judgedMs: number, newestMs: number): number {
    const oldest = `FROM judged_batches WHERE row IN (SELECT row FROM judged_batches ORDER BY row LIMIT ?)
      AND judged_at_ms < ? AND newest_ms < ?`;
    const bounds = [FORGOTTEN_PER_BATCH, judgedMs, newestMs];
    this.#sql.exec(
      `INSERT OR IGNORE INTO refused_batches (batch_id, judged_at_ms, verdicts)
       SELECT batch_id, judged_at_ms, verdicts ${oldest} AND verdicts GLOB '*[0-9]*' ORDER BY row`,
      ...bounds,
    );
    return this.#sql.exec(`DELETE ${oldest}`, ...bounds).rowsWritten;
  }

  /**
   * Forgets of the oldest few refused batches those judged before a time, and all that are more than so many.
   *
   * @returns 0 where there was nothing to forget.
   */
  forgetRefused(judgedMs: number, most: number): number {
    return this.#sql.exec(
      `DELETE FROM refused_batches WHERE row IN (SELECT row FROM refused_batches ORDER BY row LIMIT ?)
         AND (judged_at_ms < ? OR row <= (SELECT max(row) FROM refused_batches) - ?)`,
      FORGOTTEN_PER_BATCH,
      judgedMs,
      most,
    ).rowsWritten;
  }

  /** When the oldest batch was judged; null where there is none. */
  oldestJudgedMs(): number | null {
    const [row] = this.#sql
      .exec<{ atMs: number }>("SELECT judged_at_ms AS atMs FROM judged_batches ORDER BY row LIMIT 1")
      .toArray();
    return row?.atMs ?? null;
  }
}
