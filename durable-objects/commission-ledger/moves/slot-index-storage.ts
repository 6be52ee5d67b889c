/**
 * Orders by slot, for a ledger whose slots move: filled in parts, row by row, from the first move on. A program that never
 * grows pays nothing for it.
 */
import type { SchemaStep } from "../../object/schema-storage.ts";

export const SLOT_INDEX_SCHEMA: SchemaStep = [
  // An order whose slot nobody said, because only its events have come, stands at -1.
  `CREATE TABLE order_slots (
     slot INTEGER NOT NULL,
     order_row INTEGER NOT NULL,
     PRIMARY KEY (slot, order_row)
   ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE slot_index (
     one INTEGER PRIMARY KEY CHECK (one = 1),
     filled_to INTEGER NOT NULL
   ) STRICT`,
];

/** Rows read at once. */
const ROWS_PER_PART = 2_000;

export class SlotIndexStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Takes in the next rows. @returns false while there are more. */
  fill(): boolean {
    const from = this.#filledTo();
    const rows = this.#sql
      .exec<{ row: number; slot: number }>(
        "SELECT row, coalesce(slot, -1) AS slot FROM orders WHERE row > ? ORDER BY row LIMIT ?",
        from,
        ROWS_PER_PART,
      )
      .toArray();
    const last = rows.at(-1)?.row;
    if (last === undefined) return true;
    this.#sql.exec(
      "INSERT OR IGNORE INTO order_slots (slot, order_row) SELECT value ->> 1, value ->> 0 FROM jsonb_each(?)",
      JSON.stringify(rows.map(({ row, slot }) => [row, slot])),
    );
    this.#sql.exec("INSERT OR REPLACE INTO slot_index (one, filled_to) VALUES (1, ?)", last);
    return rows.length < ROWS_PER_PART;
  }

  /** Whether the slot of an order that waits for its events is not known. What has been decided since takes its slot. */
  hasUnplaced(): boolean {
    this.#sql.exec(
      `INSERT OR IGNORE INTO order_slots (slot, order_row)
       SELECT o.slot, o.row FROM order_slots s JOIN orders o ON o.row = s.order_row
       WHERE s.slot = -1 AND o.slot IS NOT NULL`,
    );
    this.#sql.exec(
      "DELETE FROM order_slots WHERE slot = -1 AND order_row IN (SELECT row FROM orders WHERE slot IS NOT NULL)",
    );
    return this.#sql.exec("SELECT 1 FROM order_slots WHERE slot = -1 LIMIT 1").toArray().length > 0;
  }

  /** Orders whose events came while nobody said their slots. */
  unplaced(limit: number): string[] {
    return this.#sql
      .exec<{ orderId: string }>(
        `SELECT o.order_id AS orderId FROM order_slots s JOIN orders o ON o.row = s.order_row
         WHERE s.slot = -1 AND o.slot IS NULL LIMIT ?`,
        limit,
      )
      .toArray()
      .map(({ orderId }) => orderId);
  }

  place(orders: readonly { readonly orderId: string; readonly slot: number }[]): void {
    for (const { orderId, slot } of orders)
      this.#sql.exec("UPDATE orders SET slot = ? WHERE order_id = ? AND slot IS NULL", slot, orderId);
  }

  /** Orders that have gone. */
  remove(slot: number, rows: readonly number[]): void {
    this.#sql.exec(
      "DELETE FROM order_slots WHERE slot = ? AND order_row IN (SELECT value FROM json_each(?))",
      slot,
      JSON.stringify(rows),
    );
  }

  #filledTo(): number {
    const [known] = this.#sql.exec<{ row: number }>("SELECT filled_to AS row FROM slot_index").toArray();
    return known?.row ?? 0;
  }
}
