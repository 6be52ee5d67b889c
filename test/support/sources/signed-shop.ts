/** A shop whose checkout signs the bytes of its webhooks alone, with HMAC-SHA256 in base64. */
import { createHmac } from "node:crypto";
import { type Answer, request, type Shop } from "../shop.ts";

export interface Signer {
  readonly source: "shopify" | "woocommerce";
  readonly secret: string;
  readonly signatureHeader: string;
  readonly topicHeader: string;
  readonly idHeader: string;
}

export const SHOPIFY: Signer = {
  source: "shopify",
  secret: "3f9c1b0d5e7a42c88d6e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e",
  signatureHeader: "x-shopify-hmac-sha256",
  topicHeader: "x-shopify-topic",
  idHeader: "x-shopify-webhook-id",
};

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

export const WOOCOMMERCE: Signer = {
  source: "woocommerce",
  secret: "kq7Rk1tXwU0Jp3bV9sLzHfN6yGdM2cEa",
  signatureHeader: "x-wc-webhook-signature",
  topicHeader: "x-wc-webhook-topic",
  idHeader: "x-wc-webhook-delivery-id",
};
