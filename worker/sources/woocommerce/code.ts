/** What runs when a webhook of `woocommerce` comes, and when its settings are put. */
import type { SourceCode } from "../source.ts";
import { listWooCommerce } from "./list-orders.ts";
import { faultsInWooCommerce } from "./settings-faults.ts";
import { translateWooCommerce } from "./translate.ts";
import { verifyWooCommerceWebhook } from "./verify.ts";

export const WOOCOMMERCE_CODE: SourceCode = {
  verify: verifyWooCommerceWebhook,
  translate: translateWooCommerce,
  list: listWooCommerce,
  faultsInSettings: faultsInWooCommerce,
};
