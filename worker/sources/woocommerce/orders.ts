/**
 * What an order's body tells: the order, and how it stood when the body was made. WooCommerce takes refunds and statuses back,
 * and does not say so: a body holds what is left. So each body after the payment says what the order is worth and how much of
 * it is refunded, and the latest one counts.
 */
import { amountMinor } from "../../../domain/kernel/money.ts";
import { minorOfDecimal } from "../decimal-money.ts";
import type { EventAdditions, WebhookMessage } from "../source.ts";
import type { WooCommerceOrder } from "./objects.shapes.ts";
import { PLAIN_META, type WooCommerceSettings } from "./woocommerce.shapes.ts";

/** Bodies of one order differ with the time: the first one is the order, and the latest says what it is worth. */
const TELLING = { by: "woocommerce", rank: 1 } as const;
/** What a merchant sells without a product. */
const BY_HAND = "woocommerce:custom";
/** Fees, and shipping where commission is earned on it. */
const BESIDE_LINES = "woocommerce:other";

export function fromOrder(
  order: WooCommerceOrder,
  settings: WooCommerceSettings,
  programCurrency: string,
): WebhookMessage[] {
  const isPaid = settings.paidStatuses.includes(order.status);
  const isCalledOff = settings.calledOffStatuses.includes(order.status);
  const goods = goodsOf(order, settings);
  const conversion = isPaid ? [conversionOf(order, goods, settings)] : [];
  // An order that is refused has no events. One that was never paid has none to be taken back.
  const wasPaid = isPaid || order.date_paid_gmt != null || countsUnpaid(settings);
  if (order.currency !== programCurrency || !wasPaid || !(isPaid || isCalledOff))
    return conversion.length === 0 ? [{ kind: "without_use" }] : conversion;
  return [
    ...conversion,
    ...(isLater(order) ? [amendedTo(order, goods), refundedBy(order, goods, isCalledOff)] : []),
    ...fromReceipt(order, settings),
  ];
}

/** Statuses before any payment. */
const UNPAID = ["pending", "on-hold", "checkout-draft"];

function countsUnpaid({ paidStatuses }: WooCommerceSettings): boolean {
  return UNPAID.some((status) => paidStatuses.includes(status));
}

/** The body that was made with the payment is the order itself: nothing can have been taken back before. */
function isLater({ date_modified_gmt: modifiedAt, date_paid_gmt: paidAt }: WooCommerceOrder): boolean {
  return modifiedAt !== paidAt;
}

interface Item {
  readonly productId: string;
  readonly quantity: number;
  readonly amount: number;
}

interface Goods {
  readonly amount: number;
  readonly items: readonly Item[];
}

/** Totals of lines are after discounts and without tax, also where prices include that. */
function goodsOf(
  { currency, total, line_items: lines, fee_lines: fees }: WooCommerceOrder,
  settings: WooCommerceSettings,
): Goods {
  const { amountBase } = settings;
  const minor = (text: string) => minorOfDecimal(text, currency);
  const amountOf = (part: { readonly total: string; readonly total_tax: string }) =>
    minor(part.total) + (amountBase === "net" ? 0 : minor(part.total_tax));
  const items = lines.map((line): Item => ({
    productId: line.product_id ?? BY_HAND,
    quantity: line.quantity,
    amount: amountOf(line),
  }));
  const ofLines = items.reduce((sum, { amount }) => sum + amount, 0);
  const ofFees = fees.reduce((sum, fee) => sum + amountOf(fee), 0);
  const amount = Math.max(0, amountBase === "total" ? minor(total) : ofLines + ofFees);
  if (amount === ofLines) return { amount, items };
  return { amount, items: [...items, { productId: BESIDE_LINES, quantity: 1, amount: amount - ofLines }] };
}

function conversionOf(
  order: WooCommerceOrder,
  { amount, items }: Goods,
  settings: WooCommerceSettings,
): WebhookMessage {
  const conversion = {
    orderId: order.id,
    amount,
    currency: order.currency,
    occurredAt: order.date_created_gmt,
    items,
    ...referencesOf(order, settings),
  };
  return { kind: "conversion", conversion, added: { ...paidOf(order), telling: TELLING } };
}

function paidOf({ total, currency }: WooCommerceOrder) {
  const paid = Math.max(0, minorOfDecimal(total, currency));
  return paid === 0 ? {} : { paid: amountMinor(paid) };
}

function amendedTo(order: WooCommerceOrder, { amount, items }: Goods): WebhookMessage {
  const { id, date_modified_gmt: occurredAt } = order;
  const event = {
    eventId: `woocommerce:worth:${occurredAt}:${amount}`,
    type: "amended",
    amount,
    ...(items.length === 0 ? {} : { items }),
    occurredAt,
  };
  return told(id, event, paidOf(order));
}

/** Refunds of which a body says how much they are in all, tax and shipping too, and nothing of what they were for. */
function refundedBy(order: WooCommerceOrder, { amount }: Goods, isCalledOff: boolean): WebhookMessage {
  const { id, currency, total, refunds, date_modified_gmt: occurredAt } = order;
  // Nothing was paid: an order of 0 is called off for good.
  if (isCalledOff && amount === 0)
    return told(id, { eventId: "woocommerce:cancelled", type: "cancelled", occurredAt });
  const refunded = refunds.reduce((sum, one) => sum - minorOfDecimal(one.total, currency), 0);
  const all = Math.max(amount, minorOfDecimal(total, currency));
  const refundedTotal = isCalledOff ? all : Math.max(0, refunded);
  const event = {
    eventId: `woocommerce:refunded:${occurredAt}:${refundedTotal}`,
    type: "refunded",
    refundedTotal,
    occurredAt,
  };
  return told(id, event, { ofPaid: true, asOf: true, payment: "woocommerce" });
}

function fromReceipt(order: WooCommerceOrder, { receivedStatuses }: WooCommerceSettings): WebhookMessage[] {
  if (!receivedStatuses.includes(order.status)) return [];
  const occurredAt = order.date_completed_gmt ?? order.date_modified_gmt;
  return [told(order.id, { eventId: "woocommerce:received", type: "received", occurredAt })];
}

function referencesOf(order: WooCommerceOrder, { tokenMeta, customerMeta }: WooCommerceSettings) {
  const valuesOf = (key: string) =>
    order.meta_data.flatMap((one) =>
      one.key === key && typeof one.value === "string" && one.value !== "" ? [one.value] : [],
    );
  const [tokens = []] = [valuesOf(tokenMeta), valuesOf(PLAIN_META)].filter((found) => found.length > 0);
  const [coupon] = order.coupon_lines;
  const [own] = customerMeta === undefined ? [] : valuesOf(customerMeta);
  const isGuest = order.customer_id == null || order.customer_id === "0";
  const customerId = own ?? (isGuest ? undefined : order.customer_id);
  return {
    ...(tokens.length === 0 ? {} : { clickTokens: tokens }),
    ...(coupon === undefined ? {} : { couponCode: coupon.code }),
    ...(customerId == null ? {} : { customerId }),
  };
}

function told(orderId: string, event: unknown, added: EventAdditions = {}): WebhookMessage {
  return { kind: "order_event", orderId, event, added };
}
