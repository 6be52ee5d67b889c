/**
 * Signs and sends a webhook as Standard Webhooks says: HMAC-SHA256 over id, time and body.
 * Whoever lacks the secret cannot report an order.
 */
import { createHmac } from "node:crypto";

/**
 * Reports what happened to an order. The same id may be sent again: it is answered again and changes nothing.
 *
 * A real shop stores the message with the order, and sends it until the answer is 200.
 */
export async function sendWebhook({ tributary, program, webhookSecret }, id, type, data) {
  const now = new Date();
  const seconds = String(Math.floor(now.getTime() / 1000));
  const body = JSON.stringify({ type, timestamp: now.toISOString(), data });
  const key = Buffer.from(webhookSecret.slice("whsec_".length), "base64");
  const mac = createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest("base64");
  const answer = await fetch(`${tributary}/webhooks/${program}/standard`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": seconds,
      "webhook-signature": `v1,${mac}`,
    },
    body,
  });
  if (!answer.ok) throw new Error(`Tributary answered ${answer.status} to ${type}: ${await answer.text()}`);
  return await answer.json();
}
