/** Every source of webhooks by its name. A new one is its folder, one line here, and its entry in `WEBHOOK_SOURCES`. */
import type { WebhookSource } from "../configuration/webhook-sources.ts";
import { custom } from "./custom/custom.ts";
import type { Source } from "./source.ts";
import { shopify } from "./shopify/shopify.ts";
import { standard } from "./standard/standard.ts";
import { stripe } from "./stripe/stripe.ts";
import { wechatpay } from "./wechatpay/wechatpay.ts";
import { woocommerce } from "./woocommerce/woocommerce.ts";

export const SOURCES: Readonly<Record<WebhookSource, Source>> = {
  standard,
  stripe,
  shopify,
  woocommerce,
  wechatpay,
  custom,
};

/** Whether a name is a source's. One that a later version kept a webhook of is not. */
export function isSource(name: string): name is WebhookSource {
  return Object.hasOwn(SOURCES, name);
}
