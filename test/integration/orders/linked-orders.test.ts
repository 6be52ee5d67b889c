/** Ids of one payment: however they come to lead to each other, one order stays, and its commissions are never doubled. */
import { expect, test } from "vitest";
import { Chance } from "../../support/chance.ts";
import { sized } from "../../support/effort.ts";
import { grow } from "../../support/growth/grow.ts";
import { openShop, type Promoter, type Shop } from "../../support/shop.ts";
import { asDelivered } from "../../support/sources/shuffled.ts";
import { type History, randomHistory } from "../../support/stripe/history.ts";
import { Payment } from "../../support/stripe/payment.ts";
import { connectStripe, sendToShop } from "../../support/stripe/stripe-shop.ts";
import { reconciled } from "../operations/reconciliations.ts";

const HISTORIES = sized(1, 6, 2);
const NOW_S = Math.floor(Date.now() / 1_000) + 2;

async function stripeShop(): Promise<{ shop: Shop; seller: Promoter }> {
  const shop = await openShop();
  await connectStripe(shop, { acceptPaymentIntents: true, promotionCodes: { promo_1: "LILEI10" } });
  const seller = await shop.promoter("seller");
  await shop.coupon("LILEI10", seller);
  return { shop, seller };
}

const statusOf = async (shop: Shop, id: string) => (await shop.get(`/orders/${id}`)).body;

test("of two orders of one payment the first stays: what the other one knew of buyer and amount is its own then", async () => {
  const { shop, seller } = await stripeShop();
  const token = await shop.tap(seller);
  const facts = { total: 12_000, tax: 2_000, hasInvoice: true, atS: NOW_S, metadata: { tby: token } };
  // The payment came first and knows neither tax nor who brought it; then the invoice, which knows both.
  const first = new Payment({ ...facts, name: "first", customer: "cus_a" });
  const bare = first.intentSucceeded();
  const object = { ...bare.data.object, metadata: {}, customer: null };
  await sendToShop(shop, { ...bare, data: { object } });
  expect(await statusOf(shop, first.intent)).toMatchObject({ amount: 12_000, commissions: [] });
  await sendToShop(shop, first.invoicePaid());
  expect((await shop.get("/waiting-events")).body.data).toEqual([]);
  const closed = await statusOf(shop, String(first.invoice));
  expect(closed).toMatchObject({ orderId: first.invoice, amount: 10_000, state: "pending" });
  await sendToShop(shop, first.refund("created", "a", 1_200, "succeeded", { madeS: NOW_S }));
  const linked = await sendToShop(shop, first.invoicePaymentPaid());
  expect(linked.status).toBe(200);
  const order = await statusOf(shop, String(first.invoice));
  expect(order).toMatchObject({
    orderId: first.intent,
    amount: 10_000,
    reversedAmount: 1_000,
    customerId: "cus_a",
    commissions: [{ amount: 1_000, kept: 900 }],
  });
  const explained = (await shop.get(`/orders/${first.invoice}/explanation`)).body;
  expect(explained.orderId).toBe(first.intent);
  await shop.post("/alarms/replay", {});
  await expect.poll(async () => (await shop.wallet(seller))["pending"]).toBe(900);
  expect(await reconciled(shop)).toMatchObject({ balanced: true, differences: [] });
});

test("a payment that pays two invoices joins neither to the other", async () => {
  const { shop } = await stripeShop();
  const facts = { total: 5_000, hasInvoice: true, atS: NOW_S, customer: "cus_b" };
  const [one, two] = [new Payment({ ...facts, name: "one" }), new Payment({ ...facts, name: "two" })];
  await sendToShop(shop, one.invoicePaid());
  await sendToShop(shop, two.invoicePaid());
  await sendToShop(shop, one.invoicePaymentPaid());
  const payment = { type: "payment_intent", payment_intent: one.intent };
  const shared = two.invoicePaymentPaid();
  await sendToShop(shop, { ...shared, data: { object: { ...shared.data.object, payment } } });
  expect((await statusOf(shop, String(one.invoice))).orderId).toBe(one.invoice);
  expect((await statusOf(shop, String(two.invoice))).orderId).toBe(two.invoice);
});

test("each payment of a subscription is an order of its customer, and a trial is no first order", async () => {
  const { shop, seller } = await stripeShop();
  const token = await shop.tap(seller);
  const facts = { mode: "subscription", customer: "cus_c", atS: NOW_S } as const;
  const trial = new Payment({ ...facts, name: "trial", total: 0, reference: token });
  const begun = await sendToShop(shop, trial.sessionCompleted());
  expect(begun.body.answers ?? begun.body).toMatchObject({ results: [{ status: "accepted" }] });
  for (const month of [1, 2]) {
    const renewal = new Payment({ ...facts, name: `month${month}`, total: 3_000 });
    const paid = await sendToShop(shop, renewal.invoicePaid());
    expect(paid.body.results[0]).toMatchObject({
      orderId: renewal.invoice,
      attribution: { basis: "binding" },
      commissions: [{ amount: 300 }],
    });
  }
});

/** What has to be left of a history. */
function keptOf({ base, reversed }: History): number {
  return Math.ceil((Math.floor(base / 10) * (base - reversed)) / base);
}

test("ids that are told at the same moment, to several ledgers, come to one order each; links move with their slots", async () => {
  const { shop, seller } = await stripeShop();
  const buyer = (name: string) => ({ name, customer: `cus_${name}`, promotion: "promo_1", atS: NOW_S });
  // What waits under a payment, and the link that it leads on by, move to other ledgers.
  const early = new Payment({ ...buyer("early"), total: 10_000, hasInvoice: true });
  await sendToShop(shop, early.refund("created", "a", 1_000, "succeeded", { madeS: NOW_S }));
  const before = new Payment({ ...buyer("before"), total: 10_000, hasInvoice: true });
  await sendToShop(shop, before.refund("created", "a", 1_000, "succeeded", { madeS: NOW_S }));
  const waiting = async () =>
    (await shop.get("/waiting-events")).body.data.map(({ orderId }: { orderId: string }) => orderId);
  expect(await waiting()).toEqual([early.intent, before.intent]);
  await sendToShop(shop, before.invoicePaymentPaid());
  // It is told of the invoice's order, which that very event was the first to tell.
  expect(await waiting()).toEqual([early.intent]);
  await grow(shop, 4);
  await sendToShop(shop, early.invoicePaymentPaid());
  await sendToShop(shop, before.refund("created", "b", 500, "succeeded", { madeS: NOW_S }));
  for (const payment of [early, before]) await sendToShop(shop, payment.invoicePaid());
  const histories = Array.from({ length: HISTORIES }, (_, index) =>
    randomHistory(new Chance(1_000 + index), buyer(`h${index}`)),
  );
  const told = histories.flatMap(({ events }, index) => asDelivered(new Chance(index), events));
  const statuses = await Promise.all(told.map(async (event) => (await sendToShop(shop, event)).status));
  expect(statuses.filter((status) => status !== 200)).toEqual([]);
  const wanted = [
    { payment: early, kept: 900 },
    { payment: before, kept: 850 },
    ...histories.map((history) => ({ payment: history.payment, kept: keptOf(history) })),
  ];
  for (const { payment, kept } of wanted) {
    const order = async (id: string) => {
      const { orderId, commissions } = await statusOf(shop, id);
      return { orderId, kept: commissions?.map((one: { kept: number }) => one.kept) };
    };
    await expect.poll(async () => (await order(payment.intent)).kept, { interval: 100 }).toEqual([kept]);
    expect(await order(String(payment.invoice))).toEqual(await order(payment.intent));
  }
  expect(await waiting()).toEqual([]);
  const sum = wanted.reduce((all, { kept }) => all + kept, 0);
  await shop.post("/alarms/replay", {});
  await expect.poll(async () => (await shop.wallet(seller))["pending"]).toBe(sum);
  expect(await reconciled(shop)).toMatchObject({ balanced: true, differences: [] });
});
