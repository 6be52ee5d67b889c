/** The sources that sign webhooks, one entry each: routes, their description and the form of secrets follow from here. */
import { randomBytes } from "node:crypto";
import { readWeChatPaySecret } from "./secret-forms/wechatpay-secrets.ts";

export interface WebhookSourceFacts {
  /** For people who choose a source. */
  readonly means: string;
  /** A new random secret in the form that the source wants; null where the vendor makes its secrets itself. */
  readonly makeSecret: (() => string) | null;
  /** What a secret that the merchant gives must look like. */
  readonly secretForm: {
    readonly pattern: RegExp;
    /** What the pattern cannot say, such as that a key within can be read. */
    readonly isReadable?: (secret: string) => boolean;
    readonly expected: string;
  };
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
  wechatpay: {
    means: "WeChat Pay: payments and refunds, as APIv3 notifies of them",
    makeSecret: null,
    secretForm: {
      pattern: /^[A-Za-z0-9]{32}\s/,
      isReadable: (secret) => readWeChatPaySecret(secret) !== undefined,
      expected:
        "the APIv3 key of 32 letters and digits on the first line, then the id of WeChat Pay's public key and the key " +
        "itself, or a platform certificate, in PEM with RSA of 2048 bits; at most 4 of them",
    },
  },
  custom: {
    means: "Anything that signs JSON with an HMAC, read by the expressions that you set",
    makeSecret: () => randomBytes(32).toString("hex"),
    secretForm: { pattern: /^[\x21-\x7e]{16,512}$/, expected: "16 to 512 visible characters of ASCII" },
  },
} as const satisfies Record<string, WebhookSourceFacts>;

export type WebhookSource = keyof typeof WEBHOOK_SOURCES;

export type SecretChoice =
  | { readonly kind: "secret"; readonly secret: string }
  | { readonly kind: "refused"; readonly message: string };

/** The next secret of a source: the given one where it has the form of the source, else a new one. */
export function chooseSecret(source: WebhookSourceFacts, given: string | undefined): SecretChoice {
  const secret = given ?? source.makeSecret?.();
  const { pattern, isReadable = () => true, expected } = source.secretForm;
  if (secret !== undefined && pattern.test(secret) && isReadable(secret)) return { kind: "secret", secret };
  return { kind: "refused", message: `expected ${expected}` };
}
