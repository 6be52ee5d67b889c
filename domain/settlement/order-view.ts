/** An order as its owner shows it: decision, events, and how far each commission has come. */
import type { CommissionDraft } from "../commission/commission.ts";
import type { Decision } from "../commission/decision.ts";
import type { Order } from "../order/order.ts";
import { keptOf } from "../commission/remaining.ts";
import { commissionIdOf } from "../kernel/ids.ts";
import { type AmountMinor, minus, ZERO } from "../kernel/money.ts";
import type { OrderEvent } from "../order/order-event.ts";
import { isFullyReversed, type FoldTerms, stateOf } from "../order/order-state.ts";
import { appliedOf, type Restoration, wantedOf } from "./restoration.ts";

export const COMMISSION_STATES = ["pending", "held", "available", "reversed"] as const;
export type CommissionState = (typeof COMMISSION_STATES)[number];

export interface CommissionView extends CommissionDraft {
  readonly id: string;
  readonly state: CommissionState;
  /** Of its amount, what the campaign's budget had no room to restore. */
  readonly unrestored: AmountMinor;
  /** What is left of it after refunds and lost disputes. */
  readonly kept: AmountMinor;
}

export interface OrderView {
  readonly order: Order;
  readonly decision: Decision;
  readonly commissions: readonly CommissionView[];
  readonly events: readonly OrderEvent[];
  readonly state: CommissionState;
  readonly underReview: boolean;
  readonly openDisputes: number;
  /** Refunds and lost disputes, at most the order's amount. */
  readonly reversedAmount: AmountMinor;
  /** What commissions go by: more than was reversed while the campaign's budget is asked for room. */
  readonly appliedReversal: AmountMinor;
  /** What that question asks for; 0 without one. */
  readonly askedOfBudget: AmountMinor;
  readonly receivedAtMs: number | null;
  readonly holdEndsAtMs: number | null;
  readonly releasedAtMs: number | null;
  readonly firstReceivedAtMs: number;
}

/** What an order's owner knows of it. */
export interface OrderRecord {
  readonly row: number;
  readonly slot: number;
  readonly order: Order;
  readonly decision: Decision;
  readonly events: readonly OrderEvent[];
  readonly restoration: Restoration | null;
  readonly firstReceivedAtMs: number;
}

/** What the fold needs of a decided order. */
export function foldTermsOf(order: Order, decision: Decision): FoldTerms {
  return {
    amount: order.amount,
    occurredAtMs: order.occurredAtMs,
    settlement: decision.terms.settlement,
    startsUnderReview: decision.risk.verdict === "review",
  };
}

/** An order with its commissions as they stand after all its events. */
export function viewOf(record: OrderRecord): OrderView {
  const { order, decision, events, restoration } = record;
  const folded = stateOf(foldTermsOf(order, decision), events);
  const blocked = decision.risk.verdict === "block";
  const gone = blocked || isFullyReversed(order.amount, folded.reversed);
  const state = gone ? "reversed" : PHASE_STATES[folded.phase];
  const applied = appliedOf(restoration, folded.reversed);
  const commissions = decision.commissions.map((draft, place): CommissionView => {
    const restorable = restoration?.amounts[place] ?? draft.amount;
    const kept = blocked ? ZERO : keptOf(restorable, order.amount, applied);
    const id = commissionIdOf({
      slot: record.slot,
      orderId: order.orderId,
      credit: draft.credit,
      level: draft.level,
    });
    const unrestored = minus(draft.amount, restorable);
    return { ...draft, id, unrestored, kept, state: draft.amount > 0 && kept === 0 ? "reversed" : state };
  });
  return {
    order,
    decision,
    commissions,
    events,
    state,
    underReview: folded.underReview,
    openDisputes: folded.openDisputes,
    reversedAmount: folded.reversed,
    appliedReversal: applied,
    askedOfBudget:
      restoration === null
        ? ZERO
        : wantedOf({ amount: order.amount, commissions: decision.commissions }, restoration),
    receivedAtMs: folded.receivedAtMs,
    holdEndsAtMs: folded.holdEndsAtMs,
    releasedAtMs: folded.releasedAtMs,
    firstReceivedAtMs: record.firstReceivedAtMs,
  };
}

const PHASE_STATES = { pending: "pending", held: "held", released: "available" } as const;
