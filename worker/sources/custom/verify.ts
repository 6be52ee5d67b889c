/** Verifies an HMAC as the settings describe it: over the body, and over a time where the sender signs one. */
import { createHmac } from "node:crypto";
import { equalBytes } from "../../platform/keys.ts";
import type { WebhookVerdict } from "../source.ts";
import type { CustomSettings } from "./custom.shapes.ts";

type Signature = CustomSettings["signature"];

/** @param secrets in the encoding that the settings name. */
export function verifyCustom(
  headers: Headers,
  body: Uint8Array,
  secrets: readonly string[],
  nowMs: number,
  settings: unknown,
): WebhookVerdict {
  const { signature } = settings as CustomSettings;
  const sent = headers.get(signature.header)?.trim() ?? "";
  const timestamp =
    signature.timestampHeader === undefined ? "" : (headers.get(signature.timestampHeader) ?? "");
  if (!sent.startsWith(signature.prefix) || !isTimely(timestamp, signature, nowMs))
    return { kind: "refused" };
  const offered = decoded(sent.slice(signature.prefix.length), signature.encoding);
  const [before = "", after = ""] = signature.signedText
    .split("{body}")
    .map((part) => part.replaceAll("{timestamp}", timestamp));
  const holds = secrets.map((secret) => {
    const key = keyOf(secret, signature.secretEncoding);
    if (key === undefined) return false;
    const expected = createHmac(signature.algorithm, key).update(before).update(body).update(after).digest();
    return equalBytes(offered, expected);
  });
  return { kind: holds.includes(true) ? "verified" : "refused" };
}

/**
 * Undefined for a secret that is not written in the encoding from its first character to its last. What could be read of it may
 * be a byte or nothing, which anybody guesses.
 */
function keyOf(secret: string, encoding: Signature["secretEncoding"]): Uint8Array | undefined {
  if (encoding === "text") return Buffer.from(secret);
  const bytes = decoded(secret, encoding);
  return bytes.length === 0 ? undefined : bytes;
}

const HEX = /^(?:[0-9a-f]{2})+$/i;
const BASE64 = /^[\w+/-]+={0,2}$/;

/** Nothing for what is not written in the encoding. */
function decoded(text: string, encoding: Signature["encoding"]): Uint8Array {
  return (encoding === "hex" ? HEX : BASE64).test(text) ? Buffer.from(text, encoding) : Buffer.alloc(0);
}

function isTimely(timestamp: string, signature: Signature, nowMs: number): boolean {
  if (signature.timestampHeader === undefined) return true;
  if (!/^\d{1,15}$/.test(timestamp)) return false;
  const atMs = Number(timestamp) * (signature.timestampUnit === "seconds" ? 1_000 : 1);
  return Math.abs(atMs - nowMs) <= signature.toleranceSeconds * 1_000;
}
