/**
 * Why an order was credited and paid as it was, on the wire. Every number that its commissions were made of, so that a
 * person can compute each cent again from this document alone.
 */
import { z } from "@hono/zod-openapi";
import {
  amountAnswer,
  currencySchema,
  customerIdSchema,
  instantAnswer,
  named,
  orderIdSchema,
  words,
} from "../http/common.shapes.ts";
import { LANGUAGES } from "../../domain/kernel/language.ts";
import { askedOfBudgetAnswer, riskSchema } from "../orders/order.shapes.ts";
import { riskReasonSchema } from "../orders/shown/risk-reason.shapes.ts";
import { eventSchema } from "../orders/shown/shown-event.shapes.ts";
import { explainedAttributionSchema } from "./explained-attribution.shapes.ts";
import { explainedPlansSchema } from "./explained-plans.shapes.ts";
import { EXPLANATION_EXAMPLE } from "./explanation-example.ts";

const HIDDEN = "null for a promoter who earns nothing of the order";

const reversalSchema = z
  .object({
    reversed: amountAnswer("Refunds and lost disputes, at most the order's amount"),
    left: amountAnswer("What is left of the order"),
    applied: amountAnswer(
      "What commissions go by: above `reversed` while the campaign's budget is asked for room",
    ),
    askedOfBudget: askedOfBudgetAnswer,
    events: z.array(eventSchema).openapi({ description: "What happened to the order, in sequence" }),
  })
  .openapi({ description: `What was taken back of the order; ${HIDDEN}` });

/** A promoter learns why, and neither what a sign weighs nor what it rests on. */
const explainedRiskSchema = riskSchema.extend({
  score: z
    .number()
    .nullable()
    .openapi({ description: "The weights of all reasons, the greatest of each group; null for a promoter" }),
  reasons: z.array(riskReasonSchema.partial({ weight: true, facts: true })).openapi({
    description: "Why, with what became known later; a promoter sees the codes alone",
  }),
});

const SPEAKS = { en: "English", zh: "Chinese" };

export const languageQuery = z.object({
  lang: words("The language of texts for people; absent: by `Accept-Language`", LANGUAGES, SPEAKS).optional(),
});

export const explanationSchema = named(
  "Explanation",
  z.object({
    orderId: orderIdSchema,
    customerId: customerIdSchema.nullable().openapi({
      description: "Null where the order named no customer, and in a promoter's own part",
    }),
    amount: amountAnswer(`What commission is earned on; ${HIDDEN}`).nullable(),
    currency: currencySchema,
    occurredAt: instantAnswer("When the order was placed"),
    firstReceivedAt: instantAnswer("When this service first received it"),
    versions: z
      .object({
        settings: z.int().openapi({ description: "Version of the settings" }),
        rules: z.int().openapi({ description: "Version of the rules" }),
        tiers: z.int().openapi({ description: "Version of the tiers" }),
      })
      .openapi({ description: "Versions that the order was decided by; 0 are the defaults" }),
    attribution: explainedAttributionSchema,
    commission: explainedPlansSchema,
    reversal: reversalSchema.nullable(),
    risk: explainedRiskSchema.nullable().openapi({ description: `What was made of the risk; ${HIDDEN}` }),
    summary: z.array(z.string()).openapi({
      description: "The same in sentences for people, in the language of the answer",
    }),
  }),
  EXPLANATION_EXAMPLE,
);

export type WireExplanation = z.output<typeof explanationSchema>;
