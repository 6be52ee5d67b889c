/** Tiers of promoters as the merchant writes them. */
import { z } from "@hono/zod-openapi";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { TIER_REVIEWS, type TierPlan } from "../../domain/referral/tiers.ts";
import { amountAnswer, amountSchema, instantAnswer, instantOf } from "../http/common.shapes.ts";

export const tierNameSchema = z
  .string()
  .regex(/^[a-z0-9-]{1,40}$/)
  .openapi({ example: "gold" });

const tierSchema = z.strictObject({ name: tierNameSchema, fromSales: amountSchema });

/** From the lowest, which everyone has, to the highest. */
export const tierPlanSchema = z
  .strictObject({
    tiers: z
      .array(tierSchema)
      .min(1)
      .max(LIMITS.tiersPerProgram)
      .superRefine((tiers, context) => {
        tiers.forEach((tier, index) => {
          const before = tiers[index - 1];
          const rises = before === undefined ? tier.fromSales === 0 : tier.fromSales > before.fromSales;
          const message =
            before === undefined ? "the first tier begins at 0" : "expected more than the tier before";
          if (!rises) context.addIssue({ code: "custom", path: [index, "fromSales"], message });
          if (tiers.findIndex((other) => other.name === tier.name) !== index) {
            context.addIssue({ code: "custom", path: [index, "name"], message: "expected each name once" });
          }
        });
      }),
    review: z.enum(TIER_REVIEWS).default("never"),
  })
  .openapi("Tiers");

export const tierVersionSchema = z
  .object({
    version: z.int().min(0),
    effectiveFrom: instantAnswer,
    tiers: z.array(z.object({ name: z.string(), fromSales: amountAnswer })),
    review: z.enum(TIER_REVIEWS),
  })
  .openapi("TierVersion");

/** One version of tiers, as it is shown. */
export function presentTiers(
  version: number,
  effectiveFromMs: number,
  plan: TierPlan,
): z.output<typeof tierVersionSchema> {
  return {
    version,
    effectiveFrom: instantOf(effectiveFromMs),
    tiers: plan.tiers.map((tier) => ({ ...tier })),
    review: plan.review,
  };
}
