/** Tables of a CommissionLedger. Rows come in order of arrival, so that a batch dirties few pages. */
import type { OrderEvidence } from "../../domain/attribution/evidence.ts";
import type { EventSource } from "./event-source.ts";
import type { Decision } from "../../domain/commission/decision.ts";
import type { Order } from "../../domain/order/order.ts";
import type { AmountMinor } from "../../domain/kernel/money.ts";
import type { Posted } from "../../domain/settlement/intent.ts";
import type { OrderEvent } from "../../domain/order/order-event.ts";
import type { Phase } from "../../domain/order/order-state.ts";
import type { Worth } from "../../domain/order/worth.ts";
import { type OrderRow, restorationOf, restorationText, talliedOf, worthText } from "./order-row.ts";
import type { PageReport } from "./page-orders/page-order-storage.ts";
import { buyersOf, type OrderBuyer } from "./uses/order-buyer-storage.ts";
import type { LinkTarget } from "./links/order-link.ts";
import type { Restoration } from "../../domain/settlement/restoration.ts";

/** An order as it comes to its owner: what was told, and what was decided of it. */
export interface ProposedOrder {
  readonly order: Order;
  /** Slot of the order, part of its commissions' ids. */
  readonly slot: number;
  /** Name of the Journey object of the customer, when there is one. */
  readonly journey: string | null;
  readonly decision: Decision;
  /** What came with it. */
  readonly evidence: OrderEvidence;
  /** By whom it was told, where a page told it. */
  readonly page?: PageReport;
}

export type StoredOrder = {
  readonly row: number;
  readonly orderId: string;
  readonly firstReceivedAtMs: number;
  readonly version: number;
  /** 0: here; 1: on its way to another ledger; 2: there. */
  readonly moved: 0 | 1 | 2;
  readonly binding: "none" | "made" | "ended";
  /** The worth that sales and the campaign's budget were told of; null when they were told nothing. */
  readonly tallied: Worth | null;
  /** How far a campaign's budget lets commissions come back; null while it was never asked. */
  readonly restoration: Restoration | null;
  /** Where what is told of its id belongs; null: here. A decided order with one is closed. */
  readonly link: LinkTarget | null;
} & (
  | { readonly decided: false }
  | {
      readonly decided: true;
      readonly slot: number;
      readonly journey: string | null;
      readonly order: Order;
      readonly decision: Decision;
    }
);

export type DecidedOrder = Extract<StoredOrder, { decided: true }>;

export interface StoredCommission extends Posted {
  readonly credit: number;
  readonly level: number;
}

/** A commission of an order, as it is written. */
export interface CommissionRow extends StoredCommission {
  readonly orderRow: number;
}

/** What follows from a fold. */
export interface Settled {
  /** The order as it now stands. */
  readonly stored: DecidedOrder;
  /** When the owner's clock is next due; null when it has nothing to do. */
  readonly dueAtMs: number | null;
}

// Types, not interfaces: rows of a query must be assignable to a record.
export type OrderNaming = { row: number; orderId: string; slot: number };

const ORDER_COLUMNS = `row, order_id AS orderId, first_received_at_ms AS firstReceivedAtMs, slot, journey, received,
  decision, binding, tallied_reversed AS talliedReversed,
  tallied_worth AS talliedWorth, restoration, version, moved, link`;

export class OrderStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  find(orderId: string): StoredOrder | null {
    return this.findAll([orderId]).get(orderId) ?? null;
  }

  /** Those of the asked orders that are known, by their ids. */
  findAll(orderIds: readonly string[]): Map<string, StoredOrder> {
    return new Map(this.#among("order_id", orderIds).map((stored) => [stored.orderId, stored]));
  }

  /** @throws Error when one of them is not there. */
  byRows(rows: readonly number[]): Map<number, StoredOrder> {
    return new Map(this.#among("row", rows).map((stored) => [stored.row, stored]));
  }

  #among(column: "order_id" | "row", values: readonly (string | number)[]): StoredOrder[] {
    const query = `SELECT ${ORDER_COLUMNS} FROM orders WHERE ${column} IN (SELECT value FROM json_each(?))`;
    return [...this.#sql.exec<OrderRow>(query, JSON.stringify(values))].map(storedOrder);
  }

  /** What names the commissions of decided orders, without their decisions. */
  namings(rows: readonly number[]): Map<number, OrderNaming> {
    const found = this.#sql.exec<OrderNaming>(
      "SELECT row, order_id AS orderId, slot FROM orders WHERE row IN (SELECT value FROM json_each(?))",
      JSON.stringify(rows),
    );
    return new Map([...found].map((naming) => [naming.row, naming]));
  }

  buyers(rows: readonly number[]): Map<number, OrderBuyer> {
    return buyersOf(this.#sql, rows);
  }

  /** The greatest row in use: new orders take the rows behind it. */
  lastRow(): number {
    return this.#sql.exec<{ row: number | null }>("SELECT max(row) AS row FROM orders").one().row ?? 0;
  }

  /** Writes an order that was not known, as it was decided and settled. */
  add(
    { order, slot, journey, decision, evidence }: ProposedOrder,
    { stored: { row, binding, tallied, firstReceivedAtMs }, dueAtMs }: Settled,
  ): void {
    this.#sql.exec(
      `INSERT INTO orders (row, order_id, first_received_at_ms, slot, journey, received, decision, evidence, due_at_ms, binding,
         tallied_reversed, tallied_worth, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      row,
      order.orderId,
      firstReceivedAtMs,
      slot,
      journey,
      JSON.stringify(order),
      JSON.stringify(decision),
      JSON.stringify(evidence),
      dueAtMs,
      binding,
      tallied?.reversed ?? null,
      worthText(tallied),
      firstReceivedAtMs,
    );
  }

  /** A place for the events of an order that has not come yet. */
  reserve(orderId: string, slot: number | null, nowMs: number): number {
    return this.#sql
      .exec<{ row: number }>(
        "INSERT INTO orders (order_id, slot, first_received_at_ms) VALUES (?, ?, ?) RETURNING row",
        orderId,
        slot,
        nowMs,
      )
      .one().row;
  }

  /** Writes the decision of an order whose events came first. */
  writeDecision(
    row: number,
    { order, slot, journey, decision, evidence }: ProposedOrder,
    nowMs: number,
  ): void {
    this.#sql.exec(
      `UPDATE orders SET first_received_at_ms = ?, events_first = 1, slot = ?, journey = ?, received = ?, decision = ?, evidence = ?
       WHERE row = ? AND decision IS NULL`,
      nowMs,
      slot,
      journey,
      JSON.stringify(order),
      JSON.stringify(decision),
      JSON.stringify(evidence),
      row,
    );
  }

  /**
   * What follows from a fold: when the clock is next due, what became of the binding, what was told of it. A version is the
   * time of its making. So none is given twice, also by an object that was put back to an earlier moment.
   */
  settle({ stored: { row, binding, tallied, restoration }, dueAtMs }: Settled, nowMs: number): void {
    this.#sql.exec(
      `UPDATE orders SET due_at_ms = ?, binding = ?, tallied_reversed = ?, tallied_worth = ?, restoration = ?,
         version = max(version + 1, ?) WHERE row = ?`,
      dueAtMs,
      binding,
      tallied?.reversed ?? null,
      worthText(tallied),
      restorationText(restoration),
      nowMs,
      row,
    );
  }

  events(row: number): OrderEvent[] {
    return this.eventsOf([row]).get(row) ?? [];
  }

  /** The events of each order that has any, in the sequence in which they were recorded. */
  eventsOf(rows: readonly number[]): Map<number, OrderEvent[]> {
    const stored = this.#sql.exec<{ orderRow: number; event: string }>(
      `SELECT e.order_row AS orderRow, e.event FROM json_each(?) asked CROSS JOIN events e ON e.order_row = asked.value
       ORDER BY e.row`,
      JSON.stringify(rows),
    );
    const events = new Map<number, OrderEvent[]>();
    for (const { orderRow, event } of stored) {
      const known = events.get(orderRow) ?? [];
      known.push(JSON.parse(event) as OrderEvent);
      events.set(orderRow, known);
    }
    return events;
  }

  /** How many events of one source an order has. */
  eventsFrom(row: number, source: EventSource): number {
    const sql = "SELECT count(*) AS n FROM events WHERE order_row = ? AND source = ?";
    return this.#sql.exec<{ n: number }>(sql, row, source).one().n;
  }

  event(row: number, source: EventSource, eventId: string): OrderEvent | null {
    const [stored] = this.#sql
      .exec<{ event: string }>(
        "SELECT event FROM events WHERE order_row = ? AND source = ? AND event_id = ?",
        row,
        source,
        eventId,
      )
      .toArray();
    return stored === undefined ? null : (JSON.parse(stored.event) as OrderEvent);
  }

  addEvent(row: number, source: EventSource, event: OrderEvent, nowMs: number): void {
    this.#sql.exec(
      "INSERT INTO events (order_row, source, event_id, event, recorded_at_ms) VALUES (?, ?, ?, ?, ?)",
      row,
      source,
      event.eventId,
      JSON.stringify(event),
      nowMs,
    );
  }

  commissions(row: number): StoredCommission[] {
    return this.#sql
      .exec<{ credit: number; level: number; earned: number; kept: AmountMinor; phase: Phase }>(
        "SELECT credit, level, earned, kept, phase FROM commissions WHERE order_row = ? ORDER BY credit, level",
        row,
      )
      .toArray()
      .map((stored) => ({ ...stored, earned: stored.earned === 1 }));
  }

  putCommissions(commissions: readonly CommissionRow[]): void {
    const rows = commissions.map(({ orderRow, credit, level, earned, kept, phase }) => [
      orderRow,
      credit,
      level,
      earned ? 1 : 0,
      kept,
      phase,
    ]);
    this.#sql.exec(
      `INSERT INTO commissions (order_row, credit, level, earned, kept, phase)
       SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 FROM jsonb_each(?) WHERE true
       ON CONFLICT (order_row, credit, level) DO UPDATE SET
         earned = excluded.earned, kept = excluded.kept, phase = excluded.phase`,
      JSON.stringify(rows),
    );
  }
}

function storedOrder(row: OrderRow): StoredOrder {
  const { slot, received, decision, journey, restoration, talliedReversed, talliedWorth, link, ...rest } =
    row;
  const common = {
    ...rest,
    link: link === null ? null : (JSON.parse(link) as LinkTarget),
    tallied: talliedOf(talliedReversed, talliedWorth),
    restoration: restorationOf(restoration),
  };
  if (received === null || decision === null || slot === null) return { ...common, decided: false };
  return {
    ...common,
    decided: true,
    slot,
    journey,
    order: JSON.parse(received) as Order,
    decision: JSON.parse(decision) as Decision,
  };
}
