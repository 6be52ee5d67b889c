/**
 * What is read of Shopify's objects. All else is passed over. A member that only adds and cannot be read is as if it were
 * absent.
 */
import { z } from "@hono/zod-openapi";
import { isDecimal } from "../decimal-money.ts";
import { parseSentInstantMs } from "../../http/instants.ts";

const id = z.union([z.int(), z.string().min(1).max(64)]).transform(String);
const maybeId = id.nullish().catch(undefined);
/** Shopify writes most amounts as texts, and those of refunds as numbers. */
const decimal = z.union([z.string(), z.number()]).transform(String).refine(isDecimal);
const instant = z.string().refine((text) => parseSentInstantMs(text) !== undefined);
const maybeInstant = instant.nullish().catch(undefined);
const currency = z.string().regex(/^[A-Z]{3}$/);

const taxLines = z
  .array(z.object({ price: decimal, rate: z.number().min(0).nullish().catch(undefined) }))
  .default([]);

export const lineSchema = z.object({
  id,
  product_id: maybeId,
  quantity: z.int().min(0),
  /** What was not taken off again; absent in older API versions. */
  current_quantity: z.int().min(0).nullish(),
  price: decimal,
  gift_card: z.boolean().default(false),
  discount_allocations: z.array(z.object({ amount: decimal })).default([]),
  tax_lines: taxLines,
});

const moneySet = z
  .object({ shop_money: z.object({ amount: decimal }) })
  .nullish()
  .catch(undefined);

export const refundSchema = z.object({
  id,
  order_id: id,
  created_at: instant,
  processed_at: maybeInstant,
  refund_line_items: z
    .array(
      z.object({
        line_item_id: id,
        quantity: z.int().min(0),
        subtotal: decimal,
        total_tax: decimal.default("0"),
        line_item: lineSchema.nullish().catch(undefined),
      }),
    )
    .default([]),
  transactions: z
    .array(z.object({ kind: z.string(), status: z.string(), amount: decimal, currency: currency.nullish() }))
    .default([]),
  /** Holds refunds of the shipping before 2024-10. */
  order_adjustments: z
    .array(z.object({ kind: z.string().nullish(), amount: decimal, tax_amount: decimal.default("0") }))
    .default([]),
  refund_shipping_lines: z
    .array(z.object({ subtotal_amount_set: moneySet, tax_amount_set: moneySet }))
    .default([]),
});

export const orderSchema = z.object({
  id,
  created_at: instant,
  processed_at: maybeInstant,
  updated_at: maybeInstant,
  cancelled_at: maybeInstant,
  currency,
  financial_status: z.string().nullish(),
  fulfillment_status: z.string().nullish(),
  fulfillments: z
    .array(z.object({ created_at: instant }))
    .default([])
    .catch([]),
  test: z.boolean().default(false),
  taxes_included: z.boolean().default(false),
  total_price: decimal,
  line_items: z.array(lineSchema),
  refunds: z.array(refundSchema).default([]),
  note_attributes: z
    .array(z.object({ name: z.string(), value: z.string().nullish() }))
    .default([])
    .catch([]),
  landing_site: z.string().nullish().catch(undefined),
  discount_codes: z
    .array(z.object({ code: z.string() }))
    .default([])
    .catch([]),
  customer: z.object({ id, state: z.string().nullish() }).nullish().catch(undefined),
});

export const deliverySchema = z.object({
  order_id: id,
  fulfillment_id: id,
  status: z.string(),
  happened_at: maybeInstant,
  created_at: maybeInstant,
});

export const disputeSchema = z.object({
  id,
  order_id: maybeId,
  amount: decimal,
  currency,
  status: z.string(),
  initiated_at: maybeInstant,
  finalized_on: z.string().nullish().catch(undefined),
});

export const editSchema = z.object({ order_edit: z.object({ id, order_id: id }) });

export type Line = z.output<typeof lineSchema>;
export type Refund = z.output<typeof refundSchema>;
export type ShopifyOrder = z.output<typeof orderSchema>;
export type Delivery = z.output<typeof deliverySchema>;
export type Dispute = z.output<typeof disputeSchema>;
