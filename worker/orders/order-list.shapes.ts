/** Entries of the lists of orders and commissions. */
import { z } from "@hono/zod-openapi";
import { ATTRIBUTION_BASES } from "../../domain/attribution/attribution.ts";
import { promoterIdOf } from "../../domain/kernel/ids.ts";
import type { CommissionRow, OrderRow } from "./order-lists.tables.ts";
import { amountAnswer, instantAnswer, instantOf } from "../http/common.shapes.ts";
import { commissionStateSchema } from "./order.shapes.ts";

export const orderEntrySchema = z
  .object({
    orderId: z.string(),
    amount: amountAnswer,
    reversedAmount: amountAnswer,
    currency: z.string(),
    customerId: z.string().nullable(),
    state: commissionStateSchema,
    underReview: z.boolean(),
    basis: z.enum(ATTRIBUTION_BASES),
    occurredAt: instantAnswer,
  })
  .openapi("OrderEntry");

export function presentOrderEntry(row: OrderRow, currency: string): z.output<typeof orderEntrySchema> {
  const { occurredAtMs, underReview, ...rest } = row;
  return { ...rest, currency, underReview: underReview !== 0, occurredAt: instantOf(occurredAtMs) };
}

export const commissionEntrySchema = z
  .object({
    id: z.string(),
    orderId: z.string(),
    creditedPromoterId: z.string(),
    level: z.int(),
    amount: amountAnswer,
    kept: amountAnswer,
    state: commissionStateSchema,
    occurredAt: instantAnswer,
  })
  .openapi("CommissionEntry");

export function presentCommissionEntry(row: CommissionRow): z.output<typeof commissionEntrySchema> {
  const { occurredAtMs, creditedPromoter, ...rest } = row;
  return {
    ...rest,
    creditedPromoterId: promoterIdOf(creditedPromoter),
    occurredAt: instantOf(occurredAtMs),
  };
}
