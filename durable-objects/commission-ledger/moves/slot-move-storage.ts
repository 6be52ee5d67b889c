/** The orders that move with their slots: where each stands, as it is packed here and unpacked there. */
import { WaitingEventStorage } from "../late-orders/waiting-event-storage.ts";
import type { MovedEvent, MovedOrder, MovedVoid } from "../../delivery/moved-order.ts";
import { ARRIVED_SCHEMA } from "./arrived-sums-storage.ts";
import { LEFT_SLOTS, TAKEN_SLOTS } from "../../moves/left-slots-storage.ts";
import type { SchemaStep } from "../../object/schema-storage.ts";
import { SLOT_INDEX_SCHEMA } from "./slot-index-storage.ts";

export const SLOT_MOVE_SCHEMA: SchemaStep = [
  // 0: here; 1: on its way to the ledger that takes its slot; 2: there. What was told of it stays in this log.
  "ALTER TABLE orders ADD COLUMN moved INTEGER NOT NULL DEFAULT 0",
  LEFT_SLOTS,
  TAKEN_SLOTS,
  ...SLOT_INDEX_SCHEMA,
  ...ARRIVED_SCHEMA,
];

/** Where an order stands: here, on its way to another ledger, or there. */
export type Whereabouts = {
  readonly orderId: string;
  readonly slot: number | null;
  readonly moved: 0 | 1 | 2;
};

/** Orders of a slot that are here. */
const OF_SLOT = "FROM order_slots s JOIN orders o ON o.row = s.order_row WHERE s.slot = ? AND o.moved = 0";

/** Rows of orders of which a receiver refused something that nobody has sent again. */
const REFUSED = `SELECT w.order_row FROM refused_rows r JOIN outbox w ON w.pair = r.pair AND w.seq = r.seq
    WHERE r.replayed_at_ms IS NULL AND w.order_row IS NOT NULL`;

/** An order is at rest when nothing of it waits for an answer, of a receiver or of an operator. */
const AT_REST = `o.row NOT IN (SELECT w.order_row FROM pairs p JOIN outbox w ON w.pair = p.pair AND w.seq > p.acked_seq
    WHERE p.acked_seq < p.last_seq AND w.order_row IS NOT NULL)
  AND o.row NOT IN (${REFUSED})
  AND o.row NOT IN (SELECT order_row FROM late_orders)`;

type Stored<Row> = Row & Record<string, SqlStorageValue>;

export class SlotMoveStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Those of the asked orders that are known. */
  whereabouts(orderIds: readonly string[]): Map<string, Whereabouts> {
    const rows = this.#sql.exec<Whereabouts>(
      "SELECT order_id AS orderId, slot, moved FROM orders WHERE order_id IN (SELECT value FROM json_each(?))",
      JSON.stringify(orderIds),
    );
    return new Map([...rows].map((one) => [one.orderId, one]));
  }

  /** Whether commissions of lost orders of a slot wait for their orders. */
  hasOrphans(slot: number): boolean {
    const prefix = `cm_${slot.toString(36)}_*`;
    return (
      this.#sql.exec("SELECT 1 FROM orphans WHERE commission_id GLOB ? LIMIT 1", prefix).toArray().length > 0
    );
  }

  /** Whether orders of a slot are here, of those that the index of slots has come to. */
  hasStaying(slot: number): boolean {
    const staying = this.#sql.exec(`SELECT 1 ${OF_SLOT} LIMIT 1`, slot);
    return staying.toArray().length > 0;
  }

  /** Whether orders of a slot are here, and something of each was refused. */
  waitForOperator(slot: number): boolean {
    const others = this.#sql.exec(`SELECT 1 ${OF_SLOT} AND o.row NOT IN (${REFUSED}) LIMIT 1`, slot);
    return this.hasStaying(slot) && others.toArray().length === 0;
  }

  /** Rows of orders of a slot that are here and at rest. */
  atRest(slot: number, limit: number): number[] {
    return this.#sql
      .exec<{ row: number }>(`SELECT o.row ${OF_SLOT} AND ${AT_REST} ORDER BY o.row LIMIT ?`, slot, limit)
      .toArray()
      .map(({ row }) => row);
  }

  /** Orders are on their way. Who takes them writes their read model anew. */
  send(rows: readonly number[]): void {
    const among = JSON.stringify(rows);
    this.#sql.exec("UPDATE orders SET moved = 1 WHERE row IN (SELECT value FROM json_each(?))", among);
    this.#sql.exec("DELETE FROM unprojected WHERE order_row IN (SELECT value FROM json_each(?))", among);
  }

  /** Orders have arrived. What was told of them stays in this log, and counts there. */
  arrived(rows: readonly number[]): void {
    this.#sql.exec(
      "UPDATE orders SET moved = 2, due_at_ms = NULL WHERE moved = 1 AND row IN (SELECT value FROM json_each(?))",
      JSON.stringify(rows),
    );
  }

  /** Whether a book has yet to answer what was told of orders that have gone. */
  hasUntold(book: string): boolean {
    const untold = this.#sql.exec(
      `SELECT 1 FROM pairs p JOIN outbox w ON w.pair = p.pair AND w.seq > p.acked_seq JOIN orders o ON o.row = w.order_row
       WHERE p.receiver_class = 'book' AND p.receiver = ? AND p.acked_seq < p.last_seq AND o.moved = 2 LIMIT 1`,
      book,
    );
    return untold.toArray().length > 0;
  }

  /** What books refused of orders that have gone waits for nobody: who has them reads back what was posted. */
  supersedeRefused(nowMs: number): void {
    this.#sql.exec(
      `UPDATE refused_rows SET replayed_at_ms = ? WHERE replayed_at_ms IS NULL AND EXISTS (
         SELECT 1 FROM outbox w JOIN orders o ON o.row = w.order_row
         WHERE w.pair = refused_rows.pair AND w.seq = refused_rows.seq AND o.moved = 2)`,
      nowMs,
    );
  }

  /** Commissions of lost orders of a slot that another ledger has wait for nothing here. */
  dropOrphans(slot: number): void {
    this.#sql.exec("DELETE FROM orphans WHERE commission_id GLOB ?", `cm_${slot.toString(36)}_*`);
  }

  /** What was adopted for commissions that have gone counts there. */
  dropAdopted(commissionIds: readonly string[]): void {
    const among = JSON.stringify(commissionIds);
    for (const table of ["adopted", "arrived_sums"]) {
      this.#sql.exec(`DELETE FROM ${table} WHERE commission_id IN (SELECT value FROM json_each(?))`, among);
    }
  }

  /** Orders come back: their receiver could not take them. */
  comeBack(rows: readonly number[]): void {
    this.#sql.exec(
      "UPDATE orders SET moved = 0 WHERE moved = 1 AND row IN (SELECT value FROM json_each(?))",
      JSON.stringify(rows),
    );
  }

  /** Rows of orders that are here, after one, with their ids and slots. */
  ordersHere(afterRow: number, limit: number): { row: number; id: string; slot: number | null }[] {
    return this.#sql
      .exec<{ row: number; id: string; slot: number | null }>(
        "SELECT row, order_id AS id, slot FROM orders WHERE row > ? AND moved = 0 ORDER BY row LIMIT ?",
        afterRow,
        limit,
      )
      .toArray();
  }

  /** An order as it stands here. */
  packed(row: number): MovedOrder {
    const order = this.#sql
      .exec<Stored<Omit<MovedOrder, "events" | "commissions">>>(
        `SELECT order_id AS orderId, first_received_at_ms AS firstReceivedAtMs, slot, journey, received, decision, evidence,
           binding, due_at_ms AS dueAtMs, version, tallied_reversed AS talliedReversed,
           tallied_worth AS talliedWorth, restoration, link
         FROM orders WHERE row = ?`,
        row,
      )
      .one();
    const events = this.#events(row);
    const commissions = this.#sql
      .exec<Stored<MovedOrder["commissions"][number]>>(
        "SELECT credit, level, earned, kept, phase FROM commissions WHERE order_row = ? ORDER BY credit, level",
        row,
      )
      .toArray();
    return { ...order, events, commissions };
  }

  #events(row: number): MovedEvent[] {
    return this.#sql
      .exec<Stored<MovedEvent>>(
        `SELECT source, event_id AS eventId, event, items, recorded_at_ms AS recordedAtMs FROM events
         WHERE order_row = ? ORDER BY row`,
        row,
      )
      .toArray();
  }

  /**
   * Writes an order that has come from another ledger.
   *
   * @param waiting the row that has events of it, where they have come before.
   * @returns its row here.
   */
  unpack(order: MovedOrder, waiting: number | null = null): number {
    const row = waiting ?? this.#begin(order);
    this.#sql.exec(
      `UPDATE orders SET first_received_at_ms = ?, slot = ?, journey = ?, received = ?, decision = ?, evidence = ?,
         binding = ?, due_at_ms = ?, version = max(version, ?), events_first = 1, tallied_reversed = ?, tallied_worth = ?,
         restoration = ?, link = ? WHERE row = ?`,
      order.firstReceivedAtMs,
      order.slot,
      order.journey,
      order.received,
      order.decision,
      order.evidence,
      order.binding,
      order.dueAtMs,
      order.version + 1,
      order.talliedReversed,
      order.talliedWorth ?? null,
      order.restoration,
      order.link ?? null,
      row,
    );
    if (order.link != null) new WaitingEventStorage(this.#sql).forget(row);
    for (const event of order.events) this.addEvent(row, event);
    for (const { credit, level, earned, kept, phase } of order.commissions) {
      this.#sql.exec(
        "INSERT INTO commissions (order_row, credit, level, earned, kept, phase) VALUES (?, ?, ?, ?, ?, ?)",
        row,
        credit,
        level,
        earned,
        kept,
        phase,
      );
    }
    return row;
  }

  /** Takes the events of an order off its row. */
  takeEvents(row: number): MovedEvent[] {
    const events = this.#events(row);
    this.#sql.exec("DELETE FROM events WHERE order_row = ?", row);
    return events;
  }

  addEvent(row: number, { source, eventId, event, items, recordedAtMs }: MovedEvent): void {
    this.#sql.exec(
      `INSERT INTO events (order_row, source, event_id, event, items, recorded_at_ms)
       VALUES (?, ?, ?, ?, ?, ?)`,
      row,
      source,
      eventId,
      event,
      items,
      recordedAtMs,
    );
  }

  #begin({ orderId, firstReceivedAtMs, slot }: MovedOrder): number {
    return this.#sql
      .exec<{ row: number }>(
        "INSERT INTO orders (order_id, first_received_at_ms, slot) VALUES (?, ?, ?) RETURNING row",
        orderId,
        firstReceivedAtMs,
        slot,
      )
      .one().row;
  }

  voids(): MovedVoid[] {
    return this.#sql
      .exec<Stored<MovedVoid>>("SELECT book, reservation, order_id AS orderId FROM voided_reservations")
      .toArray();
  }

  addVoids(voids: readonly MovedVoid[]): void {
    this.#sql.exec(
      `INSERT OR IGNORE INTO voided_reservations (book, reservation, order_id)
       SELECT value ->> 'book', value ->> 'reservation', value ->> 'orderId' FROM json_each(?)`,
      JSON.stringify(voids),
    );
  }
}
