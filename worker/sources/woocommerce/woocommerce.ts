/** WooCommerce: what the webhooks of orders tell, in the JSON of its REST API, version 3 and the like. */
import { lazily } from "../../platform/lazily.ts";
import type { Source } from "../source.ts";
import { wooCommerceKeySchema, type WooCommerceKeys } from "./list.shapes.ts";
import { wooCommerceSettingsSchema, wooCommerceWebhookSchema } from "./woocommerce.shapes.ts";

export const woocommerce: Source = {
  headers: [
    {
      name: "x-wc-webhook-signature",
      description: "the HMAC-SHA256 of the body under the secret, in base64",
      example: "ZTZkNmQ2ZDZkNmQ2ZDZkNmQ2ZDZkNmQ2ZDZkNmQ2ZDY=",
    },
    {
      name: "x-wc-webhook-topic",
      description: "what happened, such as `order.updated`",
      example: "order.updated",
    },
    {
      name: "x-wc-webhook-delivery-id",
      description: "the shop's id of the delivery",
      example: "6f1e0f0a3f574f0e9a8e5d1f3c0b7a11",
    },
  ],
  bodySchema: wooCommerceWebhookSchema,
  settingsSchema: wooCommerceSettingsSchema,
  // It is the shop's own machine that answers.
  api: {
    keySchema: wooCommerceKeySchema,
    originOf: (keys) => new URL((keys as WooCommerceKeys).site).origin,
    historyMs: null,
    pauseMs: 500,
  },
  load: lazily(async () => (await import("./code.ts")).WOOCOMMERCE_CODE),
};
