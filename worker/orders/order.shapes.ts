/** Orders as we answer them: the result of a conversion, and the order as its owner knows it now. */
import { z } from "@hono/zod-openapi";
import { ATTRIBUTION_BASES } from "../../domain/attribution/attribution.ts";
import { ATTRIBUTION_MODELS } from "../../domain/attribution/models/models.ts";
import { promoterIdOf } from "../../domain/kernel/ids.ts";
import { namesOf } from "../../domain/kernel/records.ts";
import { ORDER_EVENTS } from "../../domain/order/order-event.ts";
import { RISK_VERDICTS } from "../../domain/risk/risk.ts";
import { RISK_REASONS } from "../../domain/risk/rules/rules.ts";
import {
  COMMISSION_STATES,
  type CommissionView,
  type OrderView,
} from "../../domain/settlement/order-view.ts";
import { type ProblemCode, PROBLEMS } from "../http/problem-catalogue.ts";
import type { Fault } from "../http/problem.ts";
import { amountAnswer, instantAnswer, instantOf } from "../http/common.shapes.ts";

export const commissionStateSchema = z.enum(COMMISSION_STATES);

const lineSchema = z.object({
  productId: z.string().optional(),
  ruleId: z.string(),
  ruleVersion: z.int(),
  base: amountAnswer,
  rateBps: z.int().optional(),
  amount: amountAnswer,
});

const commissionFields = {
  id: z.string().openapi({ example: "cm_5k_0_1_A-1001" }),
  promoterId: z.string().openapi({ example: "pr_5k" }),
  creditedPromoterId: z.string(),
  level: z.int().min(1).max(3),
  amount: amountAnswer,
  state: commissionStateSchema,
};

const attributionSchema = z.object({
  model: z.enum(ATTRIBUTION_MODELS),
  basis: z.enum(ATTRIBUTION_BASES),
  credits: z.array(z.object({ promoterId: z.string(), weightBps: z.int() })),
});

export const riskSchema = z.object({
  verdict: z.enum(RISK_VERDICTS),
  reasons: z.array(z.enum(RISK_REASONS)),
});

/** Amounts of an event as it is shown. */
export const eventAmounts = {
  amount: amountAnswer.optional(),
  wanted: amountAnswer.optional().openapi({
    description:
      "Of `restored`: what commissions were to gain when a refund was voided; `amount` is what the campaign's budget granted",
  }),
};

/** What an order took of its campaign's budget; what was not granted was cut as by the cap. */
const campaignSchema = z.object({
  campaignId: z.string(),
  wanted: amountAnswer,
  granted: amountAnswer,
});

/** What a campaign's budget had no room to restore, and what it is asked for: the same words on order and explanation. */
export const unrestoredAnswer = amountAnswer.openapi({
  description: "Of the amount, what the campaign's budget had no room for when a refund was voided",
});
export const askedOfBudgetAnswer = amountAnswer.openapi({
  description:
    "What the campaign's budget is asked for since a refund was voided, without an answer so far: until then " +
    "commissions stay where the refund left them",
});

/** Result of one conversion. A rejected one has a code and its faults alone. */
export const orderResultSchema = z
  .object({
    orderId: z.string().nullable(),
    status: z.enum(["accepted", "duplicate", "conflict", "rejected"]),
    code: z.enum(namesOf(PROBLEMS)).optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    attribution: attributionSchema.optional(),
    campaign: campaignSchema.optional(),
    commissions: z.array(z.object({ ...commissionFields, lines: z.array(lineSchema) })),
    risk: riskSchema.optional(),
  })
  .openapi("OrderResult");

export const orderResultsSchema = z.object({ results: z.array(orderResultSchema) }).openapi("OrderResults");

export const orderSchema = z
  .object({
    orderId: z.string(),
    amount: amountAnswer,
    reversedAmount: amountAnswer,
    askedOfBudget: askedOfBudgetAnswer,
    currency: z.string(),
    customerId: z.string().nullable(),
    campaignId: z.string().nullable(),
    occurredAt: instantAnswer,
    firstReceivedAt: instantAnswer,
    state: commissionStateSchema,
    underReview: z.boolean(),
    openDisputes: z.int(),
    receivedAt: instantAnswer.nullable(),
    holdEndsAt: instantAnswer.nullable(),
    releasedAt: instantAnswer.nullable(),
    items: z.array(
      z.object({
        productId: z.string(),
        categoryId: z.string().optional(),
        quantity: z.int(),
        amount: amountAnswer,
      }),
    ),
    metadata: z.record(z.string(), z.string()),
    attribution: attributionSchema,
    campaign: campaignSchema.optional(),
    commissions: z.array(
      z.object({
        ...commissionFields,
        unrestored: unrestoredAnswer,
        kept: amountAnswer,
        lines: z.array(lineSchema),
      }),
    ),
    risk: riskSchema,
    events: z.array(
      z.object({
        eventId: z.string(),
        type: z.enum(ORDER_EVENTS),
        ...eventAmounts,
        disputeId: z.string().optional(),
        voids: z.string().optional(),
        reason: z.string().optional(),
        occurredAt: instantAnswer,
      }),
    ),
  })
  .openapi("Order");

export type OrderResult = z.output<typeof orderResultSchema>;
export type WireOrder = z.output<typeof orderSchema>;

/** The result of a conversion, by the order as it now stands. */
export function presentOrderResult(
  view: OrderView,
  status: "accepted" | "duplicate" | "conflict",
): OrderResult {
  return {
    orderId: view.order.orderId,
    status,
    ...(status === "conflict" ? { code: "idempotency_conflict" } : {}),
    attribution: presentAttribution(view),
    ...presentCampaign(view),
    commissions: view.commissions.map(presentCommission),
    risk: { verdict: view.decision.risk.verdict, reasons: [...view.decision.risk.reasons] },
  };
}

/** The result of a conversion that was never decided. */
export function presentRejected(
  orderId: string | null,
  code: ProblemCode,
  errors: readonly Fault[],
): OrderResult {
  return { orderId, status: "rejected", code, errors: [...errors], commissions: [] };
}

/** An order with its attribution, commissions and events. */
export function presentOrder(view: OrderView): WireOrder {
  const { order } = view;
  return {
    orderId: order.orderId,
    amount: order.amount,
    reversedAmount: view.reversedAmount,
    askedOfBudget: view.askedOfBudget,
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
    items: (order.items ?? []).map((item) => ({ ...item })),
    metadata: { ...order.metadata },
    attribution: presentAttribution(view),
    ...presentCampaign(view),
    commissions: view.commissions.map((commission) => ({
      ...presentCommission(commission),
      unrestored: commission.unrestored,
      kept: commission.kept,
    })),
    risk: { verdict: view.decision.risk.verdict, reasons: [...view.decision.risk.reasons] },
    events: view.events.map(({ kind, occurredAtMs, items: _items, ...event }) => ({
      ...event,
      type: kind,
      occurredAt: instantOf(occurredAtMs),
    })),
  };
}

function presentCampaign({ decision: { campaignId, budget, commissions } }: OrderView) {
  if (campaignId === undefined) return {};
  const cost = commissions.reduce((sum, one) => sum + one.amount, 0);
  const { wanted = cost, granted = cost } = budget ?? {};
  return { campaign: { campaignId, wanted, granted } };
}

function presentAttribution(view: OrderView): z.output<typeof attributionSchema> {
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

function presentCommission(commission: CommissionView) {
  return {
    id: commission.id,
    promoterId: promoterIdOf(commission.promoter),
    creditedPromoterId: promoterIdOf(commission.creditedPromoter),
    level: commission.level,
    amount: commission.amount,
    state: commission.state,
    lines: commission.lines.map((line) => ({ ...line })),
  };
}

function instantOrNull(ms: number | null): string | null {
  return ms === null ? null : instantOf(ms);
}
