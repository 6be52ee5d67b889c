/** Links of ids in the table of orders: they move with their slots, as the events do that wait for an order. */
import type { OrderEvent } from "../../../domain/order/order-event.ts";
import type { SchemaStep } from "../../object/schema-storage.ts";
import { WaitingEventStorage } from "../late-orders/waiting-event-storage.ts";
import type { LinkTarget } from "./order-link.ts";

/** Where what is told of this id belongs, as JSON; null: it is an order's own id. */
export const LINK_SCHEMA: SchemaStep = ["ALTER TABLE orders ADD COLUMN link TEXT"];

export class LinkStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  put(row: number, target: LinkTarget): void {
    this.#sql.exec("UPDATE orders SET link = ? WHERE row = ? AND link IS NULL", JSON.stringify(target), row);
    new WaitingEventStorage(this.#sql).forget(row);
  }

  /** What merchants told of an id, in the sequence in which it was recorded. */
  merchantEvents(row: number): OrderEvent[] {
    return this.#sql
      .exec<{ event: string }>(
        "SELECT event FROM events WHERE order_row = ? AND source = 'merchant' ORDER BY row",
        row,
      )
      .toArray()
      .map(({ event }) => JSON.parse(event) as OrderEvent);
  }
}
