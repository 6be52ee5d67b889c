/** What a promoter can earn by, on the wire: rates, campaigns, and when money becomes its own. */
import { z } from "@hono/zod-openapi";
import { newestDates } from "../../domain/commission/campaign.ts";
import type { Campaign } from "../configuration/campaigns.tables.ts";
import { ruleVersionSchema } from "../configuration/rules.shapes.ts";
import { settlementSchema } from "../configuration/settings.shapes.ts";
import { campaignIdSchema, exampleOf, instantAnswer, named, rateSchema } from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";
import { tierNameSchema } from "../plans/tiers.shapes.ts";

/** Who set the rules is the merchant's own. */
const { setBy: _setBy, ...RULES_EXAMPLE } = exampleOf(ruleVersionSchema);

export const ratesSchema = named(
  "PromoterRates",
  z.object({
    tier: tierNameSchema,
    version: ruleVersionSchema.shape.version,
    effectiveFrom: ruleVersionSchema.shape.effectiveFrom,
    maxLevels: z.int().openapi({ description: "Levels that are paid" }),
    capBps: rateSchema("The most that all commissions of an order take of its amount"),
    // How many approve is the merchant's own.
    settlement: settlementSchema.omit({ payoutApprovals: true }).openapi({
      description: "When commissions become money, and can be requested",
    }),
    rules: ruleVersionSchema.shape.rules.openapi({
      description:
        "Rules by which the promoter can be paid now or later, each with those levels alone. Level 1 is for its own orders, at its own tier; the others are for those of its team",
    }),
  }),
  {
    ...RULES_EXAMPLE,
    tier: "gold",
    maxLevels: 2,
    capBps: 3_000,
    settlement: {
      holdPeriod: "P7D",
      holdStartsAt: "received",
      autoReceiveAfter: "P15D",
      minPayout: 1_000,
      payoutCycle: "T+0",
    },
  },
);

export const ownCampaignSchema = named(
  "PromoterCampaign",
  z.object({
    id: campaignIdSchema,
    name: z.string().openapi({ description: "The campaign's name, for people" }),
    startsAt: instantAnswer("From when on orders belong to the campaign"),
    endsAt: instantAnswer("Until when, that moment excluded"),
  }),
  {
    id: "double-eleven",
    name: "Double Eleven",
    startsAt: "2026-11-01T00:00:00.000Z",
    endsAt: "2026-11-12T00:00:00.000Z",
  },
);

/** Without what the merchant sets aside for it. */
export function presentOwnCampaign(campaign: Campaign): z.output<typeof ownCampaignSchema> {
  const { startsAtMs, endsAtMs } = newestDates(campaign);
  return {
    id: campaign.id,
    name: campaign.name,
    startsAt: instantOf(startsAtMs),
    endsAt: instantOf(endsAtMs),
  };
}
