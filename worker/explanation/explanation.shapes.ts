/**
 * Why an order was credited and paid as it was, on the wire: every number that its commissions were made of, so that a
 * person can compute each cent again from this document alone.
 */
import { z } from "@hono/zod-openapi";
import {
  ATTRIBUTION_BASES,
  BINDING_VERDICTS,
  COUPON_VERDICTS,
  TOKEN_FAULTS,
  TOUCH_VERDICTS,
} from "../../domain/attribution/attribution.ts";
import { ATTRIBUTION_MODELS } from "../../domain/attribution/models/models.ts";
import { EVIDENCE_STEPS } from "../../domain/attribution/policy.ts";
import { TOUCH_KINDS, TOUCH_SOURCES } from "../../domain/attribution/touch.ts";
import { PASSED_OVER_REASONS } from "../../domain/commission/choose-rule.ts";
import { LEVEL_OUTCOMES } from "../../domain/commission/levels.ts";
import { INACTIVE_UPLINE } from "../../domain/commission/policy.ts";
import { ORDER_EVENTS } from "../../domain/order/order-event.ts";
import { amountAnswer, instantAnswer } from "../http/common.shapes.ts";
import {
  askedOfBudgetAnswer,
  commissionStateSchema,
  eventAmounts,
  riskSchema,
  unrestoredAnswer,
} from "../orders/order.shapes.ts";
import { levelRuleAnswer } from "../configuration/level-rule.shapes.ts";

const duration = z.string().openapi({ format: "duration", example: "PT604800S" });
const exactInteger = z.string().regex(/^\d+$/).openapi({ description: "An integer of any size" });
const verdict = {
  touch: z.enum(TOUCH_VERDICTS),
  coupon: z.enum(COUPON_VERDICTS),
  binding: z.enum(BINDING_VERDICTS),
};

const touchSchema = z.object({
  promoterId: z.string(),
  linkId: z.string(),
  kind: z.enum(TOUCH_KINDS),
  occurredAt: instantAnswer,
  source: z.enum(TOUCH_SOURCES),
  verdict: verdict.touch,
  weight: exactInteger.nullable().openapi({ description: "By the model, in parts of weighing.total" }),
});

const weighingSchema = z.object({
  total: exactInteger,
  shares: z.array(
    z.object({
      promoterId: z.string(),
      weight: exactInteger,
      floorBps: z.int().openapi({ description: "floor(10,000 x weight / total)" }),
      remainder: exactInteger.openapi({ description: "(10,000 x weight) mod total" }),
      weightBps: z.int(),
    }),
  ),
});

const creditSchema = z.object({ promoterId: z.string(), weightBps: z.int() });

const attributionSchema = z.object({
  model: z.enum(ATTRIBUTION_MODELS),
  basis: z.enum(ATTRIBUTION_BASES),
  why: z.string(),
  precedence: z.array(z.enum(EVIDENCE_STEPS)),
  steps: z.array(
    z.object({
      step: z.enum([...EVIDENCE_STEPS, "manual"]),
      verdict: z.union([verdict.coupon, verdict.binding]),
      decided: z.boolean(),
    }),
  ),
  windows: z.object({
    clickLookback: duration,
    impressionLookback: duration,
    halfLife: duration,
    tokenGrace: duration.openapi({ description: "How much later a token that came with its order may be" }),
    grace: duration,
  }),
  tokenFaults: z.array(z.enum(TOKEN_FAULTS)),
  coupon: z.object({
    code: z.string().nullable(),
    promoterId: z.string().nullable(),
    verdict: verdict.coupon,
  }),
  binding: z.object({ promoterId: z.string().nullable(), verdict: verdict.binding }),
  touches: z.array(touchSchema),
  furtherTouches: z
    .partialRecord(verdict.touch, z.int())
    .openapi({ description: "Touches not listed, by verdict" }),
  weighing: weighingSchema.nullable(),
  credits: z.array(creditSchema),
  late: z
    .object({ by: z.enum(["evidence", "manual"]), at: instantAnswer, reason: z.string().optional() })
    .nullable(),
});

const lineSchema = z.object({
  item: z.int(),
  productId: z.string().optional(),
  ruleId: z.string(),
  ruleVersion: z.int(),
  base: amountAnswer,
  quantity: z.int(),
  rule: levelRuleAnswer,
  rateBps: z.int().optional(),
  sales: amountAnswer.optional(),
  shares: z.object({
    amount: amountAnswer.optional(),
    min: amountAnswer.optional(),
    max: amountAnswer.optional(),
  }),
  amount: amountAnswer,
  text: z.string(),
});

const commissionSchema = z.object({
  id: z.string(),
  promoterId: z.string(),
  creditedPromoterId: z.string(),
  credit: z.int(),
  level: z.int(),
  lines: z.array(lineSchema),
  beforeCap: amountAnswer,
  cut: amountAnswer,
  amount: amountAnswer,
  unrestored: unrestoredAnswer,
  kept: amountAnswer,
  keptText: z.string(),
  state: commissionStateSchema,
});

const choiceSchema = z.object({
  productId: z.string().optional(),
  categoryId: z.string().optional(),
  tier: z.string(),
  ruleId: z.string().nullable(),
  levels: z.array(levelRuleAnswer).openapi({ description: "What the chosen rule gives at each level" }),
  passedOver: z.array(z.object({ ruleId: z.string(), reason: z.enum(PASSED_OVER_REASONS) })),
});

const plansSchema = z.object({
  campaignId: z.string().nullable(),
  customerIsNew: z.boolean(),
  policy: z.object({
    maxLevels: z.int(),
    capBps: z.int(),
    selfPurchase: z.boolean(),
    inactiveUpline: z.enum(INACTIVE_UPLINE),
  }),
  choices: z.array(choiceSchema),
  items: z.array(
    z.object({
      productId: z.string().optional(),
      categoryId: z.string().optional(),
      quantity: z.int(),
      amount: amountAnswer,
      shares: z.array(
        z.object({
          creditedPromoterId: z.string(),
          base: amountAnswer,
          choice: z.int().openapi({ description: "Place in `choices`" }),
        }),
      ),
    }),
  ),
  uplines: z.array(
    z.object({
      creditedPromoterId: z.string(),
      level: z.int(),
      promoterId: z.string(),
      tier: z.string(),
      outcome: z.enum(LEVEL_OUTCOMES),
      sales: z
        .object({ lifetimeSales: amountAnswer, monthSales: amountAnswer })
        .optional()
        .openapi({ description: "The promoter's own sales before the order, for rules that go by them" }),
    }),
  ),
  commissions: z.array(commissionSchema),
  cap: z
    .object({
      capAmount: amountAnswer,
      budgetGranted: amountAnswer.nullable(),
      total: amountAnswer.openapi({ description: "All commissions before the cap" }),
      excess: amountAnswer.openapi({
        description: "Cut from the highest level first, within a level from the last credit first",
      }),
    })
    .nullable(),
});

export const explanationSchema = z
  .object({
    orderId: z.string(),
    customerId: z.string().nullable(),
    amount: amountAnswer,
    currency: z.string(),
    occurredAt: instantAnswer,
    firstReceivedAt: instantAnswer,
    versions: z.object({ settings: z.int(), rules: z.int(), tiers: z.int() }),
    attribution: attributionSchema,
    commission: plansSchema,
    reversal: z.object({
      reversed: amountAnswer,
      left: amountAnswer,
      applied: amountAnswer.openapi({
        description: "What commissions go by: above reversed while the campaign's budget is asked for room",
      }),
      askedOfBudget: askedOfBudgetAnswer,
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
    }),
    risk: riskSchema,
  })
  .openapi("Explanation");

export type WireExplanation = z.output<typeof explanationSchema>;
