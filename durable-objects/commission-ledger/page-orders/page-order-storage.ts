/** What a ledger keeps of orders that pages told, beside the orders themselves: how many each click token told. */
import { PAGE_ORDER_IDS } from "../../../domain/order/page-order.ts";
import type { SchemaStep } from "../../object/schema-storage.ts";

export const PAGE_ORDER_SCHEMA: SchemaStep = [
  `CREATE TABLE page_tokens (
     token TEXT PRIMARY KEY,
     orders INTEGER NOT NULL CHECK (orders > 0)
   ) STRICT, WITHOUT ROWID`,
];

/** What tells one page from others: names that mean nothing elsewhere. */
export interface PageReport {
  readonly token: string;
  /** Empty where it is not known. */
  readonly network: string;
}

export class PageOrderStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Whether a page has told any order of this ledger. */
  hasAny(): boolean {
    const { from, before } = PAGE_ORDER_IDS;
    return (
      this.#sql
        .exec("SELECT 1 FROM orders WHERE order_id >= ? AND order_id < ? LIMIT 1", from, before)
        .toArray().length > 0
    );
  }

  /** How many orders pages told with a token. */
  countedWith(token: string): number {
    const [known] = this.#sql
      .exec<{ orders: number }>("SELECT orders FROM page_tokens WHERE token = ?", token)
      .toArray();
    return known?.orders ?? 0;
  }

  count(token: string): void {
    this.#sql.exec(
      "INSERT INTO page_tokens (token, orders) VALUES (?, 1) ON CONFLICT (token) DO UPDATE SET orders = orders + 1",
      token,
    );
  }

  /** Events that waited for an order belong to another id of it from now on. */
  rename(row: number, orderId: string): void {
    this.#sql.exec("UPDATE orders SET order_id = ? WHERE row = ? AND decision IS NULL", orderId, row);
  }

  hasMerchantEvents(row: number): boolean {
    return (
      this.#sql
        .exec("SELECT 1 FROM events WHERE order_row = ? AND source = 'merchant' LIMIT 1", row)
        .toArray().length > 0
    );
  }

  /** What a merchant told of one order was told of another, too. */
  copyMerchantEvents(from: number, to: number): void {
    this.#sql.exec(
      `INSERT INTO events (order_row, source, event_id, event, items, recorded_at_ms)
       SELECT ?, source, event_id, event, items, recorded_at_ms FROM events
       WHERE order_row = ? AND source = 'merchant' ORDER BY row`,
      to,
      from,
    );
  }
}
