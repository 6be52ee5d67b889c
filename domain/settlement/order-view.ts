/** An order as its owner shows it: decision, events, and how far each commission has come. */
import { type PlannedOrder, planUnder } from "../commission/amendment.ts";
import type { CommissionDraft } from "../commission/commission.ts";
import type { Decision } from "../commission/decision.ts";
import type { Order } from "../order/order.ts";
import { commissionIdOf } from "../kernel/ids.ts";
import { type AmountMinor, minus, ZERO } from "../kernel/money.ts";
import type { OrderEvent } from "../order/order-event.ts";
import { type FoldTerms, stateOf } from "../order/order-state.ts";
import type { Goods, Worth } from "../order/worth.ts";
import { riskNow } from "../risk/late-risk.ts";
import { isCertain, type Risk, startsReview } from "../risk/risk.ts";
import { storedRisk } from "../risk/stored-risk.ts";
import { keptNow, type Restoration, restorableOf, wantedOf } from "./restoration.ts";

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
  /** With all that became known since the decision. */
  readonly risk: Risk;
  readonly openDisputes: number;
  /** What the order sold, as it was amended last. */
  readonly goods: Goods;
  /** The most that its commissions may be together, by what it is worth. */
  readonly capAmount: AmountMinor;
  /** Refunds and lost disputes, at most what the order is worth. */
  readonly reversedAmount: AmountMinor;
  readonly worth: Worth;
  /** What commissions go by: less than the order is worth while the campaign's budget is asked for room. */
  readonly appliedWorth: Worth;
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
export function foldTermsOf(
  order: Order,
  decision: Decision,
  { firstReceivedAtMs }: Pick<OrderRecord, "firstReceivedAtMs">,
): FoldTerms {
  const risk = storedRisk(decision.risk);
  const isForPeople = decision.terms.fraud === undefined || risk.reasons.some(isCertain);
  return {
    amount: order.amount,
    ...(order.items === undefined ? {} : { items: order.items }),
    ...(order.paid === undefined ? {} : { paid: order.paid }),
    occurredAtMs: order.occurredAtMs,
    settlement: decision.terms.settlement,
    startsUnderReview: startsReview(risk),
    reviewedFromMs: firstReceivedAtMs,
    // What an older version put under review waits for a person, as it was promised then.
    reviewWithinMs: isForPeople ? null : (decision.terms.fraud?.reviewWithinMs ?? null),
  };
}

/** What of an order and its decision concerns its commissions. */
export function plannedOrderOf({ amount, items }: Order, decision: Decision): PlannedOrder {
  const { commissions, amendments, capAmount, budget } = decision;
  return {
    amount,
    ...(items === undefined ? {} : { items }),
    commissions,
    ...(amendments === undefined ? {} : { amendments }),
    capAmount,
    ...(budget === undefined ? {} : { budget }),
  };
}

/** An order with its commissions as they stand after all its events. */
export function viewOf(record: OrderRecord): OrderView {
  const { order, decision, events, restoration } = record;
  const folded = stateOf(foldTermsOf(order, decision, record), events);
  const blocked = decision.risk.verdict === "block";
  const state = blocked || folded.isGone ? "reversed" : PHASE_STATES[folded.phase];
  const planned = plannedOrderOf(order, decision);
  const plan = planUnder(planned, folded.worth);
  const restorableAmounts = restorableOf(planned, restoration, plan);
  const keptAmounts = keptNow(planned, restoration, folded.worth);
  const commissions = plan.commissions.map((draft, place): CommissionView => {
    const restorable = restorableAmounts[place] ?? draft.amount;
    const kept = blocked ? ZERO : (keptAmounts[place] ?? ZERO);
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
    risk: riskNow(decision.risk, events),
    openDisputes: folded.openDisputes,
    goods: goodsOf(plan.goods),
    capAmount: plan.capAmount,
    reversedAmount: folded.reversed,
    worth: folded.worth,
    appliedWorth: restoration?.asked == null ? folded.worth : restoration.worth,
    askedOfBudget: restoration === null ? ZERO : wantedOf(planned, restoration),
    receivedAtMs: folded.receivedAtMs,
    holdEndsAtMs: folded.holdEndsAtMs,
    releasedAtMs: folded.releasedAtMs,
    firstReceivedAtMs: record.firstReceivedAtMs,
  };
}

function goodsOf({ amount, items }: Goods): Goods {
  return items === undefined ? { amount } : { amount, items };
}

const PHASE_STATES = { pending: "pending", held: "held", released: "available" } as const;
