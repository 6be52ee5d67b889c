/** What runs when a webhook of `stripe` comes. */
import type { SourceCode } from "../source.ts";
import { listEvents } from "./list-events.ts";
import { translateStripe } from "./translate.ts";
import { verifyStripeWebhook } from "./verify.ts";

export const STRIPE_CODE: SourceCode = {
  verify: verifyStripeWebhook,
  translate: translateStripe,
  list: listEvents,
};
