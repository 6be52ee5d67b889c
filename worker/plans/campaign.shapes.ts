/** Campaigns on the wire: a name, a time, and perhaps a budget. */
import { z } from "@hono/zod-openapi";
import { newestDates } from "../../domain/commission/campaign.ts";
import type { BudgetView } from "../../durable-objects/account-book/budgets/budget-desk.ts";
import type { Campaign } from "../configuration/campaigns.tables.ts";
import {
  amountAnswer,
  amountSchema,
  campaignIdSchema,
  instantAnswer,
  instantSchema,
  named,
  programIdSchema,
  textSchema,
} from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";

const endsLater = (body: { startsAt?: number | undefined; endsAt?: number | undefined }) =>
  body.startsAt === undefined || body.endsAt === undefined || body.startsAt < body.endsAt;
const LATER = { error: "expected a time after startsAt", path: ["endsAt"] };

const name = textSchema(200, "The campaign's name, for people");
const startsAt = "From when on orders belong to the campaign";
const endsAt = "Until when, that moment excluded";

export const newCampaignSchema = named(
  "NewCampaign",
  z
    .strictObject({
      id: campaignIdSchema,
      name,
      startsAt: instantSchema(startsAt),
      endsAt: instantSchema(endsAt),
      budget: amountSchema(
        "The most that the campaign's commissions take together; absent: no bound",
      ).optional(),
    })
    .refine(endsLater, LATER),
  {
    id: "double-eleven",
    name: "Double Eleven",
    startsAt: "2026-11-01T00:00:00Z",
    endsAt: "2026-11-12T00:00:00Z",
    budget: 5_000_000,
  },
);

export const campaignPatchSchema = named(
  "CampaignPatch",
  z
    .strictObject({
      name: name.optional(),
      startsAt: instantSchema(startsAt).optional(),
      endsAt: instantSchema(endsAt).optional(),
      budget: amountSchema("The most that the campaign's commissions take together; null lifts the bound")
        .nullable()
        .optional()
        .openapi({ type: ["integer", "null"] }),
    })
    .refine(endsLater, LATER),
  { endsAt: "2026-11-13T00:00:00Z", budget: null },
);

export const campaignSchema = named(
  "Campaign",
  z.object({
    id: campaignIdSchema,
    name,
    startsAt: instantAnswer(startsAt),
    endsAt: instantAnswer(endsAt),
    budget: amountAnswer("The most that the campaign's commissions take together; null: no bound").nullable(),
    reserved: amountAnswer("What is set aside for orders that are being decided"),
    spent: amountAnswer(
      "What commissions keep and what voided refunds were granted; with `reserved` never above `budget`",
    ),
    createdAt: instantAnswer("When the campaign was made"),
  }),
  {
    id: "double-eleven",
    name: "Double Eleven",
    startsAt: "2026-11-01T00:00:00.000Z",
    endsAt: "2026-11-12T00:00:00.000Z",
    budget: 5_000_000,
    reserved: 0,
    spent: 1_250_000,
    createdAt: "2026-10-20T08:00:00.000Z",
  },
);

export const campaignParams = z.object({ program: programIdSchema, id: campaignIdSchema });

export function presentCampaign(campaign: Campaign, account: BudgetView): z.output<typeof campaignSchema> {
  const dates = newestDates(campaign);
  return {
    id: campaign.id,
    name: campaign.name,
    startsAt: instantOf(dates.startsAtMs),
    endsAt: instantOf(dates.endsAtMs),
    ...account,
    createdAt: instantOf(campaign.createdAtMs),
  };
}
