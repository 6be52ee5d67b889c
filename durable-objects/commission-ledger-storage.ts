/** Tables of a CommissionLedger. Rows come in order of arrival, so that a batch dirties few pages. */
import type { OrderEvidence } from "../domain/attribution/evidence.ts";
import type { Decision } from "../domain/commission/decision.ts";
import type { Order } from "../domain/commission/order.ts";
import type { AmountMinor } from "../domain/kernel/money.ts";
import type { PromoterRef } from "../domain/kernel/ids.ts";
import type { Posted } from "../domain/ledger/intent.ts";
import type { OrderEvent } from "../domain/ledger/order-event.ts";
import type { Phase } from "../domain/ledger/order-standing.ts";
import type { KnownHead } from "../domain/ledger/verification.ts";
import type { JournalHead } from "./delivery.ts";

/** An order as it comes to its owner: what was told, and what was decided of it. */
export interface ToldDecision {
  readonly order: Order;
  /** Slot of the order, part of its commissions' ids. */
  readonly slot: number;
  /** Name of the Journey object of the customer, when there is one. */
  readonly journey: string | null;
  readonly decision: Decision;
  /** What came with it. */
  readonly evidence: OrderEvidence;
}

/** Who an event came from: the ids of merchant, operator and the owner's clock never meet. */
export type EventSource = "merchant" | "owner" | "clock";

export type StoredOrder = {
  readonly row: number;
  readonly orderId: string;
  readonly firstReceivedAtMs: number;
  readonly version: number;
  readonly binding: "none" | "made" | "ended";
  /** The reversed amount that sales and budget were told of; null when they were told nothing. */
  readonly talliedReversed: AmountMinor | null;
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

type OrderRow = {
  row: number;
  orderId: string;
  firstReceivedAtMs: number;
  slot: number | null;
  journey: string | null;
  told: string | null;
  decision: string | null;
  binding: "none" | "made" | "ended";
  talliedReversed: AmountMinor | null;
  version: number;
};

const ORDER_COLUMNS = `row, order_id AS orderId, first_received_at_ms AS firstReceivedAtMs, slot, journey, told,
  decision, binding, tallied_reversed AS talliedReversed, version`;

export class CommissionLedgerStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  find(orderId: string): StoredOrder | null {
    const [row] = this.#sql
      .exec<OrderRow>(`SELECT ${ORDER_COLUMNS} FROM orders WHERE order_id = ?`, orderId)
      .toArray();
    return row === undefined ? null : storedOrder(row);
  }

  byRow(row: number): StoredOrder {
    return storedOrder(
      this.#sql.exec<OrderRow>(`SELECT ${ORDER_COLUMNS} FROM orders WHERE row = ?`, row).one(),
    );
  }

  /** A place for the events of an order that has not come yet. */
  reserve(orderId: string, nowMs: number): number {
    return this.#sql
      .exec<{ row: number }>(
        "INSERT INTO orders (order_id, first_received_at_ms) VALUES (?, ?) RETURNING row",
        orderId,
        nowMs,
      )
      .one().row;
  }

  /** Writes the decision of an order, once. */
  decide({ order, slot, journey, decision, evidence }: ToldDecision, nowMs: number): number {
    return this.#sql
      .exec<{ row: number }>(
        `INSERT INTO orders (order_id, first_received_at_ms, slot, journey, told, decision, evidence)
         VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (order_id) DO UPDATE SET first_received_at_ms = excluded.first_received_at_ms,
           events_first = 1, slot = excluded.slot, journey = excluded.journey, told = excluded.told,
           decision = excluded.decision, evidence = excluded.evidence
         WHERE decision IS NULL RETURNING row`,
        order.orderId,
        nowMs,
        slot,
        journey,
        JSON.stringify(order),
        JSON.stringify(decision),
        JSON.stringify(evidence),
      )
      .one().row;
  }

  /** What follows from a fold: when the clock is next due, what became of the binding, what was told of it. */
  settle(
    row: number,
    dueAtMs: number | null,
    binding: StoredOrder["binding"],
    talliedReversed: number | null,
  ): void {
    this.#sql.exec(
      `UPDATE orders SET due_at_ms = ?, binding = ?, tallied_reversed = ?, version = version + 1 WHERE row = ?`,
      dueAtMs,
      binding,
      talliedReversed,
      row,
    );
    this.#sql.exec("INSERT OR IGNORE INTO unprojected (order_row) VALUES (?)", row);
  }

  events(row: number): OrderEvent[] {
    return this.#sql
      .exec<{ event: string }>("SELECT event FROM events WHERE order_row = ? ORDER BY row", row)
      .toArray()
      .map((stored) => JSON.parse(stored.event) as OrderEvent);
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
    const { items, ...folded } = event;
    this.#sql.exec(
      `INSERT INTO events (order_row, source, event_id, event, items, recorded_at_ms)
       VALUES (?, ?, ?, ?, ?, ?)`,
      row,
      source,
      event.eventId,
      JSON.stringify(folded),
      items === undefined ? null : JSON.stringify(items),
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

  putCommission(row: number, credit: number, level: number, posted: Posted): void {
    this.#sql.exec(
      `INSERT INTO commissions (order_row, credit, level, earned, kept, phase) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (order_row, credit, level) DO UPDATE SET
         earned = excluded.earned, kept = excluded.kept, phase = excluded.phase`,
      row,
      credit,
      level,
      posted.earned ? 1 : 0,
      posted.kept,
      posted.phase,
    );
  }

  /** Orders whose clock is due, the longest due first. */
  dueRows(nowMs: number, limit: number): number[] {
    return this.#sql
      .exec<{ row: number }>(
        "SELECT row FROM orders WHERE due_at_ms <= ? ORDER BY due_at_ms LIMIT ?",
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

  nextDueAtMs(): number | null {
    return this.#sql
      .exec<{ at: number | null }>("SELECT min(due_at_ms) AS at FROM orders WHERE due_at_ms IS NOT NULL")
      .one().at;
  }

  unprojected(limit: number): number[] {
    return this.#sql
      .exec<{ row: number }>("SELECT order_row AS row FROM unprojected ORDER BY order_row LIMIT ?", limit)
      .toArray()
      .map((stale) => stale.row);
  }

  /** Forgets that an order is to be projected, unless it has changed since. */
  projected(row: number, version: number): void {
    this.#sql.exec(
      "DELETE FROM unprojected WHERE order_row = ? AND ? = (SELECT version FROM orders WHERE row = ?)",
      row,
      version,
      row,
    );
  }

  raiseHead(head: JournalHead): void {
    this.#sql.exec(
      `INSERT INTO journal_heads (promoter, entries, head) VALUES (?, ?, ?)
       ON CONFLICT (promoter) DO UPDATE SET entries = excluded.entries, head = excluded.head
       WHERE excluded.entries > entries`,
      head.promoter,
      head.entries,
      head.head,
    );
  }

  head(promoter: PromoterRef): KnownHead | null {
    const [head] = this.#sql
      .exec<{ entries: number; head: string }>(
        "SELECT entries, head FROM journal_heads WHERE promoter = ?",
        promoter,
      )
      .toArray();
    return head ?? null;
  }
}

function storedOrder(row: OrderRow): StoredOrder {
  const { slot, told, decision, journey, ...common } = row;
  if (told === null || decision === null || slot === null) return { ...common, decided: false };
  return {
    ...common,
    decided: true,
    slot,
    journey,
    order: JSON.parse(told) as Order,
    decision: JSON.parse(decision) as Decision,
  };
}
