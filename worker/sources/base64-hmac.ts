/** Verifies the scheme of shops that sign the bytes alone: HMAC-SHA256 in base64, in one header, without a time. */
import { createHmac } from "node:crypto";
import { equalBytes } from "../platform/keys.ts";
import type { WebhookVerdict } from "./source.ts";

/** The base64 of 32 bytes, and no other spelling of them. */
const OF_SHA256 = /^[A-Za-z0-9+/]{43}=$/;

/** @param signature as it came; null: the header was missing. */
export function verifyBase64Hmac(
  signature: string | null,
  body: Uint8Array,
  secrets: readonly string[],
): WebhookVerdict {
  if (signature === null || !OF_SHA256.test(signature)) return { kind: "refused" };
  const offered = Buffer.from(signature, "base64");
  const holds = secrets.map((secret) =>
    equalBytes(offered, createHmac("sha256", secret).update(body).digest()),
  );
  return { kind: holds.includes(true) ? "verified" : "refused" };
}
