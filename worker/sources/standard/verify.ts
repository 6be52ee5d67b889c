/** Verifies the Standard Webhooks scheme: HMAC-SHA256 over id, time and body, within 300 seconds. */
import { createHmac } from "node:crypto";
import { equalBytes } from "../../platform/keys.ts";
import type { WebhookVerdict } from "../source.ts";

/** How far the sender's clock may be from ours, either way. Source: the Standard Webhooks specification. */
const TOLERANCE_SECONDS = 300;
const PREFIX = "whsec_";

/**
 * Checks the signature headers against the raw bytes with every active secret.
 *
 * @param secrets `whsec_` and base64, as shown to the merchant.
 */
export function verifyStandardWebhook(
  headers: Headers,
  body: Uint8Array,
  secrets: readonly string[],
  nowMs: number,
): WebhookVerdict {
  const webhookId = headers.get("webhook-id");
  const timestamp = headers.get("webhook-timestamp");
  const signatures = headers.get("webhook-signature");
  if (webhookId === null || timestamp === null || signatures === null) return { kind: "refused" };
  if (!isTimely(timestamp, nowMs) || !/^[\x21-\x7e]{1,128}$/.test(webhookId)) return { kind: "refused" };
  const offered = signatures
    .split(" ")
    .filter((signature) => signature.startsWith("v1,"))
    .map((signature) => Buffer.from(signature.slice(3), "base64"));
  const holds = secrets.some((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), "base64");
    const expected = createHmac("sha256", key).update(`${webhookId}.${timestamp}.`).update(body).digest();
    return offered.some((signature) => equalBytes(signature, expected));
  });
  return { kind: holds ? "verified" : "refused" };
}

function isTimely(timestamp: string, nowMs: number): boolean {
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  return Math.abs(Number(timestamp) - Math.floor(nowMs / 1_000)) <= TOLERANCE_SECONDS;
}
