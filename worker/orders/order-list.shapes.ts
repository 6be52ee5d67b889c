/** Entries of the lists of orders and commissions, and how they are asked for. */
import { z } from "@hono/zod-openapi";
import { promoterIdOf } from "../../domain/kernel/ids.ts";
import { merchantOrderIdOf } from "../../domain/order/page-order.ts";
import type { CommissionRow, OrderRow } from "./order-lists.tables.ts";
import {
  amountAnswer,
  currencySchema,
  customerIdSchema,
  idAnswer,
  instantAnswer,
  instantSchema,
  named,
  orderIdSchema,
  promoterIdSchema,
} from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";
import { pageFields } from "../http/page.shapes.ts";
import { basisSchema, commissionStateSchema } from "./order.shapes.ts";

const span = {
  from: instantSchema("Orders that occurred then or later").optional(),
  to: instantSchema("Orders that occurred before").optional(),
};

export const ordersQuery = z.object({
  ...pageFields,
  ...span,
  promoterId: promoterIdSchema.optional().openapi({
    description: "Orders in which this promoter has a commission",
  }),
});

export const commissionsQuery = z.object({ ...pageFields, ...span });

export const orderEntrySchema = named(
  "OrderEntry",
  z.object({
    orderId: orderIdSchema,
    amount: amountAnswer("What commission is earned on"),
    reversedAmount: amountAnswer("Refunds and lost disputes, at most the order's amount"),
    currency: currencySchema,
    customerId: customerIdSchema
      .nullable()
      .openapi({ description: "Null where the order named no customer" }),
    state: commissionStateSchema,
    underReview: z.boolean().openapi({ description: "While true nothing of the order is released" }),
    basis: basisSchema,
    occurredAt: instantAnswer("When the order was placed"),
  }),
  {
    orderId: "order-1001",
    amount: 10_000,
    reversedAmount: 0,
    currency: "CNY",
    customerId: "user-77",
    state: "held",
    underReview: false,
    basis: "touch",
    occurredAt: "2026-11-22T08:00:00.000Z",
  },
);

export function presentOrderEntry(row: OrderRow, currency: string): z.output<typeof orderEntrySchema> {
  const { occurredAtMs, underReview, ...rest } = row;
  const orderId = merchantOrderIdOf(rest.orderId);
  return { ...rest, orderId, currency, underReview: underReview !== 0, occurredAt: instantOf(occurredAtMs) };
}

export const commissionEntrySchema = named(
  "CommissionEntry",
  z.object({
    id: idAnswer("The commission's id", "cm_5k_0_1_A-1001"),
    orderId: orderIdSchema,
    creditedPromoterId: idAnswer("Whose credit it comes from: at level 1 the same promoter", "pr_5k"),
    level: z
      .int()
      .openapi({ description: "1 is the credited promoter, 2 its upline, 3 the upline's upline" }),
    amount: amountAnswer("What was earned"),
    kept: amountAnswer("What is left of the amount after refunds and lost disputes"),
    state: commissionStateSchema,
    occurredAt: instantAnswer("When the order was placed"),
  }),
  {
    id: "cm_5k_0_1_A-1001",
    orderId: "order-1001",
    creditedPromoterId: "pr_5k",
    level: 1,
    amount: 1_000,
    kept: 1_000,
    state: "held",
    occurredAt: "2026-11-22T08:00:00.000Z",
  },
);

export function presentCommissionEntry(row: CommissionRow): z.output<typeof commissionEntrySchema> {
  const { occurredAtMs, creditedPromoter, ...rest } = row;
  return {
    ...rest,
    orderId: merchantOrderIdOf(rest.orderId),
    creditedPromoterId: promoterIdOf(creditedPromoter),
    occurredAt: instantOf(occurredAtMs),
  };
}
