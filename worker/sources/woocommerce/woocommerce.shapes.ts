/** WooCommerce on the wire: a body as the shop sends it, and what a merchant may set. */
import { z } from "@hono/zod-openapi";
import { named } from "../../http/common.shapes.ts";
import { amountBaseSchema } from "../amount-base.ts";

/** The token stands there for whoever writes meta data without an underscore. */
export const PLAIN_META = "tby";

const MOST_STATUSES = 20;

/** @param least how many have to be named. */
function statuses(description: string, usual: string[], least = 0) {
  return z
    .array(z.string().regex(/^(?!wc-)[a-z0-9_-]{1,40}$/))
    .min(least)
    .max(MOST_STATUSES)
    .default(usual)
    .openapi({ description: `${description}, without \`wc-\`; also those of a plug-in` });
}

export const wooCommerceSettingsSchema = named(
  "WooCommerceSourceSettings",
  z.strictObject({
    amountBase: amountBaseSchema(),
    paidStatuses: statuses("Statuses in which an order counts", ["processing", "completed"], 1),
    receivedStatuses: statuses("Statuses that say that the customer received the goods", ["completed"]),
    calledOffStatuses: statuses("Statuses in which all of an order is taken back", [
      "cancelled",
      "refunded",
      "failed",
    ]),
    tokenMeta: z
      .string()
      .min(1)
      .max(40)
      .default("_tby")
      .openapi({ description: "The key of an order's meta data that holds click tokens; else `tby`" }),
    customerMeta: z.string().min(1).max(40).optional().openapi({
      description: "The key of meta data that holds your own id of the customer, before the shop's user id",
    }),
  }),
  { amountBase: "net", receivedStatuses: ["completed", "delivered"] },
);

export type WooCommerceSettings = z.output<typeof wooCommerceSettingsSchema>;

/** A webhook's body, described by what an order is read by. */
export const wooCommerceWebhookSchema = named(
  "WooCommerceWebhook",
  z.looseObject({ id: z.int().openapi({ description: "The shop's id of the order" }) }),
  {
    id: 727,
    status: "processing",
    currency: "USD",
    date_created_gmt: "2026-11-22T08:00:00",
    date_modified_gmt: "2026-11-22T08:00:05",
    date_paid_gmt: "2026-11-22T08:00:05",
    total: "120.00",
    customer_id: 77,
    meta_data: [{ id: 1, key: "_tby", value: "AQ" }],
    line_items: [{ id: 315, product_id: 93, quantity: 2, total: "100.00", total_tax: "15.00" }],
    shipping_lines: [{ total: "5.00", total_tax: "0.00" }],
    coupon_lines: [{ code: "lilei10" }],
    refunds: [],
  },
);
