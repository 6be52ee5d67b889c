/** Adjustments: each once per key, listed with its reason and with who made it. */
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import type { SchemaStep } from "../../object/schema-storage.ts";

/** Those of before do not say when they were made, nor by whom. */
export const ADJUSTMENT_LIST_SCHEMA: SchemaStep = [
  "ALTER TABLE adjustments ADD COLUMN made_by TEXT",
  "ALTER TABLE adjustments ADD COLUMN made_at_ms INTEGER",
];

// A type, not an interface: rows of a query must be assignable to a record.
export type StoredAdjustment = {
  kind: "bonus" | "penalty";
  amount: number;
  reason: string;
  id: string;
  madeBy: string | null;
  madeAtMs: number | null;
};

const COLUMNS = "kind, amount, reason, id, made_by AS madeBy, made_at_ms AS madeAtMs";

export class AdjustmentStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  byKey(promoter: PromoterRef, key: string): StoredAdjustment | null {
    const [row] = this.#sql
      .exec<StoredAdjustment>(
        `SELECT ${COLUMNS} FROM adjustments WHERE promoter = ? AND key = ?`,
        promoter,
        key,
      )
      .toArray();
    return row ?? null;
  }

  /**
   * Adjustments made before the one of this id (null: the newest), newest first. An id ends in the number of its first
   * entry, in base 36: it sorts by its length, then by itself. What is sorted are the few of one promoter.
   */
  newestFirst(promoter: PromoterRef, before: string | null, limit: number): StoredAdjustment[] {
    return this.#sql
      .exec<StoredAdjustment>(
        `SELECT ${COLUMNS} FROM adjustments
         WHERE promoter = ?1 AND (?2 IS NULL OR (length(id), id) < (length(?2), ?2))
         ORDER BY length(id) DESC, id DESC LIMIT ?3`,
        promoter,
        before,
        limit,
      )
      .toArray();
  }

  add(promoter: PromoterRef, key: string, adjustment: StoredAdjustment): void {
    const { kind, amount, reason, id, madeBy, madeAtMs } = adjustment;
    this.#sql.exec(
      `INSERT INTO adjustments (promoter, key, kind, amount, reason, id, made_by, made_at_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      promoter,
      key,
      kind,
      amount,
      reason,
      id,
      madeBy,
      madeAtMs,
    );
  }
}
