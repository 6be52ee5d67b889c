/** Which orders of a ledger lag in the read model, until D1 has answered for each. */
import type { StoredOrder } from "../order-storage.ts";

export class ReadModelStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** The read models of these orders lag from now on. */
  mark(rows: readonly number[]): void {
    this.#sql.exec(
      "INSERT OR IGNORE INTO unprojected (order_row) SELECT value FROM json_each(?)",
      JSON.stringify(rows),
    );
  }

  /** How many lag. */
  waiting(): number {
    return this.#sql.exec<{ n: number }>("SELECT count(*) AS n FROM unprojected").one().n;
  }

  /** Whether one of those that occurred within a span of time lags. */
  lagsWithin(fromMs: number, toMs: number): boolean {
    return (
      this.#sql
        .exec(
          `SELECT 1 FROM unprojected u CROSS JOIN orders o ON o.row = u.order_row
           WHERE o.received ->> 'occurredAtMs' >= ? AND o.received ->> 'occurredAtMs' < ? LIMIT 1`,
          fromMs,
          toMs,
        )
        .toArray().length > 0
    );
  }

  unprojected(limit: number): number[] {
    return this.#sql
      .exec<{ row: number }>("SELECT order_row AS row FROM unprojected ORDER BY order_row LIMIT ?", limit)
      .toArray()
      .map((stale) => stale.row);
  }

  /** Has later versions of these orders be above the ones that stand in the read model. */
  raise(found: readonly { readonly orderId: string; readonly version: number }[]): void {
    for (const { orderId, version } of found) {
      this.#sql.exec(
        "UPDATE orders SET version = ?1 + 1 WHERE order_id = ?2 AND version <= ?1",
        version,
        orderId,
      );
    }
  }

  /** Forgets that orders are to be projected, but for those that have changed since. */
  projected(orders: readonly Pick<StoredOrder, "row" | "version">[]): void {
    this.#sql.exec(
      `DELETE FROM unprojected WHERE order_row IN (
         SELECT o.row FROM jsonb_each(?) done CROSS JOIN orders o
         ON o.row = done.value ->> 0 AND o.version = done.value ->> 1)`,
      JSON.stringify(orders.map(({ row, version }) => [row, version])),
    );
  }
}
