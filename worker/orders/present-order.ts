/** Presents orders: the result of a conversion, and the order as its owner knows it now. */
import { promoterIdOf } from "../../domain/kernel/ids.ts";
import { isWithoutRule } from "../../domain/commission/without-rule.ts";
import { merchantOrderIdOf } from "../../domain/order/page-order.ts";
import type { Risk } from "../../domain/risk/risk.ts";
import type { OrderEvent } from "../../domain/order/order-event.ts";
import type { CommissionView, OrderView } from "../../domain/settlement/order-view.ts";
import type { RefusedRow } from "../../durable-objects/commission-ledger/ledger-audit-storage.ts";
import { instantOf } from "../http/instants.ts";
import type { Fault } from "../http/problem.ts";
import type { OrderResult, OrderResultCode, WireOrder } from "./order.shapes.ts";

/** The result of a conversion, by the order as it now stands. */
export function presentOrderResult(
  view: OrderView,
  status: "accepted" | "duplicate" | "conflict",
): OrderResult {
  return {
    orderId: merchantOrderIdOf(view.order.orderId),
    status,
    ...(status === "conflict" ? { code: "idempotency_conflict" as const } : {}),
    ...(status !== "conflict" && isWithoutRule(view.decision) ? { code: "no_rule" as const } : {}),
    attribution: presentAttribution(view),
    ...presentCampaign(view),
    commissions: view.commissions.map(presentCommission),
    risk: presentRisk(view.risk),
  };
}

/** The result of a conversion that was never decided. */
export function presentRejected(
  orderId: string | null,
  code: OrderResultCode,
  errors: readonly Fault[],
): OrderResult {
  return { orderId, status: "rejected", code, errors: [...errors], commissions: [] };
}

/**
 * An order with its attribution, commissions and events.
 *
 * @param refused rows that a wallet refused: of such a commission the money stands elsewhere than its state says.
 */
export function presentOrder(view: OrderView, refused: readonly RefusedRow[] = []): WireOrder {
  const { order } = view;
  return {
    orderId: merchantOrderIdOf(order.orderId),
    amount: view.goods.amount,
    receivedAmount: order.amount,
    reversedAmount: view.reversedAmount,
    askedOfBudget: view.askedOfBudget,
    ...(order.paid === undefined ? {} : { paidAmount: order.paid }),
    currency: order.currency,
    customerId: order.customerId ?? null,
    campaignId: order.campaignId ?? null,
    occurredAt: instantOf(order.occurredAtMs),
    firstReceivedAt: instantOf(view.firstReceivedAtMs),
    state: view.state,
    underReview: view.underReview,
    openDisputes: view.openDisputes,
    receivedAt: instantOrNull(view.receivedAtMs),
    holdEndsAt: instantOrNull(view.holdEndsAtMs),
    releasedAt: instantOrNull(view.releasedAtMs),
    items: (view.goods.items ?? []).map((item) => ({ ...item })),
    metadata: { ...order.metadata },
    attribution: presentAttribution(view),
    ...presentCampaign(view),
    commissions: view.commissions.map((commission) => ({
      ...presentCommission(commission),
      ...presentRefusal(commission, refused),
      unrestored: commission.unrestored,
    })),
    risk: presentRisk(view.risk),
    events: view.events.map(presentEvent),
  };
}

/** An event of an order, as order and explanation show it. */
export function presentEvent({
  kind,
  occurredAtMs,
  items,
  unreadable,
  risk,
  endsAtMs,
  ...event
}: OrderEvent): WireOrder["events"][number] {
  return {
    ...event,
    ...(items === undefined ? {} : { items: items.map((item) => ({ ...item })) }),
    ...(unreadable === undefined ? {} : { unreadable: [...unreadable] }),
    ...(risk === undefined ? {} : { risk: { ...risk, facts: { ...risk.facts } } }),
    ...(endsAtMs === undefined ? {} : { endsAt: instantOf(endsAtMs) }),
    type: kind,
    occurredAt: instantOf(occurredAtMs),
  };
}

/** What was made of an order's risk, with all that it rests on. */
export function presentRisk({ verdict, score, reasons, isObserved }: Risk): WireOrder["risk"] {
  return {
    verdict,
    score,
    reasons: reasons.map((reason) => ({ ...reason, facts: { ...reason.facts } })),
    ...(isObserved === true ? { observed: true } : {}),
  };
}

/** A label is no campaign. What asked nothing of the budget, as it costs nothing or is blocked, took nothing of it. */
function presentCampaign({ decision: { campaignId, hasLabel, budget } }: OrderView) {
  if (campaignId === undefined || hasLabel === true) return {};
  const { wanted = 0, granted = 0 } = budget ?? {};
  return { campaign: { campaignId, wanted, granted } };
}

function presentAttribution(view: OrderView): WireOrder["attribution"] {
  const { model, basis, credits } = view.decision.attribution;
  return {
    model,
    basis,
    credits: credits.map((credit) => ({
      promoterId: promoterIdOf(credit.promoter),
      weightBps: credit.weightBps,
    })),
  };
}

/** The first refusal of a commission is the cause of those behind it. */
function presentRefusal({ credit, level }: CommissionView, refused: readonly RefusedRow[]) {
  const first = refused.find((row) => row.credit === credit && row.level === level);
  return first === undefined ? {} : { refused: first.code };
}

function presentCommission(commission: CommissionView) {
  return {
    id: commission.id,
    promoterId: promoterIdOf(commission.promoter),
    creditedPromoterId: promoterIdOf(commission.creditedPromoter),
    level: commission.level,
    amount: commission.amount,
    state: commission.state,
    kept: commission.kept,
    lines: commission.lines.map((line) => ({ ...line })),
  };
}

function instantOrNull(ms: number | null): string | null {
  return ms === null ? null : instantOf(ms);
}
