/** What runs when a webhook of `woocommerce` comes. */
import type { SourceCode } from "../source.ts";
import { listWooCommerce } from "./list-orders.ts";
import { translateWooCommerce } from "./translate.ts";
import { verifyWooCommerceWebhook } from "./verify.ts";

export const WOOCOMMERCE_CODE: SourceCode = {
  verify: verifyWooCommerceWebhook,
  translate: translateWooCommerce,
  list: listWooCommerce,
};
