/** Tiers of promoters as the merchant writes them. */
import { z } from "@hono/zod-openapi";
import { setByAnswer } from "../http/audit/actor.shapes.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { TIER_REVIEWS, type TierPlan } from "../../domain/referral/tiers.ts";
import { amountAnswer, amountSchema, instantAnswer, named, words } from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";

export const tierNameSchema = z
  .string()
  .regex(/^[a-z0-9-]{1,40}$/)
  .openapi({ example: "gold", description: "Name of a tier" });

const FROM_SALES = "The own sales, refunds deducted, that reach the tier; 0 for the first";

const tierSchema = z.strictObject({ name: tierNameSchema, fromSales: amountSchema(FROM_SALES) });

const REVIEWS_MEAN = {
  never: "a tier once reached stays",
  monthly: "once a month each promoter gets the tier that its sales reach; one set by hand stays",
};

const reviewSchema = words("Whether promoters fall", TIER_REVIEWS, REVIEWS_MEAN);

const LISTED = "From the lowest, which everyone has, to the highest";
const TIERS_EXAMPLE = [
  { name: "basic", fromSales: 0 },
  { name: "gold", fromSales: 1_000_000 },
];

export const tierPlanSchema = named(
  "Tiers",
  z.strictObject({
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
      })
      .openapi({ description: LISTED }),
    review: reviewSchema.default("never"),
  }),
  { tiers: TIERS_EXAMPLE, review: "never" },
);

export const tierVersionSchema = named(
  "TierVersion",
  z.object({
    version: z.int().min(0).openapi({ description: "Rises with each change; 0 are the defaults" }),
    effectiveFrom: instantAnswer("From when on this version is in force"),
    setBy: setByAnswer,
    tiers: z
      .array(z.object({ name: tierNameSchema, fromSales: amountAnswer(FROM_SALES) }))
      .openapi({ description: LISTED }),
    review: reviewSchema,
  }),
  {
    version: 1,
    effectiveFrom: "1970-01-01T00:00:00.000Z",
    setBy: { actor: "operator", name: null },
    tiers: TIERS_EXAMPLE,
    review: "never",
  },
);

/** One version of tiers, as it is shown. */
export function presentTiers(
  { version, effectiveFromMs }: { readonly version: number; readonly effectiveFromMs: number },
  plan: TierPlan,
  setBy: z.output<typeof setByAnswer>,
): z.output<typeof tierVersionSchema> {
  return {
    version,
    effectiveFrom: instantOf(effectiveFromMs),
    setBy,
    tiers: plan.tiers.map((tier) => ({ ...tier })),
    review: plan.review,
  };
}
