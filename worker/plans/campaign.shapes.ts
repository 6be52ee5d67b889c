/** Campaigns on the wire: a name, a time, and perhaps a budget. */
import { z } from "@hono/zod-openapi";
import { newestDates } from "../../domain/commission/campaign.ts";
import type { BudgetView } from "../../durable-objects/account-book/budgets/budget-desk.ts";
import type { Campaign } from "../configuration/campaigns.tables.ts";
import {
  amountAnswer,
  amountSchema,
  instantAnswer,
  instantOf,
  instantSchema,
  opaqueIdSchema,
  textSchema,
} from "../http/common.shapes.ts";

const endsLater = (body: { startsAt?: number | undefined; endsAt?: number | undefined }) =>
  body.startsAt === undefined || body.endsAt === undefined || body.startsAt < body.endsAt;
const LATER = { error: "expected a time after startsAt", path: ["endsAt"] };

export const newCampaignSchema = z
  .strictObject({
    id: opaqueIdSchema,
    name: textSchema(200),
    startsAt: instantSchema,
    endsAt: instantSchema,
    budget: amountSchema.optional(),
  })
  .refine(endsLater, LATER)
  .openapi("NewCampaign");

/** Null lifts the budget's bound. */
export const campaignPatchSchema = z
  .strictObject({
    name: textSchema(200).optional(),
    startsAt: instantSchema.optional(),
    endsAt: instantSchema.optional(),
    budget: amountSchema.nullable().optional(),
  })
  .refine(endsLater, LATER)
  .openapi("CampaignPatch");

export const campaignSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    startsAt: instantAnswer,
    endsAt: instantAnswer,
    budget: amountAnswer.nullable(),
    reserved: amountAnswer,
    spent: amountAnswer.openapi({
      description:
        "What commissions keep, and what voided refunds were granted; with reserved never above budget",
    }),
    createdAt: instantAnswer,
  })
  .openapi("Campaign");

export function presentCampaign(campaign: Campaign, account: BudgetView): z.output<typeof campaignSchema> {
  const { startsAtMs, endsAtMs } = newestDates(campaign);
  return {
    id: campaign.id,
    name: campaign.name,
    startsAt: instantOf(startsAtMs),
    endsAt: instantOf(endsAtMs),
    ...account,
    createdAt: instantOf(campaign.createdAtMs),
  };
}
