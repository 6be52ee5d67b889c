/** Verifies WooCommerce's scheme, and knows the unsigned form that it sends when a webhook is saved. */
import { verifyBase64Hmac } from "../base64-hmac.ts";
import type { WebhookVerdict } from "../source.ts";

/** Longer than the form of any shop. */
const PING_BYTES = 40;
const PING = /^webhook_id=\d{1,20}$/;

export function verifyWooCommerceWebhook(
  headers: Headers,
  body: Uint8Array,
  secrets: readonly string[],
): WebhookVerdict {
  const signature = headers.get("x-wc-webhook-signature");
  if (signature === null && isPing(body)) return { kind: "ping" };
  return verifyBase64Hmac(signature, body, secrets);
}

function isPing(body: Uint8Array): boolean {
  return body.length <= PING_BYTES && PING.test(Buffer.from(body).toString("latin1"));
}
