/** Orders as we answer them: the result of a conversion, and the order as its owner knows it now. */
import { z } from "@hono/zod-openapi";
import { namesOf } from "../../domain/kernel/records.ts";
import { RISK_VERDICTS } from "../../domain/risk/risk.ts";
import { ATTRIBUTION_BASES } from "../../domain/attribution/attribution.ts";
import { COMMISSION_STATES } from "../../domain/settlement/order-view.ts";
import {
  amountAnswer,
  countAnswer,
  currencySchema,
  customerIdSchema,
  differenceAnswer,
  idAnswer,
  instantAnswer,
  named,
  orderIdSchema,
  rateSchema,
  textSchema,
  words,
} from "../http/common.shapes.ts";
import { PROBLEMS, type ProblemCode } from "../http/problem-catalogue.ts";
import { faultSchema, problemSchema } from "../http/problem.shapes.ts";
import { ATTRIBUTION_MODELS, MODELS_MEAN } from "../../domain/attribution/models/models.ts";
import { riskReasonSchema } from "./shown/risk-reason.shapes.ts";
import { eventSchema } from "./shown/shown-event.shapes.ts";
import { COMMISSION_EXAMPLE, ORDER_EXAMPLE, RESULT_EXAMPLE } from "./order-examples.ts";
import { refusalWords } from "./refusal.shapes.ts";

const STATES_MEAN = {
  pending: "paid for, and not received yet",
  held: "the hold period runs",
  available: "released: it can be paid out",
  reversed: "nothing of it is kept",
};

export const commissionStateSchema = words("How far it has come", COMMISSION_STATES, STATES_MEAN);

const BASES_MEAN = {
  coupon: "the order's coupon",
  binding: "whom the customer is bound to",
  touch: "clicks",
  manual: "an operator credited it by hand",
  none: "nobody earned it",
};

export const basisSchema = words("What the credits rest on", ATTRIBUTION_BASES, BASES_MEAN);
export const modelSchema = words("The attribution model in force", ATTRIBUTION_MODELS, MODELS_MEAN);

export const creditSchema = z.object({
  promoterId: idAnswer("Who is credited", "pr_5k"),
  weightBps: rateSchema("The share of the order; all credits sum to 10000"),
});

const lineSchema = z.object({
  productId: z
    .string()
    .optional()
    .openapi({ description: "Absent where the order came without items, and of what is paid once an order" }),
  ruleId: z.string().openapi({ description: "The rule that was chosen" }),
  ruleVersion: z.int().openapi({ description: "The version of the rules that it is of" }),
  per: z.literal("order").optional().openapi({ description: "It is paid once an order, outside of the cap" }),
  base: amountAnswer("The credited promoter's share of the item, or of the order"),
  rateBps: rateSchema("The part of the base, where the rule pays a part").optional(),
  amount: amountAnswer("What the rule gives, before the cap"),
});

const keptAnswer = amountAnswer("What is left of the amount after refunds and lost disputes");

const commissionFields = {
  id: idAnswer("The commission's id", "cm_5k_0_1_A-1001"),
  promoterId: idAnswer("Who earns it", "pr_5k"),
  creditedPromoterId: idAnswer("Whose credit it comes from: at level 1 the same promoter", "pr_5k"),
  level: z.int().min(1).max(3).openapi({
    description: "1 is the credited promoter, 2 its upline, 3 the upline's upline",
  }),
  amount: amountAnswer("What was earned, after the cap and the budget"),
  state: commissionStateSchema,
};

const attributionSchema = z.object({
  model: modelSchema,
  basis: basisSchema,
  credits: z.array(creditSchema),
});

const VERDICTS_MEAN = {
  pass: "nothing was found",
  review: "accepted, and not released before a person clears it",
  block: "accepted, and nothing of it is paid",
};

export const riskSchema = z.object({
  verdict: words("What was made of the risk", RISK_VERDICTS, VERDICTS_MEAN),
  score: z.number().openapi({ description: "The weights of all reasons, the greatest of each group" }),
  reasons: z.array(riskReasonSchema).openapi({ description: "Why, with what became known later" }),
  observed: z
    .literal(true)
    .optional()
    .openapi({ description: "The program only observes: nothing follows from the verdict" }),
});

/** What an order took of its campaign's budget; what was not granted was cut as by the cap. */
const campaignSchema = z
  .object({
    campaignId: idAnswer("The campaign", "double-eleven"),
    wanted: amountAnswer("What the order's commissions were to take of the budget"),
    granted: amountAnswer("What the budget granted"),
  })
  .openapi({
    description:
      "The campaign that the order belongs to; absent: none. A name that no campaign had when the order occurred is a label for rules",
  });

/** What a campaign's budget had no room to restore, and what it is asked for: the same on order and explanation. */
export const unrestoredAnswer = amountAnswer(
  "Of the amount, what the campaign's budget had no room for when a refund was voided",
);
export const askedOfBudgetAnswer = amountAnswer(
  "What the campaign's budget is asked for since a refund was voided, and has not answered; 0: nothing",
);

/** Codes that one entry of a batch can have. */
const RESULT_CODES = [
  "invalid_body",
  "amount_out_of_range",
  "items_do_not_sum",
  "currency_mismatch",
  "occurred_at_out_of_range",
  "idempotency_conflict",
  "unavailable",
  "no_rule",
] as const satisfies readonly ProblemCode[];

export type OrderResultCode = (typeof RESULT_CODES)[number];

const CODES = Object.fromEntries(RESULT_CODES.map((code) => [code, PROBLEMS[code].title])) as Record<
  OrderResultCode,
  string
>;

const RESULTS: Readonly<Record<"accepted" | "duplicate" | "conflict" | "rejected", string>> = {
  accepted: "decided now",
  duplicate: "decided before, with the same content: as it now is",
  conflict: "decided before, with other content: nothing was changed",
  rejected: "not recorded; `code` says why",
};

/** Result of one conversion. A rejected one has a code and its faults alone. */
export const orderResultSchema = named(
  "OrderResult",
  z.object({
    orderId: orderIdSchema.nullable().openapi({ description: "Null where the entry has none to be read" }),
    status: words("What became of the conversion", namesOf(RESULTS), RESULTS),
    code: words("Why it was rejected or in conflict, or why nobody is paid", RESULT_CODES, CODES).optional(),
    errors: z.array(faultSchema).optional().openapi({ description: "Of a rejected one: every fault" }),
    attribution: attributionSchema.optional(),
    campaign: campaignSchema.optional(),
    commissions: z.array(z.object({ ...commissionFields, kept: keptAnswer, lines: z.array(lineSchema) })),
    risk: riskSchema.optional(),
  }),
  RESULT_EXAMPLE,
);

export const orderResultsSchema = named("OrderResults", z.object({ results: z.array(orderResultSchema) }), {
  results: [RESULT_EXAMPLE],
});

/** The refusal of a single conversion also carries its result. */
export const refusedResultSchema = named(
  "RefusedConversion",
  problemSchema.extend({ results: z.array(orderResultSchema) }),
  {
    type: "/docs/errors/items_do_not_sum",
    title: PROBLEMS.items_do_not_sum.title,
    status: 422,
    detail: PROBLEMS.items_do_not_sum.title,
    code: "items_do_not_sum",
    errors: [{ path: "items", message: "the items sum to 9000" }],
    results: [
      {
        orderId: "order-1001",
        status: "rejected",
        code: "items_do_not_sum",
        errors: [{ path: "items", message: "the items sum to 9000" }],
        commissions: [],
      },
    ],
  },
);

export const orderSchema = named(
  "Order",
  z.object({
    orderId: orderIdSchema,
    amount: amountAnswer("What commission is earned on, as the order was amended last"),
    receivedAmount: amountAnswer("The amount that was first received"),
    reversedAmount: amountAnswer("Refunds and lost disputes, at most the order's amount"),
    askedOfBudget: askedOfBudgetAnswer,
    paidAmount: amountAnswer(
      "What was paid in all, tax and shipping too, where a checkout said so",
    ).optional(),
    currency: currencySchema,
    customerId: customerIdSchema
      .nullable()
      .openapi({ description: "Null where the order named no customer" }),
    campaignId: z.string().nullable().openapi({ description: "As received; null where none was named" }),
    occurredAt: instantAnswer("When the order was placed"),
    firstReceivedAt: instantAnswer("When this service first received it"),
    state: commissionStateSchema,
    underReview: z.boolean().openapi({ description: "While true nothing of the order is released" }),
    openDisputes: countAnswer(
      "Disputes that are neither won nor lost; while there is one nothing is released",
    ),
    receivedAt: instantAnswer("When the customer received the goods; null until then").nullable(),
    holdEndsAt: instantAnswer("When the hold period ends; null until it has begun").nullable(),
    releasedAt: instantAnswer("When it was released; null until then").nullable(),
    items: z.array(
      z.object({
        productId: idAnswer("The product", "tea-250g"),
        categoryId: z.string().optional().openapi({ description: "The product's category" }),
        quantity: z.number().min(0).openapi({ description: "Units sold" }),
        amount: differenceAnswer("Of all units together; below zero for a discount"),
      }),
    ),
    metadata: z.record(z.string(), z.string()).openapi({ description: "As received" }),
    attribution: attributionSchema,
    campaign: campaignSchema.optional(),
    commissions: z.array(
      z.object({
        ...commissionFields,
        unrestored: unrestoredAnswer,
        refused: refusalWords("Present where a wallet refused what it was to move: why").optional(),
        kept: keptAnswer,
        lines: z.array(lineSchema),
      }),
    ),
    risk: riskSchema,
    events: z.array(eventSchema).openapi({ description: "What happened to the order, in sequence" }),
  }),
  ORDER_EXAMPLE,
);

export const orderAnswerSchema = named("OrderAnswer", z.object({ order: orderSchema }), {
  order: ORDER_EXAMPLE,
});

export const manualCreditSchema = named(
  "ManualCredit",
  z.strictObject({
    promoterId: z.string().openapi({ example: "pr_5k", description: "Who is credited" }),
    reason: textSchema(500, "Why, for people; kept with the order"),
  }),
  { promoterId: COMMISSION_EXAMPLE.promoterId, reason: "The customer showed the promoter's message" },
);

export type OrderResult = z.output<typeof orderResultSchema>;
export type WireOrder = z.output<typeof orderSchema>;
