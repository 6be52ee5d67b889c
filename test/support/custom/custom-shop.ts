/** A shop with a checkout of its own, whose JSON is read by expressions: signed by Node's crypto, and sent over HTTP. */
import { createHmac } from "node:crypto";
import { type Answer, request, type Shop } from "../shop.ts";

export const SETTINGS = {
  signature: {
    header: "X-Checkout-Signature",
    prefix: "sha512=",
    algorithm: "sha512",
    encoding: "base64",
    timestampHeader: "X-Checkout-Time",
    signedText: "{timestamp}.{body}",
  },
  type: "event.name",
  values: {
    payment_done: "order.paid",
    payment_returned: "order.refunded",
    return_failed: "order.refund_voided",
    claim_opened: "order.disputed",
    claim_won: "order.dispute_won",
    claim_lost: "order.dispute_lost",
  },
  amountUnit: "decimal",
  fields: {
    orderId: "payment.no",
    amount: "payment.sum || event.sum",
    currency: "payment.currency",
    customerId: "payment.buyer",
    token: "payment.note",
    couponCode: "payment.codes[0]",
    items: "payment.lines[].{productId: sku, amount: sum}",
    eventId: "event.id",
    disputeId: "event.claim",
    voids: "event.of",
    occurredAt: "event.at",
  },
};

export async function connectCustom(
  shop: Shop,
  settings: Record<string, unknown> = SETTINGS,
): Promise<string> {
  const put = await shop.put("/sources/custom", settings);
  const made = await shop.post("/sources/custom/secrets", {});
  if (made.status !== 201 || put.status !== 200) throw new Error(JSON.stringify([made.body, put.body]));
  return made.body.secret;
}

/** @param atS seconds since 1970. */
export function customHeaders(body: string, secret: string, atS = Math.floor(Date.now() / 1_000)) {
  const signed = createHmac("sha512", secret).update(`${atS}.${body}`).digest("base64");
  return { "x-checkout-time": String(atS), "x-checkout-signature": `sha512=${signed}` };
}

export async function sendCustom(shop: Shop, secret: string, message: unknown): Promise<Answer> {
  const body = JSON.stringify(message);
  return await request("POST", `/webhooks/${shop.id}/custom`, { body, headers: customHeaders(body, secret) });
}
