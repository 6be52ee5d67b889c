/** Why an order pays what it pays, on the wire: items, rules, levels, lines, cap, and what was kept. */
import { z } from "@hono/zod-openapi";
import { LEVEL_OUTCOMES } from "../../domain/commission/levels.ts";
import { PASSED_OVER_REASONS } from "../../domain/commission/choose-rule.ts";
import { INACTIVE_UPLINE } from "../../domain/commission/policy.ts";
import { INACTIVE_MEAN } from "../configuration/settings.shapes.ts";
import { amountAnswer, idAnswer, instantAnswer, rateSchema, words } from "../http/common.shapes.ts";
import { levelRuleAnswer } from "../configuration/level-rule.shapes.ts";
import { commissionStateSchema, unrestoredAnswer } from "../orders/order.shapes.ts";

const level = z.int().openapi({
  description: "1 is the credited promoter, 2 its upline, 3 the upline's upline",
});

const productId = z.string().optional().openapi({ description: "The item's product; absent: it named none" });
const categoryId = z
  .string()
  .optional()
  .openapi({ description: "The item's category; absent: it named none" });

const lineSchema = z.object({
  item: z.int().nullable().openapi({ description: "Place in `items`; null: the whole order" }),
  productId,
  ruleId: z.string().openapi({ description: "The rule that pays it" }),
  ruleVersion: z.int().openapi({ description: "Version of the rules that it is of" }),
  per: z.literal("order").optional().openapi({ description: "It is paid once an order, outside of the cap" }),
  base: amountAnswer("The credited promoter's share of the item, or of the order"),
  baseText: z.string().openapi({
    description:
      "How the base is a part of the item's amount, as a formula: what rounding leaves goes to the largest remainders",
  }),
  quantity: z.number().min(0).openapi({ description: "Units of the item" }),
  rule: levelRuleAnswer,
  rateBps: rateSchema("The rate that the rule came to").optional(),
  sales: amountAnswer("The promoter's sales that chose the bracket").optional(),
  shares: z
    .object({
      amount: amountAnswer("The share of the rule's `amount`").optional(),
      min: amountAnswer("The share of the rule's `min`").optional(),
      max: amountAnswer("The share of the rule's `max`").optional(),
    })
    .openapi({ description: "The credited promoter's shares of the rule's fixed amounts" }),
  amount: amountAnswer("What the rule gives, before the cap"),
  text: z.string().openapi({ description: "The same as a formula" }),
});

const commissionSchema = z.object({
  id: idAnswer("The commission's id", "cm_5k_0_1_A-1001"),
  promoterId: idAnswer("Who earns it", "pr_5k"),
  creditedPromoterId: idAnswer("Whose credit it comes from", "pr_5k"),
  credit: z.int().openapi({ description: "Place of the credit in the order's credits" }),
  level,
  creditWeightBps: rateSchema("The credit's share of the order, by which the bases of its lines are made"),
  lines: z.array(lineSchema),
  beforeCap: amountAnswer("The sum of its lines"),
  cut: amountAnswer("What the cap and the budget cut"),
  amount: amountAnswer("What was earned"),
  unrestored: unrestoredAnswer,
  kept: amountAnswer("What is left of the amount after refunds and lost disputes"),
  keptText: z.string().openapi({ description: "The same as a formula" }),
  state: commissionStateSchema,
});

const PASSED_OVER_MEAN = {
  not_yet_valid: "it was not valid yet",
  expired: "it was no longer valid",
  new_customers_only: "it pays first orders alone",
  first_order_too_long_ago:
    "it pays orders so long after the customer's first one, and this one is later or names nobody",
  other_product: "it is for another product",
  other_category: "it is for another category",
  other_campaign: "it is for another campaign",
  other_tier: "it is for another tier",
  lower_priority: "the chosen rule has a higher priority",
  wider_scope: "the chosen rule has a narrower scope",
  older_rule: "the chosen rule is newer",
};

const choiceSchema = z.object({
  productId,
  categoryId,
  tier: z.string().openapi({ description: "The credited promoter's tier at the order's time" }),
  ruleId: z.string().nullable().openapi({ description: "The rule that was chosen; null: none applies" }),
  levels: z.array(levelRuleAnswer).openapi({ description: "What the chosen rule gives at each level" }),
  passedOver: z
    .array(
      z.object({
        ruleId: z.string().openapi({ description: "A rule that was not chosen" }),
        reason: words("Why not", PASSED_OVER_REASONS, PASSED_OVER_MEAN),
      }),
    )
    .openapi({ description: "Every other rule" }),
});

const OUTCOMES_MEAN = {
  paid: "it is paid",
  suspended_forfeited: "it was suspended, and its share is paid to nobody",
  suspended_compressed: "it was suspended, and the next active upline moved up",
  self_forfeited: "it is the buyer, and its share is paid to nobody",
  no_rule: "no rule pays this level",
};

export const explainedPlansSchema = z.object({
  campaignId: z
    .string()
    .nullable()
    .openapi({ description: "The order's campaign, or the label that rules were chosen by; null: none" }),
  customerIsNew: z.boolean().nullable().openapi({
    description:
      "Whether it is known to be the customer's first order; null for a promoter who earns nothing of it",
  }),
  customerSince: instantAnswer(
    "When the customer's first order was placed, this one included; null without a customer, or where it is not said",
  ).nullable(),
  policy: z
    .object({
      maxLevels: z.int().openapi({ description: "Paid levels" }),
      capBps: rateSchema("The most that all commissions of an order take of its amount"),
      selfPurchase: z.boolean().openapi({ description: "Whether promoters earn from their own orders" }),
      inactiveUpline: words("What becomes of a suspended upline's share", INACTIVE_UPLINE, INACTIVE_MEAN),
    })
    .openapi({ description: "The program's settings at the order's time" }),
  choices: z.array(choiceSchema),
  items: z.array(
    z.object({
      productId,
      categoryId,
      quantity: z.number().min(0).openapi({ description: "Units sold" }),
      amount: amountAnswer("Of all units together"),
      shares: z.array(
        z.object({
          creditedPromoterId: idAnswer("Who is credited", "pr_5k"),
          base: amountAnswer("The share of the item"),
          choice: z.int().openapi({ description: "Place in `choices`" }),
        }),
      ),
    }),
  ),
  uplines: z.array(
    z.object({
      creditedPromoterId: idAnswer("Whose line it is", "pr_5k"),
      level,
      promoterId: idAnswer("Who stood at the level", "pr_2a"),
      tier: z.string().openapi({ description: "Its tier at the order's time" }),
      outcome: words("What became of the level", LEVEL_OUTCOMES, OUTCOMES_MEAN),
      sales: z
        .object({
          lifetimeSales: amountAnswer("All of its own sales"),
          monthSales: amountAnswer("Those of the order's month"),
        })
        .optional()
        .openapi({ description: "The promoter's own sales before the order, for rules that go by them" }),
    }),
  ),
  commissions: z.array(commissionSchema),
  cap: z
    .object({
      capAmount: amountAnswer("floor(amount x capBps / 10,000)"),
      budgetGranted: amountAnswer("What the campaign's budget granted; null: it was not asked").nullable(),
      paidOnce: amountAnswer("Of all commissions, what is paid once an order, which no cap cuts"),
      total: amountAnswer("All commissions before the cap"),
      excess: amountAnswer("Cut from the highest level first, within a level from the last credit first"),
    })
    .nullable()
    .openapi({ description: "The bound of the whole order; null in a promoter's own part" }),
});
