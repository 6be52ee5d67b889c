/** A message of `standard` is in the words of the API already: an order that was paid, or an event of an order. */
import { orderEventKind } from "../../orders/order-event.shapes.ts";
import { idAsText, isSent, said } from "../../orders/sent/as-sent.ts";
import type { Translation, VerifiedWebhook, WebhookMessage } from "../source.ts";
import { messageSchema, namedOrderSchema } from "./message.shapes.ts";

export function translateStandard({ headers, body }: VerifiedWebhook): Translation {
  const webhookId = headers.get("webhook-id") ?? undefined;
  return { webhookId, messages: [messageOf(body, webhookId)] };
}

function messageOf(body: unknown, webhookId: string | undefined): WebhookMessage {
  const message = messageSchema.safeParse(body);
  if (!message.success) return { kind: "unreadable" };
  const { type, data } = message.data;
  if (type === "order.paid") return { kind: "conversion", conversion: data };
  const kind = orderEventKind.safeParse(/^order\.([a-z_]+)$/.exec(type)?.[1]);
  if (!kind.success) return { kind: "without_use" };
  const named = namedOrderSchema.safeParse(readable(data));
  if (!named.success) return { kind: "unreadable" };
  const event = { eventId: webhookId, ...named.data, type: kind.data };
  return { kind: "order_event", orderId: named.data.orderId, event };
}

/** What says something of an event's data; a number as the order's id is its text. */
function readable(data: unknown): unknown {
  const sent = said(data);
  return isSent(sent) ? { ...sent, orderId: idAsText(sent["orderId"]) } : sent;
}
