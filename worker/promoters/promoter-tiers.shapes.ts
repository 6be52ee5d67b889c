/** A promoter's sales and tier changes on the wire. */
import { z } from "@hono/zod-openapi";
import { promoterIdOf, type PromoterRef } from "../../domain/kernel/ids.ts";
import { TIER_CAUSES } from "../../domain/referral/tiers.ts";
import type { TierChange } from "../../durable-objects/account-book/sales/sales-storage.ts";
import { amountAnswer, instantAnswer, instantOf } from "../http/common.shapes.ts";

export const tierChangeSchema = z
  .object({
    tier: z.string(),
    from: instantAnswer,
    cause: z.enum(TIER_CAUSES),
  })
  .openapi("TierChange");

export function presentTierChange({ tier, fromMs, cause }: TierChange): z.output<typeof tierChangeSchema> {
  return { tier, from: instantOf(fromMs), cause };
}

export const salesSchema = z
  .object({
    promoterId: z.string(),
    month: z.string().openapi({ example: "2026-11" }),
    lifetimeSales: amountAnswer,
    monthSales: amountAnswer,
    tier: z.string(),
  })
  .openapi("Sales");

export function presentSales(
  promoter: PromoterRef,
  month: string,
  sales: { readonly lifetimeSales: number; readonly monthSales: number; readonly tier: string },
): z.output<typeof salesSchema> {
  const { lifetimeSales, monthSales, tier } = sales;
  return { promoterId: promoterIdOf(promoter), month, lifetimeSales, monthSales, tier };
}
