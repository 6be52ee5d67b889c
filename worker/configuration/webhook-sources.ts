/** The sources that sign webhooks, one entry each: routes, their description and the form of secrets follow from here. */
import { randomBytes } from "node:crypto";

export interface WebhookSourceFacts {
  /** For people who choose a source. */
  readonly means: string;
  /** A new random secret in the form that the source wants; null where the vendor makes its secrets itself. */
  readonly makeSecret: (() => string) | null;
  /** What a secret that the merchant gives must look like. */
  readonly secretForm: { readonly pattern: RegExp; readonly expected: string };
}

export const WEBHOOK_SOURCES = {
  standard: {
    means: "Standard Webhooks, which any shop can sign by itself",
    makeSecret: () => `whsec_${randomBytes(32).toString("base64")}`,
    secretForm: {
      pattern: /^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/,
      expected: '"whsec_" and 24 to 64 bytes in base64',
    },
  },
  stripe: {
    means: "Stripe: Checkout, Payment Links, invoices and subscriptions",
    makeSecret: null,
    secretForm: {
      pattern: /^whsec_[\w+/=-]{4,500}$/,
      expected: 'the signing secret of the endpoint, as Stripe shows it: it begins with "whsec_"',
    },
  },
  shopify: {
    means: "Shopify: orders, refunds, edits, deliveries and disputes of a shop",
    makeSecret: null,
    secretForm: {
      pattern: /^(?:shpss_)?[A-Za-z0-9]{24,128}$/,
      expected: "the secret that Shopify shows below its webhooks, or the client secret of your app",
    },
  },
  woocommerce: {
    means: "WooCommerce: orders, their statuses and their refunds",
    makeSecret: () => randomBytes(32).toString("base64url"),
    secretForm: {
      // Without the signs that WordPress spells in another way when it keeps them.
      pattern: /^[!#-%(-;=?-~]{16,256}$/,
      expected: "the secret of the webhook: 16 to 256 visible characters, none of them & < > and quotes",
    },
  },
} as const satisfies Record<string, WebhookSourceFacts>;

export type WebhookSource = keyof typeof WEBHOOK_SOURCES;

export type SecretChoice =
  | { readonly kind: "secret"; readonly secret: string }
  | { readonly kind: "refused"; readonly message: string };

/** The next secret of a source: the given one where it has the form of the source, else a new one. */
export function chooseSecret(source: WebhookSourceFacts, given: string | undefined): SecretChoice {
  const secret = given ?? source.makeSecret?.();
  const { pattern, expected } = source.secretForm;
  if (secret !== undefined && pattern.test(secret)) return { kind: "secret", secret };
  return { kind: "refused", message: `expected ${expected}` };
}
