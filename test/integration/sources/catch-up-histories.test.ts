/**
 * Random histories of payments of which a part is never sent. A catching up lists them, while others are sent before it, while it
 * runs and after it. Each order keeps what a plain model says.
 */
import { expect, test } from "vitest";
import { Chance } from "../../support/chance.ts";
import { sized } from "../../support/effort.ts";
import { OrderHistory as ShopifyHistory } from "../../support/shopify/history.ts";
import { openShop, type Answer, type Shop } from "../../support/shop.ts";
import { partlySent } from "../../support/sources/shuffled.ts";
import { connect, send, type Webhook } from "../../support/sources/signed-shop.ts";
import { SHOPIFY, WOOCOMMERCE } from "../../support/sources/signers.ts";
import { randomHistory } from "../../support/stripe/history.ts";
import { connectStripe, sendToShop } from "../../support/stripe/stripe-shop.ts";
import type { Account } from "../../support/vendors/account.ts";
import { type Access, accessTo, ended, openAccount, timesOf } from "../../support/vendors/catching-up.ts";
import { listedTrades } from "../../support/vendors/listed-trades.ts";
import { randomPaidHistory } from "../../support/wechatpay/history.ts";
import { connectWeChatPay, notify } from "../../support/wechatpay/wechatpay-shop.ts";
import { inUtc, OrderHistory as WooCommerceHistory } from "../../support/woocommerce/history.ts";

const SEEDS = Array.from({ length: sized(1, 8, 2) }, (_, seed) => seed);
const HOUR_MS = 3_600_000;

/** What is to be left of an order. */
interface Expected {
  readonly orderId: string;
  readonly worth: number;
  readonly reversed: number;
}

interface Told<Thing> {
  readonly expected: Expected;
  readonly things: readonly Thing[];
}

interface Teller<Thing> {
  readonly source: Access["source"];
  readonly send: (thing: Thing) => Promise<Answer>;
  readonly account: Account;
}

/** Sends some before, catches up, and sends others meanwhile. */
async function tellPartly<Thing>(
  shop: Shop,
  told: readonly Told<Thing>[],
  { source, send: sendOne, account }: Teller<Thing>,
): Promise<void> {
  const parts = told.map(({ things }, seed) => partlySent(new Chance(seed + 100), things));
  const sendAll = async (things: readonly Thing[]) => {
    for (const thing of things) expect((await sendOne(thing)).status).toBe(200);
  };
  await sendAll(parts.flatMap(({ before }) => before));
  await openAccount(shop, accessTo(source), account);
  const times = timesOf({ fromMs: Date.now() - 72 * HOUR_MS, toMs: Date.now() + HOUR_MS });
  const begun = await shop.post(`/sources/${source}/catch-up`, times);
  expect(begun.status).toBe(202);
  await sendAll(parts.flatMap(({ meanwhile }) => meanwhile));
  expect((await ended(shop, source)).body).toMatchObject({ state: "finished", unusable: 0, fault: null });
  expect((await shop.get("/unusable-webhooks")).body.data).toEqual([]);
}

/** What an order came to; an order that was never told as paid came to nothing. */
async function outcomeOf(shop: Shop, { orderId }: Expected): Promise<readonly unknown[] | "none"> {
  const { body, status } = await shop.get(`/orders/${orderId}`);
  if (status === 404) return "none";
  return [
    body.amount,
    body.reversedAmount,
    ...body.commissions.map((one: { readonly kept: number }) => one.kept),
  ];
}

async function outcomesOf(shop: Shop, told: readonly Told<unknown>[]) {
  const outcomes: (readonly unknown[] | "none")[] = [];
  for (const { expected } of told) outcomes.push(await outcomeOf(shop, expected));
  return outcomes;
}

function modelOf({ expected: { worth, reversed } }: Told<unknown>): readonly number[] {
  return [worth, reversed, Math.ceil((Math.floor(worth / 10) * (worth - reversed)) / worth)];
}

test("Stripe: events that were never sent are listed, and each payment keeps what a plain model says", async () => {
  const shop = await openShop();
  await connectStripe(shop, { acceptPaymentIntents: true, promotionCodes: { promo_1: "LILEI10" } });
  await shop.coupon("LILEI10", await shop.promoter("seller"));
  const atS = Math.floor((Date.now() - HOUR_MS) / 1_000);
  const told = SEEDS.map((seed) => {
    const buyer = { name: `k${seed}`, customer: `cus_k${seed}`, promotion: "promo_1", atS: atS + seed * 120 };
    const { events, payment, base, reversed } = randomHistory(new Chance(seed), buyer);
    return { things: events, expected: { orderId: payment.intent, worth: base, reversed } };
  });
  const events = told.flatMap(({ things }) => things);
  const sendOne = async (event: (typeof told)[number]["things"][number]) => await sendToShop(shop, event);
  await tellPartly(shop, told, { source: "stripe", send: sendOne, account: { events } });
  expect(await outcomesOf(shop, told)).toEqual(told.map(modelOf));
});

test("Shopify: orders and disputes that were never sent are listed, and each order keeps what a plain model says", async () => {
  const shop = await openShop();
  await connect(shop, SHOPIFY);
  await shop.coupon("LILEI10", await shop.promoter("seller"));
  const told = SEEDS.map((seed) => {
    const placedAtMs = Date.now() - HOUR_MS + seed * 120_000;
    const placedAt = new Date(placedAtMs).toISOString();
    const history = new ShopifyHistory(new Chance(seed), 8_000 + seed, placedAtMs, {
      created_at: placedAt,
      processed_at: placedAt,
      discount_codes: [{ code: "lilei10", amount: "0.00", type: "percentage" }],
      customer: { id: 700 + seed, state: "enabled" },
    }).happen();
    const { webhooks: things, worth, reversed } = history;
    return { things, expected: { orderId: String(8_000 + seed), worth, reversed } };
  });
  const last = (webhooks: readonly Webhook[], topic: RegExp) =>
    webhooks
      .filter((webhook) => topic.test(webhook.topic))
      .slice(-1)
      .map(({ body }) => body as object);
  const account = {
    orders: told.flatMap(({ things }) => last(things, /^orders/)),
    disputes: told.flatMap(({ things }) => last(things, /^disputes/)),
    pageSize: 1,
  };
  const sendOne = async (webhook: Webhook) => await send(shop, SHOPIFY, webhook);
  await tellPartly(shop, told, { source: "shopify", send: sendOne, account });
  expect(await outcomesOf(shop, told)).toEqual(told.map(modelOf));
});

test("WooCommerce: orders that were never sent are listed, and each keeps what a plain model says", async () => {
  const shop = await openShop();
  await connect(shop, WOOCOMMERCE);
  await shop.coupon("LILEI10", await shop.promoter("seller"));
  const told = SEEDS.map((seed) => {
    const placedAtMs = Date.now() - HOUR_MS + seed * 120_000;
    const history = new WooCommerceHistory(new Chance(seed), 6_000 + seed, placedAtMs, {
      date_created_gmt: inUtc(placedAtMs),
      coupon_lines: [{ id: 1, code: "lilei10", discount: "0.00", discount_tax: "0.00" }],
      customer_id: 700 + seed,
    }).happen();
    const { webhooks: things, worth, reversed } = history;
    return { things, expected: { orderId: String(6_000 + seed), worth, reversed } };
  });
  const orders = told.flatMap(({ things }) => things.slice(-1).map(({ body }) => body as object));
  const sendOne = async (webhook: Webhook) => await send(shop, WOOCOMMERCE, webhook);
  const account = { orders, pageSize: 1 };
  await tellPartly(shop, told, { source: "woocommerce", send: sendOne, account });
  const outcomes = await outcomesOf(shop, told);
  // An order that is called off by now, and was never told as paid, is none.
  const isNone = (place: number, { expected }: Told<Webhook>) =>
    outcomes[place] === "none" && expected.reversed === expected.worth;
  expect(outcomes).toEqual(told.map((one, place) => (isNone(place, one) ? "none" : modelOf(one))));
});

test("WeChat Pay: trades that were never told stand in bills, and each payment keeps what a plain model says", async () => {
  const shop = await openShop();
  await connectWeChatPay(shop);
  const seller = await shop.promoter("seller");
  const noonS = Math.floor(Date.now() / 86_400_000 - 2) * 86_400 + 4 * 3_600;
  const told = SEEDS.map((seed) => {
    const [orderId, atS] = [`K${seed}`, noonS + seed * 600];
    const history = randomPaidHistory(new Chance(seed), orderId, { attach: "", atS });
    const { notifications: things, total: worth, refunded: reversed } = history;
    return { things, expected: { orderId, worth, reversed } };
  });
  const account = listedTrades(told.flatMap(({ things }) => things));
  const sendOne = async (one: (typeof told)[number]["things"][number]) => await notify(shop, one);
  await tellPartly(shop, told, { source: "wechatpay", send: sendOne, account });
  for (const { orderId } of told.map(({ expected }) => expected)) {
    const credited = await shop.post(`/orders/${orderId}/credit`, {
      promoterId: seller.id,
      reason: "told by bill",
    });
    expect(credited.status).toBe(200);
  }
  expect(await outcomesOf(shop, told)).toEqual(told.map(modelOf));
});
