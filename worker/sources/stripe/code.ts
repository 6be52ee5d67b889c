/** What runs when a webhook of `stripe` comes, and when its settings are put. */
import { namedTwice } from "../contradictions.ts";
import type { SourceCode } from "../source.ts";
import { listEvents } from "./list-events.ts";
import type { StripeSettings } from "./stripe.shapes.ts";
import { translateStripe } from "./translate.ts";
import { verifyStripeWebhook } from "./verify.ts";

export const STRIPE_CODE: SourceCode = {
  verify: verifyStripeWebhook,
  translate: translateStripe,
  list: listEvents,
  faultsInSettings: (settings) => {
    const { tokenMetadata, customerMetadata } = settings as StripeSettings;
    return namedTwice(["tokenMetadata", tokenMetadata], ["customerMetadata", customerMetadata]);
  },
};
