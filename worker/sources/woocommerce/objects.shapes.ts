/**
 * What is read of WooCommerce's orders. All else is passed over. A member that only adds and cannot be read is as if it were
 * absent.
 */
import { z } from "@hono/zod-openapi";
import { isDecimal } from "../decimal-money.ts";

const id = z.union([z.int(), z.string().min(1).max(64)]).transform(String);
const decimal = z.union([z.string(), z.number()]).transform(String).refine(isDecimal);
/** Times are in UTC and do not say so. */
const instant = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)
  .transform((text) => `${text}Z`);
const maybeInstant = instant.nullish().catch(undefined);

const part = z.object({ total: decimal, total_tax: decimal.default("0") });

export const orderSchema = z.object({
  id,
  status: z.string(),
  currency: z.string().regex(/^[A-Z]{3}$/),
  date_created_gmt: instant,
  date_modified_gmt: instant,
  date_paid_gmt: maybeInstant,
  date_completed_gmt: maybeInstant,
  total: decimal,
  customer_id: id.nullish().catch(undefined),
  /** Values of plug-ins may be anything. */
  meta_data: z
    .array(z.object({ key: z.string(), value: z.unknown() }))
    .default([])
    .catch([]),
  line_items: z.array(
    part.extend({ product_id: id.nullish().catch(undefined), quantity: z.number().min(0).default(1) }),
  ),
  fee_lines: z.array(part).default([]),
  coupon_lines: z
    .array(z.object({ code: z.string() }))
    .default([])
    .catch([]),
  /** What each refund gave back is below zero. */
  refunds: z.array(z.object({ id, total: decimal })).default([]),
});

export type WooCommerceOrder = z.output<typeof orderSchema>;
