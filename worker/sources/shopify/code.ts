/** What runs when a webhook of `shopify` comes, and when its settings are put. */
import { verifyBase64Hmac } from "../base64-hmac.ts";
import { namedTwice } from "../contradictions.ts";
import type { SourceCode } from "../source.ts";
import { listShopify } from "./list-orders.ts";
import type { ShopifySettings } from "./shopify.shapes.ts";
import { translateShopify } from "./translate.ts";

export const SHOPIFY_CODE: SourceCode = {
  verify: (headers, body, secrets) => verifyBase64Hmac(headers.get("x-shopify-hmac-sha256"), body, secrets),
  translate: translateShopify,
  list: listShopify,
  faultsInSettings: (settings) => {
    const { tokenAttribute, customerAttribute } = settings as ShopifySettings;
    return namedTwice(["tokenAttribute", tokenAttribute], ["customerAttribute", customerAttribute]);
  },
};
