/** A shop whose payments come from Stripe: what Stripe's own library signs goes to the service over HTTP. */
import { Stripe } from "stripe";
import { type Answer, request, type Shop } from "../shop.ts";
import type { StripeEvent } from "./payment.ts";

const SECRET = "whsec_5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH";

/** Takes the signing secret of the shop's endpoint, as the dashboard of Stripe shows it. */
export async function connectStripe(shop: Shop, settings: Record<string, unknown> = {}): Promise<void> {
  const made = await shop.post("/sources/stripe/secrets", { secret: SECRET });
  const put = await shop.put("/sources/stripe", settings);
  if (made.status !== 201 || put.status !== 200) throw new Error(JSON.stringify([made.body, put.body]));
}

export interface Signing {
  readonly secret?: string;
  /** Seconds since 1970. */
  readonly atS?: number;
}

/** The header that Stripe's library makes for a body. */
export async function signatureOf(payload: string, { secret = SECRET, atS }: Signing = {}): Promise<string> {
  const at = atS === undefined ? {} : { timestamp: atS };
  return await Stripe.webhooks.generateTestHeaderStringAsync({ payload, secret, ...at });
}

export async function sendToShop(shop: Shop, event: StripeEvent, signing: Signing = {}): Promise<Answer> {
  const payload = JSON.stringify(event);
  const headers = { "stripe-signature": await signatureOf(payload, signing) };
  return await request("POST", `/webhooks/${shop.id}/stripe`, { body: payload, headers });
}
