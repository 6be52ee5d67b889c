/** Shopify: what the webhooks of orders, refunds, deliveries and disputes tell, in the JSON of any API version since 2020. */
import { lazily } from "../../platform/lazily.ts";
import type { Source } from "../source.ts";
import { shopifyKeySchema, type ShopifyKeys } from "./list.shapes.ts";
import { shopifySettingsSchema, shopifyWebhookSchema } from "./shopify.shapes.ts";

export const shopify: Source = {
  headers: [
    {
      name: "x-shopify-hmac-sha256",
      description: "the HMAC-SHA256 of the body under the secret, in base64",
      example: "ZTZkNmQ2ZDZkNmQ2ZDZkNmQ2ZDZkNmQ2ZDZkNmQ2ZDY=",
    },
    {
      name: "x-shopify-topic",
      description: "what happened, such as `orders/paid`",
      example: "orders/paid",
    },
    {
      name: "x-shopify-webhook-id",
      description: "Shopify's id of the webhook, the same for a repeat",
      example: "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
    },
  ],
  bodySchema: shopifyWebhookSchema,
  settingsSchema: shopifySettingsSchema,
  // Shopify takes two requests a second, and other apps of the shop want some of them.
  api: {
    keySchema: shopifyKeySchema,
    originOf: (keys) => `https://${(keys as ShopifyKeys).shop}`,
    historyMs: null,
    pauseMs: 600,
  },
  load: lazily(async () => (await import("./code.ts")).SHOPIFY_CODE),
};
