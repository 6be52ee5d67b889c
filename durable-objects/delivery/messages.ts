/** What travels from an outbox to a receiver: numbered rows, in sequence, and the receiver's answer. */
import type { Touch } from "../../domain/attribution/touch.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { AmountMinor } from "../../domain/kernel/money.ts";
import type { IntentKind } from "../../domain/settlement/intent.ts";
import type { Phase } from "../../domain/order/order-state.ts";
import type { Month } from "../../domain/program/month.ts";
import type { BindingPolicy } from "../../domain/program/settings.ts";

/** An intent for a promoter's wallet. */
export interface IntentRow {
  readonly type: "intent";
  readonly seq: number;
  readonly intent: IntentKind;
  readonly phase: Phase;
  readonly amount: AmountMinor;
  readonly promoter: PromoterRef;
  readonly commissionId: string;
  readonly orderId: string;
  readonly atMs: number;
  /** An operator replays a stopped commission: this row opens it again. */
  readonly reopens: boolean;
}

/** The binding that an order makes, or ends. */
export interface BindingRow {
  readonly type: "bind" | "unbind";
  readonly seq: number;
  readonly customerId: string;
  readonly promoter: PromoterRef;
  readonly orderId: string;
  readonly effectiveAtMs: number;
  readonly policy: BindingPolicy;
}

/** What an order tells its customer's Journey: when it was, the touches it brought, and whether it waits for more. */
export interface CustomerOrderRow {
  readonly type: "order";
  readonly seq: number;
  readonly customerId: string;
  readonly orderId: string;
  readonly occurredAtMs: number;
  /** Since when what the Journey learned may have been missed when the order was decided. */
  readonly gatheredAtMs: number;
  readonly touches: readonly Touch[];
  /** Until when late evidence may credit it; null when somebody earned it. */
  readonly unearnedUntilMs: number | null;
}

/** Somebody earned an order after all: it waits for no more evidence. */
export interface EarnedRow {
  readonly type: "earned";
  readonly seq: number;
  readonly customerId: string;
  readonly orderId: string;
}

/** What a ledger tells a Journey. */
export type JourneyRow = BindingRow | CustomerOrderRow | EarnedRow;

/** What a Journey tells a ledger: evidence has come for an order that nobody earned. */
export interface LateEvidenceRow {
  readonly type: "late_evidence";
  readonly seq: number;
  readonly orderId: string;
  /** When it came. */
  readonly arrivedAtMs: number;
}

/** What an order adds to a promoter's sales, or takes from them. */
export interface SalesRow {
  readonly type: "sales";
  readonly seq: number;
  readonly promoter: PromoterRef;
  /** Where it is counted: the month of the order. */
  readonly month: Month;
  /** Below 0 after a refund. */
  readonly change: number;
}

/**
 * What an order costs its campaign: confirmed, given back, or asked for (`respend`) where commissions are to come back
 * after a voided refund. The answer says what was granted.
 */
export interface BudgetRow {
  readonly type: "budget";
  readonly seq: number;
  readonly kind: "spend" | "unspend" | "respend";
  readonly campaignId: string;
  readonly reservation: number;
  readonly amount: AmountMinor;
}

/** A buyer, or who was bound, becomes a promoter, once, under whom it was bound to. */
export interface JoinRow {
  readonly type: "join";
  readonly seq: number;
  readonly memberId: string;
  /** Slot of the new promoter's AccountBook. */
  readonly slot: number;
  readonly upline: PromoterRef | null;
}

/** What a ledger tells an AccountBook. */
export type BookRow = IntentRow | SalesRow | BudgetRow;

export interface Delivery<Row extends { readonly seq: number }> {
  /** Name of the sending object. */
  readonly sender: string;
  readonly rows: readonly Row[];
}

/** What a campaign's budget had room for of what a `respend` asked, in minor units. */
export interface GrantedRow {
  readonly seq: number;
  readonly granted: AmountMinor;
}

export interface RowRefusal {
  readonly seq: number;
  readonly reason: string;
}

export interface JournalHead {
  readonly promoter: PromoterRef;
  readonly entries: number;
  readonly head: string;
}

export type DeliveryAnswer =
  | {
      readonly kind: "taken";
      /** The last number this receiver has. */
      readonly last: number;
      readonly refused: readonly RowRefusal[];
      readonly heads: readonly JournalHead[];
      /** Of a book: one for each `respend` of the delivery that it has taken. */
      readonly grants?: readonly GrantedRow[];
    }
  /** A number is missing: the sender goes back to after `last`. */
  | { readonly kind: "gap"; readonly last: number };
