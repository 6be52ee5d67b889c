/** Signed webhooks on the wire: the messages of Standard Webhooks, what is answered, and what could not be used. */
import { z } from "@hono/zod-openapi";
import { namesOf } from "../../domain/kernel/records.ts";
import type { MerchantEventKind } from "../../domain/order/order-event.ts";
import {
  idAnswer,
  instantAnswer,
  named,
  opaqueIdSchema,
  orderIdSchema,
  words,
} from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";
import { looseConversionSchema } from "../orders/conversion.shapes.ts";
import { looseOrderEventSchema, MERCHANT_EVENTS_MEAN } from "../orders/order-event.shapes.ts";
import { orderResultsSchema, orderSchema } from "../orders/order.shapes.ts";
import { RESULT_EXAMPLE } from "../orders/order-examples.ts";
import type { StoredWebhook } from "./unusable-webhooks.tables.ts";

/** The kind is read first: of one without use nothing else has to fit. */
export const messageSchema = z.object({ type: z.string(), data: z.unknown().optional() });
export const eventMessageSchema = z.looseObject({ orderId: orderIdSchema });

const EVENT_TYPES = Object.fromEntries(
  Object.entries(MERCHANT_EVENTS_MEAN).map(([kind, means]) => [`order.${kind}`, means]),
) as Record<`order.${MerchantEventKind}`, string>;

/** A webhook's body, described. Unknown members are ignored, and a kind without use is answered 200. */
export const standardWebhookSchema = named(
  "StandardWebhook",
  z.union([
    z.object({
      type: z.literal("order.paid").openapi({ description: "`order.paid`: an order was placed and paid" }),
      data: looseConversionSchema,
    }),
    z.object({
      type: words("What happened to an order", namesOf(EVENT_TYPES), EVENT_TYPES),
      data: looseOrderEventSchema.omit({ type: true, eventId: true }).extend({
        orderId: orderIdSchema,
        eventId: opaqueIdSchema(
          "The id of the event; absent: the header `webhook-id`",
          "refund-1",
        ).optional(),
      }),
    }),
  ]),
  {
    type: "order.paid",
    data: { orderId: "order-1001", amount: 10_000, currency: "CNY", customerId: "user-77" },
  },
);

/** What a verified webhook is answered. */
export const webhookAnswerSchema = named(
  "WebhookAnswer",
  z.union([
    orderResultsSchema,
    z.object({ order: orderSchema }).openapi({ description: "Of an event: the order as it now stands" }),
    z.object({
      status: z
        .literal("waiting")
        .openapi({ description: "`waiting`: it counts as soon as the order comes" }),
    }),
    z.object({
      status: z.literal("conflict").openapi({ description: "`conflict`: kept in the list, nothing changed" }),
      code: z.string().openapi({ description: "Why, as a code of the catalogue" }),
    }),
    z.object({
      status: z.literal("ignored").openapi({ description: "`ignored`: nothing was made of it" }),
      reason: z.string().openapi({ description: "`kind_without_use`, or why it can never be used" }),
    }),
  ]),
  { results: [RESULT_EXAMPLE] },
);

export type WebhookAnswer = z.output<typeof webhookAnswerSchema>;

export const unusableWebhookSchema = named(
  "UnusableWebhook",
  z.object({
    source: z.string().openapi({ description: "The source that signed it" }),
    webhookId: idAnswer("The sender's id of the webhook", "msg_2b1c"),
    reason: z.string().openapi({ description: "A fixed word, mostly a code of the catalogue" }),
    body: z.string().openapi({ description: "The body as received, cut off where it is long" }),
    receivedAt: instantAnswer("When it was received"),
  }),
  {
    source: "standard",
    webhookId: "msg_2b1c",
    reason: "currency_mismatch",
    body: '{"type":"order.paid","data":{}}',
    receivedAt: "2026-11-22T08:00:00.000Z",
  },
);

export function presentUnusableWebhook(stored: StoredWebhook): z.output<typeof unusableWebhookSchema> {
  const { source, webhookId, reason, body, receivedAtMs } = stored;
  return { source, webhookId, reason, body, receivedAt: instantOf(receivedAtMs) };
}
