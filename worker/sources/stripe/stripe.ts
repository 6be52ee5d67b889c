/** Stripe: what Checkout, Payment Links, invoices and subscriptions tell, as snapshot events of any API version since 2020. */
import { lazily } from "../../platform/lazily.ts";
import { DAY_MS } from "../../../domain/kernel/duration.ts";
import type { Source } from "../source.ts";
import { stripeKeySchema } from "./list.shapes.ts";
import { stripeSettingsSchema, stripeWebhookSchema } from "./stripe.shapes.ts";

export const stripe: Source = {
  headers: [
    {
      name: "stripe-signature",
      description:
        "`t=` and the time in seconds since 1970, `v1=` and the signature, which may stand several times",
      example: "t=1795334400,v1=5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd",
    },
  ],
  bodySchema: stripeWebhookSchema,
  settingsSchema: stripeSettingsSchema,
  // Stripe keeps events for 30 days, and takes 25 requests a second of a test key.
  api: {
    keySchema: stripeKeySchema,
    originOf: () => "https://api.stripe.com",
    historyMs: 30 * DAY_MS,
    pauseMs: 100,
  },
  load: lazily(async () => (await import("./code.ts")).STRIPE_CODE),
};
