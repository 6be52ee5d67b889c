/** Standard Webhooks, with messages in our own words: what a shop sends that signs by itself. */
import { orderEventKind } from "../../orders/order-event.shapes.ts";
import { idAsText, isSent, said } from "../../orders/sent/as-sent.ts";
import type { Source, WebhookMessage } from "../source.ts";
import { messageSchema, namedOrderSchema, standardWebhookSchema } from "./message.shapes.ts";
import { verifyStandardWebhook } from "./verify.ts";

const UNREADABLE: WebhookMessage = { kind: "unreadable" };

/** What says something of an event's data; a number as the order's id is its text. */
function readable(data: unknown): unknown {
  const sent = said(data);
  return isSent(sent) ? { ...sent, orderId: idAsText(sent["orderId"]) } : sent;
}

export const standard: Source = {
  headers: [
    { name: "webhook-id", description: "the sender's id of it, the same for a repeat", example: "msg_2b1c" },
    { name: "webhook-timestamp", description: "seconds since 1970", example: "1795334400" },
    {
      name: "webhook-signature",
      description: "signatures as Standard Webhooks defines them",
      example: "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
    },
  ],
  bodySchema: standardWebhookSchema,
  verify: verifyStandardWebhook,
  read: ({ webhookId, body }) => {
    const message = messageSchema.safeParse(body);
    if (!message.success) return UNREADABLE;
    const { type, data } = message.data;
    if (type === "order.paid") return { kind: "conversion", conversion: data };
    const kind = orderEventKind.safeParse(/^order\.([a-z_]+)$/.exec(type)?.[1]);
    if (!kind.success) return { kind: "without_use" };
    const named = namedOrderSchema.safeParse(readable(data));
    if (!named.success) return UNREADABLE;
    const event = { eventId: webhookId, ...named.data, type: kind.data };
    return { kind: "order_event", orderId: named.data.orderId, event };
  },
};
