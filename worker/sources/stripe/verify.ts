/** Verifies Stripe's scheme: HMAC-SHA256 over time and body, in hex, within 300 seconds. */
import { createHmac } from "node:crypto";
import { equalBytes } from "../../platform/keys.ts";
import type { WebhookVerdict } from "../source.ts";

/** How far Stripe's clock may be from ours, either way. Source: the tolerance of Stripe's own libraries. */
const TOLERANCE_SECONDS = 300;

/** @param secrets as Stripe shows them: the whole text is the key, with its `whsec_`. */
export function verifyStripeWebhook(
  headers: Headers,
  body: Uint8Array,
  secrets: readonly string[],
  nowMs: number,
): WebhookVerdict {
  const parts = (headers.get("stripe-signature") ?? "").split(",").map((part) => part.trim());
  const [timestamp, ...others] = valuesOf(parts, "t");
  if (timestamp === undefined || others.length > 0 || !isTimely(timestamp, nowMs)) return { kind: "refused" };
  const offered = valuesOf(parts, "v1").map((signature) => Buffer.from(signature, "hex"));
  const holds = secrets.map((secret) => {
    const expected = createHmac("sha256", secret).update(`${timestamp}.`).update(body).digest();
    return offered.some((signature) => equalBytes(signature, expected));
  });
  return { kind: holds.includes(true) ? "verified" : "refused" };
}

function valuesOf(parts: readonly string[], name: string): string[] {
  const prefix = `${name}=`;
  return parts.flatMap((part) => (part.startsWith(prefix) ? [part.slice(prefix.length)] : []));
}

function isTimely(timestamp: string, nowMs: number): boolean {
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  return Math.abs(Number(timestamp) - Math.floor(nowMs / 1_000)) <= TOLERANCE_SECONDS;
}
