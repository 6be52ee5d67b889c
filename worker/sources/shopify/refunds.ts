/**
 * What takes an order back. A refund counts by what it gives back: lines at their worth, shipping where commission is earned
 * on it, and money beside both in proportion. A line that an edit took off comes as a refund without money, and the money
 * later without a line. So money beside lines is told as a total too, which counts all refunds of the order together.
 */
import type { EventAdditions, WebhookMessage } from "../source.ts";
import { minorOfDecimal } from "../decimal-money.ts";
import { BESIDE_LINES, givenBack, type Item, ofBase } from "./lines.ts";
import type { Delivery, Dispute, Refund, ShopifyOrder } from "./objects.shapes.ts";
import type { ShopifySettings } from "./shopify.shapes.ts";

const WITHOUT_USE: WebhookMessage = { kind: "without_use" };
/** Money that did not move. */
const UNDONE = new Set(["failure", "error", "cancelled"]);
/** Money that was given back beside lines and shipping. */
const MONEY = { ofPaid: true, payment: "shopify:money" } as const;

/** Lines and shipping of one refund. */
function fromGoods(refund: Refund, currency: string, settings: ShopifySettings): WebhookMessage[] {
  const { giftCards, amountBase } = settings;
  const items = givenBack(refund, currency)
    .filter(({ isGiftCard }) => giftCards || !isGiftCard)
    .map(({ productId, quantity, worth }): Item => ({
      productId,
      quantity,
      amount: ofBase(worth, amountBase),
    }))
    .filter(({ amount }) => amount > 0);
  const shipping = amountBase === "total" ? shippingOf(refund, currency) : 0;
  if (shipping > 0) items.push({ productId: BESIDE_LINES, quantity: 1, amount: shipping });
  const amount = items.reduce((sum, item) => sum + item.amount, 0);
  if (amount === 0) return [];
  return [
    told(refund.order_id, {
      eventId: refund.id,
      type: "refunded",
      amount,
      items,
      occurredAt: timeOf(refund),
    }),
  ];
}

/** A refund by itself. */
export function fromRefund(refund: Refund, currency: string, settings: ShopifySettings): WebhookMessage[] {
  const goods = fromGoods(refund, currency, settings);
  const rest = moneyOf(refund, currency) - goodsOf(refund, currency);
  if (rest <= 0) return goods.length === 0 ? [WITHOUT_USE] : goods;
  const event = { eventId: `${refund.id}:money`, type: "refunded", amount: rest, occurredAt: timeOf(refund) };
  return [...goods, told(refund.order_id, event, MONEY)];
}

/** All refunds of an order, as they stood when it said so. */
export function fromRefunds(order: ShopifyOrder, settings: ShopifySettings): WebhookMessage[] {
  const { id, refunds, currency, updated_at: updatedAt } = order;
  if (refunds.length === 0) return [];
  const goods = refunds.flatMap((refund) => fromGoods(refund, currency, settings));
  if (updatedAt == null) return goods;
  const sum = (of: (refund: Refund, currency: string) => number) =>
    refunds.reduce((total, refund) => total + of(refund, currency), 0);
  const refundedTotal = Math.max(0, sum(moneyOf) - sum(goodsOf));
  const event = {
    eventId: `shopify:money:${updatedAt}:${refundedTotal}`,
    type: "refunded",
    refundedTotal,
    occurredAt: updatedAt,
  };
  return [...goods, told(id, event, { ...MONEY, asOf: true })];
}

function timeOf({ processed_at: processedAt, created_at: createdAt }: Refund): string {
  return processedAt ?? createdAt;
}

/** Money that went back to the buyer, in the shop's currency; none where it is told in another one. */
function moneyOf({ transactions }: Refund, currency: string): number {
  return transactions
    .filter(
      ({ kind, status, currency: own }) =>
        kind === "refund" && !UNDONE.has(status) && (own ?? currency) === currency,
    )
    .reduce((sum, { amount }) => sum + minorOfDecimal(amount, currency), 0);
}

/** What lines and shipping of a refund cost the buyer. */
function goodsOf(refund: Refund, currency: string): number {
  const lines = givenBack(refund, currency).reduce((sum, { worth }) => sum + worth.gross, 0);
  return lines + shippingOf(refund, currency);
}

function shippingOf(
  { refund_shipping_lines: lines, order_adjustments: adjustments }: Refund,
  currency: string,
): number {
  const minor = (text: string | undefined) => minorOfDecimal(text ?? "0", currency);
  if (lines.length > 0)
    return lines.reduce(
      (sum, { subtotal_amount_set: subtotal, tax_amount_set: tax }) =>
        sum + minor(subtotal?.shop_money.amount) + minor(tax?.shop_money.amount),
      0,
    );
  // What is given back is below zero there.
  return adjustments
    .filter(({ kind }) => kind === "shipping_refund")
    .reduce((sum, { amount, tax_amount: tax }) => sum - minor(amount) - minor(tax), 0);
}

export function fromDelivery(delivery: Delivery, settings: ShopifySettings): WebhookMessage[] {
  const { order_id: orderId, fulfillment_id: parcel, status, happened_at: at, created_at: toldAt } = delivery;
  if (status !== "delivered" || settings.received !== "delivered") return [WITHOUT_USE];
  const occurredAt = at ?? toldAt;
  const event = {
    eventId: `shopify:delivered:${parcel}`,
    type: "received",
    ...(occurredAt == null ? {} : { occurredAt }),
  };
  return [told(orderId, event)];
}

/** How a dispute ends. `charge_refunded` is told by the refund: the dispute itself took nothing. */
const CLOSED: Readonly<Record<string, "dispute_won" | "dispute_lost">> = {
  won: "dispute_won",
  charge_refunded: "dispute_won",
  lost: "dispute_lost",
  accepted: "dispute_lost",
};

/** @param toldAt when Shopify told it, where the webhook says so. */
export function fromDispute(
  dispute: Dispute,
  currency: string,
  toldAt: string | undefined,
): WebhookMessage[] {
  const { id, order_id: orderId, status, initiated_at: openedAt } = dispute;
  if (orderId == null) return [WITHOUT_USE];
  if (dispute.currency !== currency) return [{ kind: "unreadable", reason: "currency_mismatch" }];
  const amount = minorOfDecimal(dispute.amount, currency);
  const of = { disputeId: id, amount };
  const opened = {
    eventId: id,
    type: "disputed",
    ...of,
    ...(openedAt == null ? {} : { occurredAt: openedAt }),
  };
  const type = CLOSED[status];
  const messages = [told(orderId, opened, { ofPaid: true })];
  if (type === undefined) return messages;
  const at = toldAt ?? dayOf(dispute);
  const closed = {
    eventId: `${id}:${status}`,
    type,
    disputeId: id,
    ...(type === "dispute_lost" ? { amount } : {}),
    ...(at === undefined ? {} : { occurredAt: at }),
  };
  return [...messages, told(orderId, closed, { ofPaid: true })];
}

function dayOf({ finalized_on: day }: Dispute): string | undefined {
  return day != null && /^\d{4}-\d\d-\d\d$/.test(day) ? `${day}T00:00:00Z` : undefined;
}

export function told(orderId: string, event: unknown, added: EventAdditions = {}): WebhookMessage {
  return { kind: "order_event", orderId, event, added };
}
