/** A promoter's sales and tier changes on the wire. */
import { z } from "@hono/zod-openapi";
import { promoterIdOf, type PromoterRef } from "../../domain/kernel/ids.ts";
import { TIER_CAUSES } from "../../domain/referral/tiers.ts";
import type { TierChange } from "../../durable-objects/account-book/sales/sales-storage.ts";
import { amountAnswer, idAnswer, instantAnswer, named, words } from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";
import { tierNameSchema } from "../plans/tiers.shapes.ts";

const CAUSES_MEAN = {
  joined: "it was named when the member became a promoter",
  operator: "it was set by hand",
  sales: "sales reached it",
  review: "a monthly review gave it",
  tiers_changed: "the program's tiers were changed",
};

export const tierChangeSchema = named(
  "TierChange",
  z.object({
    tier: tierNameSchema,
    from: instantAnswer("From when on the promoter had the tier"),
    cause: words("What made the tier", TIER_CAUSES, CAUSES_MEAN),
  }),
  { tier: "gold", from: "2026-11-22T08:00:00.000Z", cause: "sales" },
);

export function presentTierChange({ tier, fromMs, cause }: TierChange): z.output<typeof tierChangeSchema> {
  return { tier, from: instantOf(fromMs), cause };
}

const MONTH = "A calendar month of the program's time zone, `YYYY-MM`";

export const salesQuery = z.object({
  month: z
    .string()
    .regex(/^\d{4}-(?:0[1-9]|1[0-2])$/)
    .optional()
    .openapi({ example: "2026-11", description: `${MONTH}; absent: the present one` }),
});

export const salesSchema = named(
  "Sales",
  z.object({
    promoterId: idAnswer("The promoter's id", "pr_5k"),
    month: z.string().openapi({ example: "2026-11", description: MONTH }),
    lifetimeSales: amountAnswer("Own sales ever, refunds deducted"),
    monthSales: amountAnswer("Own sales of the month, refunds deducted"),
    tier: tierNameSchema.openapi({ description: "The present tier" }),
  }),
  { promoterId: "pr_5k", month: "2026-11", lifetimeSales: 1_250_000, monthSales: 310_000, tier: "gold" },
);

export function presentSales(
  promoter: PromoterRef,
  month: string,
  sales: { readonly lifetimeSales: number; readonly monthSales: number; readonly tier: string },
): z.output<typeof salesSchema> {
  const { lifetimeSales, monthSales, tier } = sales;
  return { promoterId: promoterIdOf(promoter), month, lifetimeSales, monthSales, tier };
}
