/**
 * What an order's body tells: the order, what it is worth by then, its refunds, its cancellation and its receipt. Any of its
 * webhooks may come first, since each holds all of it.
 */
import { amountMinor } from "../../../domain/kernel/money.ts";
import { TOKEN_PARAMETER } from "../../../domain/tracking/landing-url.ts";
import type { WebhookMessage } from "../source.ts";
import { minorOfDecimal } from "../decimal-money.ts";
import { BESIDE_LINES, type Item, soldItems } from "./lines.ts";
import type { ShopifyOrder } from "./objects.shapes.ts";
import { fromRefunds, told } from "./refunds.ts";
import type { ShopifySettings } from "./shopify.shapes.ts";

/** Bodies of one order differ with the time: the first one is the order, and the latest says what it is worth. */
const TELLING = { by: "shopify", rank: 1 } as const;

/** What tells the order: that it is paid, that something of it changed, or another thing of which its body comes. */
export type Occasion = "paid" | "updated" | "other";

export function fromOrder(
  order: ShopifyOrder,
  occasion: Occasion,
  settings: ShopifySettings,
  programCurrency: string,
): WebhookMessage[] {
  if (order.test && !settings.acceptTestOrders) return [{ kind: "without_use", reason: "test_order" }];
  const isPaid =
    occasion === "paid" || settings.paidStatuses.some((status) => status === order.financial_status);
  const goods = goodsOf(order, settings);
  const conversion = isPaid ? [conversionOf(order, goods, settings)] : [];
  // An order that is refused has no events.
  if (order.currency !== programCurrency) return isPaid ? conversion : [{ kind: "without_use" }];
  const amended = isPaid && occasion === "updated" ? amendedTo(order, goods) : [];
  const messages = [
    ...conversion,
    ...amended,
    ...fromRefunds(order, settings),
    ...fromCancellation(order),
    ...fromFulfilment(order, settings),
  ];
  return messages.length === 0 ? [{ kind: "without_use" }] : messages;
}

interface Goods {
  readonly amount: number;
  readonly items: readonly Item[];
}

function goodsOf(order: ShopifyOrder, settings: ShopifySettings): Goods {
  const items = soldItems(order, settings);
  const sum = items.reduce((total, { amount }) => total + amount, 0);
  if (settings.amountBase !== "total") return { amount: sum, items };
  const cards = soldItems(order, { ...settings, giftCards: true }).reduce(
    (all, { amount }) => all + amount,
    -sum,
  );
  const amount = Math.max(0, minorOfDecimal(order.total_price, order.currency) - cards);
  const rest = { productId: BESIDE_LINES, quantity: 1, amount: amount - sum };
  return { amount, items: rest.amount === 0 ? items : [...items, rest] };
}

function conversionOf(order: ShopifyOrder, goods: Goods, settings: ShopifySettings): WebhookMessage {
  const conversion = {
    orderId: order.id,
    amount: goods.amount,
    currency: order.currency,
    occurredAt: order.processed_at ?? order.created_at,
    items: goods.items,
    ...referencesOf(order, settings),
  };
  return { kind: "conversion", conversion, added: { ...paidOf(order), telling: TELLING } };
}

function amendedTo(order: ShopifyOrder, { amount, items }: Goods): WebhookMessage[] {
  const { id, updated_at: updatedAt } = order;
  if (updatedAt == null) return [];
  const event = {
    eventId: `shopify:worth:${updatedAt}:${amount}`,
    type: "amended",
    amount,
    ...(items.length === 0 ? {} : { items }),
    occurredAt: updatedAt,
  };
  return [told(id, event, paidOf(order))];
}

function paidOf({ total_price: total, currency }: ShopifyOrder) {
  const paid = Math.max(0, minorOfDecimal(total, currency));
  return paid === 0 ? {} : { paid: amountMinor(paid) };
}

function fromCancellation({ id, cancelled_at: cancelledAt }: ShopifyOrder): WebhookMessage[] {
  if (cancelledAt == null) return [];
  return [told(id, { eventId: "shopify:cancelled", type: "cancelled", occurredAt: cancelledAt })];
}

/** Everything was sent. The last parcel says when. */
function fromFulfilment(order: ShopifyOrder, { received }: ShopifySettings): WebhookMessage[] {
  const { id, fulfillment_status: status, fulfillments, updated_at: updatedAt } = order;
  if (received !== "fulfilled" || status !== "fulfilled") return [];
  const [last] = fulfillments.map((one) => one.created_at).toSorted((a, b) => Date.parse(b) - Date.parse(a));
  const occurredAt = last ?? updatedAt;
  return [
    told(id, {
      eventId: "shopify:fulfilled",
      type: "received",
      ...(occurredAt == null ? {} : { occurredAt }),
    }),
  ];
}

function referencesOf(order: ShopifyOrder, { tokenAttribute, customerAttribute, guests }: ShopifySettings) {
  const valuesOf = (name: string) =>
    order.note_attributes.flatMap((one) => (one.name === name && one.value ? [one.value] : []));
  const inAttributes = valuesOf(tokenAttribute);
  const tokens = inAttributes.length > 0 ? inAttributes : landedWith(order.landing_site);
  const [code] = order.discount_codes;
  const { customer } = order;
  const isGuest = customer?.state != null && customer.state !== "enabled";
  const [own] = customerAttribute === undefined ? [] : valuesOf(customerAttribute);
  const customerId = own ?? (isGuest && guests === "nobody" ? undefined : customer?.id);
  return {
    ...(tokens.length === 0 ? {} : { clickTokens: tokens }),
    ...(code === undefined ? {} : { couponCode: code.code }),
    ...(customerId === undefined ? {} : { customerId }),
  };
}

/** The token in the address of the page on which the visit began. */
function landedWith(address: string | null | undefined): string[] {
  const query = address?.split("#")[0]?.split("?").slice(1).join("?") ?? "";
  const token = new URLSearchParams(query).get(TOKEN_PARAMETER);
  return token === null || token === "" ? [] : [token];
}
