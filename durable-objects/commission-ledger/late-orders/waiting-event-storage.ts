/** Events of orders that have not come: each is found until its order comes, and counts from then on. */
import type { OrderEvent } from "../../../domain/order/order-event.ts";
import { fillFrom } from "../../object/backfill-storage.ts";
import type { SchemaStep } from "../../object/schema-storage.ts";

/** Orders that are known by their events alone, in the sequence in which the first of these came. */
export const WAITING_EVENTS_SCHEMA: SchemaStep = [
  "CREATE TABLE waiting_orders (order_row INTEGER PRIMARY KEY) STRICT",
  `CREATE TRIGGER orders_wait AFTER INSERT ON orders WHEN new.decision IS NULL BEGIN
     INSERT INTO waiting_orders (order_row) VALUES (new.row); END`,
  `CREATE TRIGGER orders_came AFTER UPDATE OF decision ON orders WHEN new.decision IS NOT NULL BEGIN
     DELETE FROM waiting_orders WHERE order_row = new.row; END`,
];

/** Lists orders that waited before there was a list. */
export const LIST_WAITING = fillFrom(
  "waiting_orders",
  { table: "orders", key: "row" },
  `INSERT OR IGNORE INTO waiting_orders (order_row)
   SELECT row FROM orders WHERE row > ? AND row <= ? AND decision IS NULL AND link IS NULL`,
);

/** What has moved to another ledger waits there, and what leads to another id has gone on to it. */
const WAITING = `FROM waiting_orders w JOIN orders o ON o.row = w.order_row JOIN events e ON e.order_row = w.order_row
  WHERE o.moved = 0 AND o.link IS NULL`;

/** Where a list of them goes on. */
export interface WaitingPlace {
  readonly order: number;
  readonly event: number;
}

export interface WaitingEvent {
  readonly place: WaitingPlace;
  readonly orderId: string;
  readonly event: OrderEvent;
  readonly recordedAtMs: number;
}

export class WaitingEventStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** By order, then in the sequence in which they were recorded. */
  after({ order, event }: WaitingPlace, limit: number): WaitingEvent[] {
    const rows = this.#sql.exec<{
      orderRow: number;
      eventRow: number;
      orderId: string;
      event: string;
      recordedAtMs: number;
    }>(
      `SELECT w.order_row AS orderRow, e.row AS eventRow, o.order_id AS orderId, e.event, e.recorded_at_ms AS recordedAtMs
       ${WAITING} AND w.order_row >= ?1 AND (w.order_row > ?1 OR e.row > ?2) ORDER BY w.order_row, e.row LIMIT ?3`,
      order,
      event,
      limit,
    );
    return [...rows].map(({ orderRow, eventRow, orderId, recordedAtMs, ...stored }) => ({
      place: { order: orderRow, event: eventRow },
      orderId,
      event: JSON.parse(stored.event) as OrderEvent,
      recordedAtMs,
    }));
  }

  /** No order will come under the id of a row: what was told of it has gone on. */
  forget(orderRow: number): void {
    this.#sql.exec("DELETE FROM waiting_orders WHERE order_row = ?", orderRow);
  }

  count(): number {
    return this.#sql.exec<{ n: number }>(`SELECT count(*) AS n ${WAITING}`).one().n;
  }
}
