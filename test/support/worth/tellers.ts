/** Tells one order of each vendor to a program that has all sources, in the currency of the order. */
import { connectCustom, sendCustom, SETTINGS } from "../custom/custom-shop.ts";
import * as shopify from "../shopify/bodies.ts";
import { type Answer, openShop, type Shop } from "../shop.ts";
import { connect, send } from "../sources/signed-shop.ts";
import { SHOPIFY, WOOCOMMERCE } from "../sources/signers.ts";
import type { PaymentFacts } from "../stripe/facts.ts";
import { Payment, type StripeEvent } from "../stripe/payment.ts";
import { connectStripe, sendToShop } from "../stripe/stripe-shop.ts";
import { notificationOf, type PaidFacts, paidOf } from "../wechatpay/notification.ts";
import { connectWeChatPay, notify } from "../wechatpay/wechatpay-shop.ts";
import * as woocommerce from "../woocommerce/bodies.ts";
import { inUtc } from "../woocommerce/history.ts";

export const NOW_S = Math.floor(Date.now() / 1_000) + 2;
export const NOW_AT = new Date(NOW_S * 1_000).toISOString();
export const LATER_AT = new Date((NOW_S + 5) * 1_000).toISOString();
const COUPON = "LILEI10";

interface Opened {
  readonly shop: Shop;
  readonly token: string;
  readonly customSecret: string;
}

/** The most that an order may be worth. */
export const MOST = 1_000_000_000_000;

const OPENED = new Map<string, Promise<Opened>>();

/** One program for each currency, with all sources. */
export function openedIn(currency: string): Promise<Opened> {
  const opened = OPENED.get(currency) ?? openIn(currency);
  OPENED.set(currency, opened);
  return opened;
}

async function openIn(currency: string): Promise<Opened> {
  const shop = await openShop({ currency });
  const seller = await shop.promoter("seller");
  await shop.coupon(COUPON, seller);
  await connectStripe(shop, { promotionCodes: { promo_1: COUPON } });
  await connect(shop, SHOPIFY);
  await connect(shop, WOOCOMMERCE);
  await connectWeChatPay(shop);
  const fields = { ...SETTINGS.fields, amount: "payment.sum - payment.tax - payment.shipping" };
  const values = { ...SETTINGS.values, payment_edited: "order.amended" };
  const customSecret = await connectCustom(shop, { ...SETTINGS, fields, values });
  return { shop, customSecret, token: await shop.tap(seller) };
}

/** Tells an order of this id, and what happens to it. */
type Tell = (opened: Opened, id: number) => Promise<Answer>;

export interface Worth {
  readonly currency?: string;
  readonly tell: Tell;
  /** Undefined: an order that is refused. */
  readonly amount?: number;
  readonly kept?: number;
  /** Only where the order names a customer. */
  readonly customerId?: string;
}

async function lastOf<Thing>(things: readonly Thing[], sendOne: (thing: Thing) => Promise<Answer>) {
  const answers: Answer[] = [];
  for (const thing of things) answers.push(await sendOne(thing));
  const last = answers.at(-1);
  if (last === undefined) throw new Error("nothing was sent");
  return last;
}

export function ofStripe(
  facts: Omit<PaymentFacts, "name" | "atS">,
  events: (payment: Payment) => StripeEvent[] = (payment) => [payment.sessionCompleted()],
): Tell {
  return async ({ shop }, id) => {
    const payment = new Payment({ promotion: "promo_1", ...facts, name: `w${id}`, atS: NOW_S });
    return await lastOf(events(payment), (event) => sendToShop(shop, event));
  };
}

export type Told = readonly [topic: string, body: shopify.Body];

export function ofShopify(
  currency: string,
  facts: Omit<shopify.OrderFacts, "id" | "currency">,
  { more = {}, after = () => [] }: { more?: shopify.Body; after?: (id: number) => readonly Told[] } = {},
): Tell {
  return async ({ shop }, id) => {
    const discount_codes = [{ code: COUPON, amount: "0.00", type: "percentage" }];
    const order = { placedAt: NOW_AT, ...facts, id, currency };
    const paid: Told = ["orders/paid", shopify.orderBody(order, { discount_codes, ...more })];
    return await lastOf([paid, ...after(id)], ([topic, body]) => send(shop, SHOPIFY, { topic, body }));
  };
}

export function ofWooCommerce(
  facts: Omit<woocommerce.OrderFacts, "id">,
  {
    more = {},
    after = [],
  }: { more?: woocommerce.Body; after?: readonly Partial<woocommerce.OrderFacts>[] } = {},
): Tell {
  return async ({ shop }, id) => {
    const placed = inUtc(NOW_S * 1_000);
    const coupon_lines = [{ id: 1, code: COUPON, discount: "0.00", discount_tax: "0.00" }];
    const bodies = [{}, ...after].map((changed, place) =>
      woocommerce.orderBody(
        { paidAt: placed, modifiedAt: inUtc((NOW_S + place) * 1_000), ...facts, ...changed, id },
        { date_created_gmt: placed, coupon_lines, ...more },
      ),
    );
    return await lastOf(bodies, (body) => send(shop, WOOCOMMERCE, { topic: "order.updated", body }));
  };
}

export function ofWeChatPay(facts: Omit<PaidFacts, "atS">, more: object = {}): Tell {
  return async ({ shop, token }, id) => {
    const paid = { ...paidOf(String(id), { attach: token, ...facts, atS: NOW_S }), ...more };
    return await notify(shop, notificationOf("TRANSACTION.SUCCESS", paid, NOW_S));
  };
}

export function ofCustom(payment: object, after: readonly object[] = []): Tell {
  return async ({ shop, customSecret }, id) => {
    const plain = { no: id, tax: 0, shipping: 0, codes: [COUPON] };
    const messages = [
      { event: { name: "payment_done", id: "1", at: NOW_S }, payment: { ...plain, ...payment } },
      ...after.map((message) => ({ ...message, payment: { ...plain, ...payment, ...message } })),
    ];
    return await lastOf(messages, (message) => sendCustom(shop, customSecret, message));
  };
}
