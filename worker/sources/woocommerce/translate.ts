/** Which of WooCommerce's topics tells what. A body is the whole order, so that its status decides and not the topic. */
import type { SourceContext, Translation, VerifiedWebhook } from "../source.ts";
import { orderSchema } from "./objects.shapes.ts";
import { fromOrder } from "./orders.ts";
import type { WooCommerceSettings } from "./woocommerce.shapes.ts";

const OF_ORDERS: ReadonlySet<string> = new Set(["order.created", "order.updated", "order.restored"]);

export function translateWooCommerce(
  { headers, body }: VerifiedWebhook,
  context: SourceContext,
): Translation {
  const { settings, currency } = context;
  const webhookId = headers.get("x-wc-webhook-delivery-id") ?? undefined;
  const topic = headers.get("x-wc-webhook-topic");
  if (topic !== null && !OF_ORDERS.has(topic)) return { webhookId, messages: [{ kind: "without_use" }] };
  const read = orderSchema.safeParse(body);
  if (!read.success) return { webhookId, messages: [{ kind: "unreadable" }] };
  return { webhookId, messages: fromOrder(read.data, settings as WooCommerceSettings, currency) };
}
