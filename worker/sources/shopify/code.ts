/** What runs when a webhook of `shopify` comes. */
import { verifyBase64Hmac } from "../base64-hmac.ts";
import type { SourceCode } from "../source.ts";
import { listShopify } from "./list-orders.ts";
import { translateShopify } from "./translate.ts";

export const SHOPIFY_CODE: SourceCode = {
  verify: (headers, body, secrets) => verifyBase64Hmac(headers.get("x-shopify-hmac-sha256"), body, secrets),
  translate: translateShopify,
  list: listShopify,
};
