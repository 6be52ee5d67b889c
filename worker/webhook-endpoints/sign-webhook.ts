/** Signs as Standard Webhooks do: HMAC-SHA256 over id, time in seconds and body, once for each secret that is valid. */
import { createHmac, randomBytes } from "node:crypto";
import type { KeyRing } from "../platform/keys.ts";
import { seal, unseal } from "../platform/sealed-secrets.ts";

const PREFIX = "whsec_";
const SECRET_BYTES = 32;

export function newEndpointSecret(): string {
  return `${PREFIX}${randomBytes(SECRET_BYTES).toString("base64")}`;
}

function useOf(endpointId: string): string {
  return `webhook-endpoint:${endpointId}`;
}

export function sealEndpointSecret(ring: KeyRing, endpointId: string, secret: string): string {
  return seal(ring, useOf(endpointId), secret);
}

/** Those whose key is at hand. */
export function openEndpointSecrets(ring: KeyRing, endpointId: string, sealed: readonly string[]): string[] {
  return sealed.map((text) => unseal(ring, useOf(endpointId), text)).filter((secret) => secret !== undefined);
}

/** The headers of a message. @param secrets each `whsec_` and base64. */
export function signedHeaders(
  secrets: readonly string[],
  { id, body, nowMs }: { readonly id: string; readonly body: string; readonly nowMs: number },
): Record<string, string> {
  const timestamp = String(Math.floor(nowMs / 1_000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), "base64");
    return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
  });
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures.join(" ") };
}
