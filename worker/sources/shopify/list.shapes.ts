/** By what Shopify's API is asked, what it lists, and where a list goes on. */
import { z } from "@hono/zod-openapi";
import { named } from "../../http/common.shapes.ts";

export const shopifyKeySchema = named(
  "ShopifyApiKey",
  z.strictObject({
    shop: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,59}\.myshopify\.com$/)
      .openapi({ description: "The shop's own name at Shopify" }),
    accessToken: z
      .string()
      .regex(/^[\w-]{16,256}$/)
      .openapi({ description: "The Admin API access token of an app of the shop, which may read orders" }),
  }),
  { shop: "tea-house.myshopify.com", accessToken: "shpat_0123456789abcdef0123456789abcdef" },
);

export type ShopifyKeys = z.output<typeof shopifyKeySchema>;

/** What cannot be read of one is no reason to read none: it is told by the translation. */
const id = z.union([z.int(), z.string()]).optional().catch(undefined);
const text = z.string().nullish().catch(undefined);

export const orderPageSchema = z.object({
  orders: z.array(
    z.looseObject({
      id,
      updated_at: text,
      fulfillments: z
        .array(z.looseObject({ id, shipment_status: text }))
        .default([])
        .catch([]),
    }),
  ),
});

export const deliveryPageSchema = z.object({ fulfillment_events: z.array(z.looseObject({ id })) });

export const disputePageSchema = z.object({
  disputes: z.array(z.looseObject({ id, status: text, initiated_at: text })),
});

export const shopifyPlaceSchema = z.object({
  what: z.enum(["orders", "disputes"]),
  pageInfo: z.string().optional(),
  /** Orders, or disputes, of one page. */
  size: z.int().min(1).optional(),
  /** Where a page of orders goes on: how many of its steps were done, and the name of the last of them. */
  done: z.object({ steps: z.int().min(1), last: z.string() }).optional(),
});

export type ListedOrder = z.output<typeof orderPageSchema>["orders"][number];
export type ShopifyPlace = z.output<typeof shopifyPlaceSchema>;
