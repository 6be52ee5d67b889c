/** What a ledger's log says that it told books of the sales of orders, also of those that have moved on. */
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import type { Month } from "../../../domain/program/month.ts";

/** Sales of an order, in minor units. */
export type OrderSale = { readonly promoter: PromoterRef; readonly month: Month; readonly sales: number };

/** What was told of one order. */
export type SoldOrder = OrderSale & { readonly orderId: string };

export class SoldStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /**
   * Rows that left the log, and those that a book refused, told nothing. A refused row of an order that is here waits to be sent
   * again, and so counts.
   */
  of(orderIds: readonly string[]): SoldOrder[] {
    return this.#sql
      .exec<SoldOrder & Record<string, SqlStorageValue>>(
        `SELECT d.order_id AS orderId, o.promoter, o.about AS month, sum(o.amount) AS sales
         FROM outbox o JOIN orders d ON d.row = o.order_row
         WHERE o.kind = 'sales' AND d.order_id IN (SELECT value FROM json_each(?))
           AND NOT EXISTS (SELECT 1 FROM refused_rows r WHERE r.pair = o.pair AND r.seq = o.seq
             AND (r.replayed_at_ms IS NOT NULL OR d.moved <> 0))
         GROUP BY 1, 2, 3`,
        JSON.stringify(orderIds),
      )
      .toArray();
  }

  /** Rows of decided orders that are here and came with slots of a ledger, after one. */
  arrivedFrom(sender: string, afterRow: number, limit: number): number[] {
    return this.#sql
      .exec<{ row: number }>(
        `SELECT o.row FROM orders o JOIN taken_slots t ON t.slot = o.slot
         WHERE t.sender = ? AND o.row > ? AND o.moved = 0 AND o.decision IS NOT NULL ORDER BY o.row LIMIT ?`,
        sender,
        afterRow,
        limit,
      )
      .toArray()
      .map(({ row }) => row);
  }
}
