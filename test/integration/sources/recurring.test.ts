/** Each payment of a subscription is an order of its customer: who brought the customer earns it, until the rule ends. */
import { expect, test } from "vitest";
import { clickAt } from "../../support/orders/touches.ts";
import { orderBody as shopifyOrder } from "../../support/shopify/bodies.ts";
import { openShop, type Promoter, type Shop } from "../../support/shop.ts";
import { connect, send } from "../../support/sources/signed-shop.ts";
import { SHOPIFY, WOOCOMMERCE } from "../../support/sources/signers.ts";
import { API_VERSIONS, type PaymentFacts } from "../../support/stripe/facts.ts";
import { Payment } from "../../support/stripe/payment.ts";
import { connectStripe, sendToShop } from "../../support/stripe/stripe-shop.ts";
import { orderBody as wooOrder } from "../../support/woocommerce/bodies.ts";
import { inUtc } from "../../support/woocommerce/history.ts";

const DAY_S = 86_400;
const START_S = Math.floor(Date.now() / 1_000) - 200 * DAY_S;

/** 20 % of a customer's first order, then 10 % for 90 days after it. */
const RULES = [
  {
    id: "first",
    scope: {},
    priority: 2,
    customers: "new",
    levels: [{ level: 1, kind: "percentage", rateBps: 2_000 }],
  },
  {
    id: "renewals",
    scope: {},
    priority: 1,
    customerWithin: "P90D",
    levels: [{ level: 1, kind: "percentage", rateBps: 1_000 }],
  },
];

async function openSubscriptions(): Promise<{ shop: Shop; seller: Promoter; token: string }> {
  const settings = { binding: { mode: "first" }, attribution: { clickLookback: "P30D" } };
  const shop = await openShop(settings, RULES);
  const seller = await shop.promoter("seller");
  return { shop, seller, token: await clickAt(shop, seller, (START_S - DAY_S) * 1_000) };
}

/** What became of an order: on what ground it was credited, and what its promoter keeps. */
async function outcomeOf(shop: Shop, orderId: string) {
  const { amount, attribution, commissions } = (await shop.get(`/orders/${orderId}`)).body;
  return [amount, attribution.basis, commissions[0]?.kept ?? null];
}

/** A subscription that a promoter brought, at Stripe: its payments, each under its day. */
function subscriptionOf(version: (typeof API_VERSIONS)[number], token: string) {
  return (name: string, day: number, total: number, more: Partial<PaymentFacts> = {}) =>
    new Payment({
      name: `${name}${version.slice(0, 4)}`,
      version,
      total,
      mode: "subscription",
      customer: "cus_1",
      metadata: { tby: token },
      atS: START_S + day * DAY_S,
      ...more,
    });
}

test.each(API_VERSIONS)(
  "a subscription of Stripe: trial, renewals, changes, and its end (%s)",
  async (version) => {
    const { shop, seller, token } = await openSubscriptions();
    await connectStripe(shop);
    const paymentOf = subscriptionOf(version, token);
    const trial = paymentOf("trial", 0, 0);
    const months = [14, 44, 74, 103, 104, 134].map((day) => paymentOf(`day${day}x`, day, 5_000));
    for (const event of [
      trial.sessionCompleted({ payment_status: "no_payment_required" }),
      trial.invoicePaid(),
    ])
      expect((await sendToShop(shop, event)).status).toBe(200);
    // A trial is a lead: it binds its customer, and its customer is as new as before.
    expect(await outcomeOf(shop, trial.invoice ?? "")).toEqual([0, "touch", 0]);
    await shop.settle();
    expect(await shop.boundTo("cus_1")).toBe(seller.id);
    for (const month of months) {
      const events = month.isOld ? [month.invoicePaid()] : [month.invoicePaymentPaid(), month.invoicePaid()];
      for (const event of events) expect((await sendToShop(shop, event)).status).toBe(200);
      await shop.settle();
    }
    const outcomes = [];
    for (const { invoice } of months) outcomes.push(await outcomeOf(shop, invoice ?? ""));
    expect(outcomes).toEqual([
      // The trial was no order of worth: this one is the first.
      [5_000, "binding", 1_000],
      [5_000, "binding", 500],
      [5_000, "binding", 500],
      [5_000, "binding", 500],
      // Ninety days after the first order that was worth anything.
      [5_000, "binding", null],
      [5_000, "binding", null],
    ]);
    // A payment that is refunded takes its own commission alone.
    const [, second] = months;
    if (second === undefined) throw new Error("no second month");
    if (version === "2024-06-20") await sendToShop(shop, second.chargeRefunded(2_500, START_S + 45 * DAY_S));
    else
      await sendToShop(
        shop,
        second.refund("created", "r", 2_500, "succeeded", { madeS: START_S + 45 * DAY_S }),
      );
    expect(await outcomeOf(shop, second.invoice ?? "")).toEqual([5_000, "binding", 250]);
    expect((await shop.get("/unusable-webhooks")).body.data).toEqual([]);
  },
);

test.each(API_VERSIONS)(
  "an upgrade is an invoice of its own, and a downgrade takes its credit back (%s)",
  async (version) => {
    const { shop, token } = await openSubscriptions();
    await connectStripe(shop);
    const paymentOf = subscriptionOf(version, token);
    const lineOf = (amount: number, product: string, invoice?: string | null) => {
      const details = { credited_items: invoice == null ? null : { invoice, invoice_line_items: ["il_1"] } };
      return version === "2024-06-20"
        ? { amount, quantity: 1, price: { product }, proration_details: details }
        : {
            amount,
            quantity: 1,
            pricing: { price_details: { product } },
            parent: { subscription_item_details: { proration_details: details } },
          };
    };
    const linesOf = (...data: object[]) => ({ lines: { object: "list", data, has_more: false } });
    const month = paymentOf("base", 1, 6_000);
    // Half of the month is left: 30.00 go back, and half of a month of 100.00 is due.
    const upgrade = paymentOf("up", 16, 2_000);
    const downgrade = paymentOf("down", 21, -2_000);
    const next = paymentOf("next", 31, 6_000);
    const told = [
      month.invoicePaid(),
      upgrade.invoicePaid({
        billing_reason: "subscription_update",
        ...linesOf(lineOf(-3_000, "prod_basic", month.invoice), lineOf(5_000, "prod_pro")),
      }),
      downgrade.invoicePaid({
        billing_reason: "subscription_update",
        ...linesOf(lineOf(-3_333, "prod_pro", upgrade.invoice), lineOf(1_333, "prod_basic")),
      }),
      // The customer's credit pays a part of it: the invoice counts in full, since the credit was taken back.
      next.invoicePaid({
        starting_balance: -2_000,
        ending_balance: 0,
        amount_due: 4_000,
        amount_paid: 4_000,
      }),
    ];
    for (const event of told) {
      expect((await sendToShop(shop, event)).status).toBe(200);
      await shop.settle();
    }
    const outcomes = [];
    for (const { invoice } of [month, upgrade, downgrade, next])
      outcomes.push(await outcomeOf(shop, invoice ?? ""));
    // 60.00 + 20.00 - 20.00 + 60.00 were paid in all: 120.00.
    expect(outcomes).toEqual([
      [6_000, "touch", 1_200],
      [2_000, "binding", 0],
      [0, "binding", 0],
      [6_000, "binding", 600],
    ]);
    expect((await shop.get(`/orders/${upgrade.invoice}`)).body).toMatchObject({ reversedAmount: 2_000 });
    expect((await shop.get("/unusable-webhooks")).body.data).toEqual([]);
  },
);

test("renewals at Shopify and WooCommerce are orders of the same customer, and need no token", async () => {
  const { shop, seller, token } = await openSubscriptions();
  await connect(shop, SHOPIFY);
  await connect(shop, WOOCOMMERCE);
  const at = (day: number) => (START_S + day * DAY_S) * 1_000;
  const ofShopify = (id: number, day: number, more: object) =>
    send(shop, SHOPIFY, {
      topic: "orders/paid",
      body: shopifyOrder(
        {
          id,
          currency: "CNY",
          total: "50.00",
          lines: [{ price: "50.00" }],
          placedAt: new Date(at(day)).toISOString(),
        },
        { customer: { id: 501, state: "enabled" }, ...more },
      ),
    });
  const ofWoo = (id: number, day: number, more: object) => {
    const placed = inUtc(at(day));
    const body = wooOrder(
      {
        id,
        currency: "CNY",
        total: "50.00",
        lines: [{ total: "50.00" }],
        modifiedAt: placed,
        paidAt: placed,
      },
      { date_created_gmt: placed, customer_id: 77, ...more },
    );
    return send(shop, WOOCOMMERCE, { topic: "order.created", body });
  };
  await ofShopify(1, 1, { note_attributes: [{ name: "tby", value: token }] });
  await ofWoo(101, 1, { meta_data: [{ id: 1, key: "_tby", value: token }] });
  await shop.settle();
  expect([await shop.boundTo("501"), await shop.boundTo("77")]).toEqual([seller.id, seller.id]);
  // An app for subscriptions makes the order: nobody visited the shop.
  const renewed = { landing_site: null, source_name: "subscription_contract", note_attributes: [] };
  // The plug-in copies the meta data of the subscription: a token that is too old by then.
  const copied = { created_via: "subscription", meta_data: [{ id: 1, key: "_tby", value: token }] };
  for (const [id, day] of [
    [2, 40],
    [3, 92],
  ] as const) {
    await ofShopify(id, day, renewed);
    await ofWoo(100 + id, day, copied);
    await shop.settle();
  }
  const outcomes = [];
  for (const id of ["1", "2", "3", "101", "102", "103"]) outcomes.push(await outcomeOf(shop, id));
  const each = [
    [5_000, "touch", 1_000],
    [5_000, "binding", 500],
    [5_000, "binding", null],
  ];
  expect(outcomes).toEqual([...each, ...each]);
});
