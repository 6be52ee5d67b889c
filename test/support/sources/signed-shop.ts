/** A shop whose checkout signs the bytes of its webhooks alone, with HMAC-SHA256 in base64. */
import { createHmac } from "node:crypto";
import type { Signer } from "./signers.ts";
import { type Answer, request, type Shop } from "../shop.ts";

export function signatureOf(bytes: string | Uint8Array, secret: string): string {
  return createHmac("sha256", secret).update(bytes).digest("base64");
}

export async function connect(
  shop: Shop,
  { source, secret }: Signer,
  settings: Record<string, unknown> = {},
): Promise<void> {
  const made = await shop.post(`/sources/${source}/secrets`, { secret });
  const put = await shop.put(`/sources/${source}`, settings);
  if (made.status !== 201 || put.status !== 200) throw new Error(JSON.stringify([made.body, put.body]));
}

export interface Webhook {
  readonly topic: string;
  readonly body: unknown;
}

/** Sends a webhook, signed. @param secret another one than the shop's. */
export async function send(
  shop: Shop,
  signer: Signer,
  { topic, body }: Webhook,
  secret = signer.secret,
): Promise<Answer> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return await request("POST", `/webhooks/${shop.id}/${signer.source}`, {
    body: text,
    headers: {
      "content-type": "application/json",
      [signer.signatureHeader]: signatureOf(text, secret),
      [signer.topicHeader]: topic,
      [signer.idHeader]: signatureOf(text, "id").slice(0, 36),
    },
  });
}
