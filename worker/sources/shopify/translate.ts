/** Which of Shopify's topics tells what: the table that the page on Shopify shows. Every other topic has no use. */
import type { z } from "@hono/zod-openapi";
import type { SourceContext, Translation, VerifiedWebhook, WebhookMessage } from "../source.ts";
import { deliverySchema, disputeSchema, editSchema, orderSchema, refundSchema } from "./objects.shapes.ts";
import { fromOrder, type Occasion } from "./orders.ts";
import { fromDelivery, fromDispute, fromRefund } from "./refunds.ts";
import type { ShopifySettings } from "./shopify.shapes.ts";

interface Context {
  readonly settings: ShopifySettings;
  readonly currency: string;
  /** When Shopify says that it happened. */
  readonly toldAt: string | undefined;
}

type Telling = (body: unknown, context: Context) => WebhookMessage[];

const UNREADABLE: WebhookMessage = { kind: "unreadable" };

function telling<Schema extends z.ZodType>(
  schema: Schema,
  tell: (object: z.output<Schema>, context: Context) => WebhookMessage[],
): Telling {
  return (body, context) => {
    const read = schema.safeParse(body);
    return read.success ? tell(read.data, context) : [UNREADABLE];
  };
}

function ofOrder(occasion: Occasion): Telling {
  return telling(orderSchema, (order, { settings, currency }) =>
    fromOrder(order, occasion, settings, currency),
  );
}

const ofDispute = telling(disputeSchema, (dispute, { currency, toldAt }) =>
  fromDispute(dispute, currency, toldAt),
);

const TELLINGS: ReadonlyMap<string, Telling> = new Map([
  ["orders/paid", ofOrder("paid")],
  ["orders/updated", ofOrder("updated")],
  ["orders/cancelled", ofOrder("other")],
  ["orders/fulfilled", ofOrder("other")],
  // An edit holds no amounts: `orders/updated` comes with it and says what the order is worth.
  ["orders/edited", telling(editSchema, () => [{ kind: "without_use", reason: "told_by_orders_updated" }])],
  [
    "refunds/create",
    telling(refundSchema, (refund, { settings, currency }) => fromRefund(refund, currency, settings)),
  ],
  [
    "fulfillment_events/create",
    telling(deliverySchema, (delivery, { settings }) => fromDelivery(delivery, settings)),
  ],
  ["disputes/create", ofDispute],
  ["disputes/update", ofDispute],
]);

export function translateShopify({ headers, body }: VerifiedWebhook, context: SourceContext): Translation {
  const { settings, currency } = context;
  const webhookId = headers.get("x-shopify-webhook-id") ?? headers.get("x-shopify-event-id") ?? undefined;
  const topic = headers.get("x-shopify-topic");
  const told = topic === null ? undefined : TELLINGS.get(topic);
  if (told === undefined) {
    const nothing: WebhookMessage =
      topic === null ? { kind: "unreadable", reason: "topic_missing" } : { kind: "without_use" };
    return { webhookId, messages: [nothing] };
  }
  const toldAt = instantIn(headers.get("x-shopify-triggered-at"));
  return { webhookId, messages: told(body, { settings: settings as ShopifySettings, currency, toldAt }) };
}

function instantIn(text: string | null): string | undefined {
  const atMs = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(atMs) ? undefined : new Date(atMs).toISOString();
}
