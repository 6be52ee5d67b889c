/** Stripe's events become orders and what takes them back: one payment is one order, whatever tells it. */
import { expect, test } from "vitest";
import { openShop } from "../../support/shop.ts";
import { API_VERSIONS } from "../../support/stripe/facts.ts";
import { Payment } from "../../support/stripe/payment.ts";
import { connectStripe, sendToShop } from "../../support/stripe/stripe-shop.ts";

const NOW_S = Math.floor(Date.now() / 1_000);

test("a checkout that carries a token pays its promoter, without tax and shipping, and refunds take their part", async () => {
  const shop = await openShop();
  await connectStripe(shop);
  const token = await shop.tap(await shop.promoter("seller"));
  const payment = new Payment({
    name: "one",
    total: 12_000,
    tax: 1_500,
    shipping: 500,
    atS: NOW_S,
    reference: token,
  });
  const paid = await sendToShop(shop, payment.sessionCompleted());
  expect(paid).toMatchObject({
    status: 200,
    body: { results: [{ orderId: payment.intent, status: "accepted", commissions: [{ amount: 1_000 }] }] },
  });
  const partly = await sendToShop(shop, payment.chargeRefunded(6_000, NOW_S));
  expect(partly.body.order).toMatchObject({ reversedAmount: 5_000, paidAmount: 12_000 });
  // The same refund, told by itself.
  const refund = await sendToShop(shop, payment.refund("created", "a", 6_000, "succeeded", { madeS: NOW_S }));
  expect(refund.body.order.reversedAmount).toBe(5_000);
  const again = await sendToShop(shop, payment.chargeRefunded(6_000, NOW_S));
  expect([again.headers.get("idempotent-replay"), again.body.order.reversedAmount]).toEqual(["true", 5_000]);
  const failed = await sendToShop(
    shop,
    payment.refund("failed", "a", 6_000, "failed", { madeS: NOW_S, atS: NOW_S + 5 }),
  );
  expect(failed.body.answers[1].order.reversedAmount).toBe(0);
});

test.each(API_VERSIONS)("an invoice and its payment are one order in any sequence (%s)", async (version) => {
  const shop = await openShop();
  await connectStripe(shop, { acceptPaymentIntents: true });
  const token = await shop.tap(await shop.promoter("seller"));
  const facts = { version, total: 11_000, tax: 1_000, hasInvoice: true, atS: NOW_S, customer: "cus_1" };
  const tellers = (name: string) => {
    const payment = new Payment({ ...facts, name, metadata: { tby: token } });
    return {
      payment,
      tell: {
        session: () => payment.sessionCompleted({ invoice: null }),
        invoice: () => payment.invoicePaid(),
        intent: () => payment.intentSucceeded(),
        link: () => (payment.isOld ? payment.chargeRefunded(2_200, NOW_S) : payment.invoicePaymentPaid()),
        refund: () => payment.refund("created", "a", 2_200, "succeeded", { madeS: NOW_S }),
      },
    };
  };
  type Teller = keyof ReturnType<typeof tellers>["tell"];
  const sequences: Teller[][] = [
    ["session", "invoice", "intent", "link", "refund"],
    ["refund", "link", "intent", "invoice", "session"],
    ["intent", "refund", "invoice", "session", "link"],
    ["invoice", "intent", "refund", "link", "session"],
    ["link", "session", "refund", "intent", "invoice"],
  ];
  for (const [index, sequence] of sequences.entries()) {
    const { payment, tell } = tellers(`seq${index}`);
    for (const teller of sequence) expect((await sendToShop(shop, tell[teller]())).status).toBe(200);
    const [byIntent, byInvoice] = [
      await shop.get(`/orders/${payment.intent}`),
      await shop.get(`/orders/${payment.invoice}`),
    ];
    expect(byIntent.body).toEqual(byInvoice.body);
    expect({ sequence, ...byIntent.body }).toMatchObject({
      sequence,
      amount: 10_000,
      reversedAmount: 2_000,
      commissions: [{ kept: 800 }],
    });
  }
  const { data } = (await shop.get("/unusable-webhooks")).body;
  expect(data).toEqual([]);
});
