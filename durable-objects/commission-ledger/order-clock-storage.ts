/** When the clocks of a ledger's orders are due. */
export class OrderClockStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Orders whose clock is due, the longest due first. */
  dueRows(nowMs: number, limit: number): number[] {
    return this.#sql
      .exec<{ row: number }>(
        "SELECT row FROM orders WHERE due_at_ms <= ? AND moved = 0 ORDER BY due_at_ms LIMIT ?",
        nowMs,
        limit,
      )
      .toArray()
      .map((due) => due.row);
  }

  /** Puts off the clock of an order that failed. */
  postponeDue(row: number, dueAtMs: number): void {
    this.#sql.exec("UPDATE orders SET due_at_ms = ? WHERE row = ?", dueAtMs, row);
  }

  /** Null while no clock is set. */
  nextDueAtMs(): number | null {
    return this.#sql
      .exec<{ at: number | null }>(
        "SELECT min(due_at_ms) AS at FROM orders WHERE due_at_ms IS NOT NULL AND moved = 0",
      )
      .one().at;
  }
}
