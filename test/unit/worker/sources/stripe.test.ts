/** What tells an order of Stripe's, in the forms of both API versions, with every value computed by hand. */
import { describe, expect, test } from "vitest";
import { API_VERSIONS, type PaymentFacts } from "../../../support/stripe/facts.ts";
import { conversionIn, paymentOf, told } from "../../../support/stripe/told.ts";

describe("amounts", () => {
  // Currency, Stripe's total, tax and shipping; then ours: all that was paid, with tax, and without both.
  test.each([
    ["usd", 12_000, 1_500, 500, 12_000, 11_500, 10_000],
    ["jpy", 1_200, 100, 50, 1_200, 1_150, 1_050],
    ["krw", 55_000, 5_000, 3_000, 55_000, 52_000, 47_000],
    ["vnd", 990_000, 90_000, 0, 990_000, 990_000, 900_000],
    // Three decimals on both sides.
    ["kwd", 12_340, 1_120, 500, 12_340, 11_840, 10_720],
    ["bhd", 5_120, 0, 120, 5_120, 5_000, 5_000],
    ["tnd", 1_000, 70, 30, 1_000, 970, 900],
    // Two decimals at Stripe, none by ISO 4217: parts of one are rounded down.
    ["isk", 50_000, 4_050, 0, 500, 500, 459],
    ["ugx", 500, 0, 0, 5, 5, 5],
    // None at Stripe, two by ISO 4217.
    ["mga", 500, 50, 0, 50_000, 50_000, 45_000],
    // Two on both sides, though payouts of them have none.
    ["huf", 1_045, 45, 0, 1_045, 1_045, 1_000],
    ["twd", 80_000, 0, 5_000, 80_000, 75_000, 75_000],
  ])("%s: %d with tax %d and shipping %d", (currency, total, tax, shipping, paid, withTax, net) => {
    const payment = paymentOf({ currency, total, tax, shipping, hasInvoice: true });
    for (const event of [payment.sessionCompleted(), payment.invoicePaid()]) {
      const of = (amountBase: string) => conversionIn(told(event, { amountBase }));
      expect(of("net")).toMatchObject({ amount: net, paid, currency: currency.toUpperCase() });
      expect([of("with_tax").amount, of("total").amount]).toEqual([withTax, paid]);
    }
  });

  test("tax that prices include, that of the shipping too, is taken off once", () => {
    // 107.00 of goods and 10.70 of shipping, each with 7 % within: 100.00 and 10.00 without.
    const cost = { amount_subtotal: 1_070, amount_tax: 70, amount_total: 1_070 };
    const details = { amount_discount: 0, amount_shipping: 1_070, amount_tax: 770 };
    const event = paymentOf({ total: 11_770 }).sessionCompleted({
      shipping_cost: cost,
      total_details: details,
    });
    const of = (amountBase: string) => conversionIn(told(event, { amountBase })).amount;
    expect([of("net"), of("with_tax"), of("total")]).toEqual([10_000, 10_700, 11_770]);
  });

  test("an invoice without a total before tax is read by its taxes, in the form of each version", () => {
    const payment = paymentOf({ hasInvoice: true });
    const taxes = [{ amount: 1_000 }, { amount: 500 }];
    const bare = { total_excluding_tax: null, total_taxes: null, total_tax_amounts: null, tax: null };
    const forms = [{ total_taxes: taxes }, { total_tax_amounts: taxes }, { tax: 1_500 }];
    for (const form of forms)
      expect(conversionIn(told(payment.invoicePaid({ ...bare, ...form }))).amount).toBe(10_000);
  });

  test("a discount of all, a trial, and credits beyond the sum are orders of nothing", () => {
    const free = paymentOf({ total: 0, tax: 0, shipping: 0, discount: 12_000 });
    const session = { payment_intent: null, payment_status: "no_payment_required" };
    expect(conversionIn(told(free.sessionCompleted(session)))).toMatchObject({
      orderId: free.session,
      amount: 0,
    });
    const trial = paymentOf({ total: 0, tax: 0, shipping: 0, mode: "subscription" });
    expect(conversionIn(told(trial.sessionCompleted())).amount).toBe(0);
    expect(conversionIn(told(trial.invoicePaid())).orderId).toBe(trial.invoice);
    const credited = trial.invoicePaid({ total: -2_500, total_excluding_tax: -2_500 });
    expect(conversionIn(told(credited)).amount).toBe(0);
  });

  test("a payment that says its tax and shipping is read by them, and one that does not is taken whole", () => {
    const accepting = { acceptPaymentIntents: true };
    const payment = paymentOf();
    expect(conversionIn(told(payment.intentSucceeded(), accepting)).amount).toBe(12_000);
    const said = payment.intentSucceeded();
    const details = { shipping: { amount: 500 }, tax: { total_tax_amount: 1_500 } };
    const object = { ...said.data.object, amount_details: details };
    expect(conversionIn(told({ ...said, data: { object } }, accepting)).amount).toBe(10_000);
  });
});

describe("orders", () => {
  test.each(API_VERSIONS)("a session, an invoice and a payment name one order (%s)", (version) => {
    const payment = paymentOf({ version, hasInvoice: true });
    const link = { kind: "link", id: payment.intent, belongsTo: payment.invoice };
    const [of, others] = told(payment.sessionCompleted());
    expect([of, (others as { conversion: object }).conversion]).toMatchObject([
      link,
      { orderId: payment.invoice },
    ]);
    const byInvoice = told(payment.invoicePaid());
    expect(byInvoice.map(({ kind }) => kind)).toEqual(
      payment.isOld ? ["link", "conversion"] : ["conversion"],
    );
    expect(told(payment.intentSucceeded()).map(({ kind }) => kind)).toEqual([
      payment.isOld ? "link" : "without_use",
    ]);
    expect(told(payment.invoicePaymentPaid())[0]).toEqual(link);
    expect(conversionIn(told(payment.invoicePaymentPaid()))).toMatchObject({
      orderId: payment.invoice,
      amount: 12_000,
      telling: { rank: 1 },
    });
  });

  test("lines of an invoice are its items by product, with what was taken off them spread", () => {
    const goods = { amount: 11_000, quantity: 2, pricing: { price_details: { product: "prod_a" } } };
    const more = { amount: -400, quantity: null, price: { product: { id: "prod_b" } } };
    const lines = { data: [goods, more], has_more: false };
    const payment = paymentOf({ hasInvoice: true });
    expect(conversionIn(told(payment.invoicePaid({ lines }))).items).toEqual([
      { productId: "prod_a", quantity: 2, amount: 11_000 },
      { productId: "prod_b", quantity: 1, amount: -400 },
      { productId: "stripe:discount", quantity: 1, amount: -600 },
    ]);
    const partly = { ...lines, has_more: true };
    expect(conversionIn(told(payment.invoicePaid({ lines: partly }))).items).toBeUndefined();
  });

  test.each(["checkout.session.async_payment_succeeded", "checkout.session.completed"])(
    "%s tells one",
    (type) => {
      const payment = paymentOf();
      const event = type.includes("async") ? payment.sessionPaidLater() : payment.sessionCompleted();
      expect(event.type).toBe(type);
      expect(conversionIn(told(event))).toMatchObject({
        orderId: payment.intent,
        occurredAt: "2026-11-22T00:00:00.000Z",
      });
    },
  );
});

describe("who brought it, and who paid", () => {
  /** Shaped as a token of ours: version 2, program 1, link 1, promoter 256, a time, a nonce, and 16 bytes of a MAC. */
  const token = Buffer.from([
    1,
    0x20,
    1,
    1,
    0x80,
    2,
    1,
    0x9a,
    0,
    0,
    0,
    0,
    0,
    7,
    ...Buffer.alloc(16),
  ]).toString("base64url");
  const of = (facts: Partial<PaymentFacts>, settings = {}) =>
    conversionIn(told(paymentOf(facts).sessionCompleted(), settings));

  test("a token stands in the metadata, else in the reference; anything else there is the customer", () => {
    expect(of({ metadata: { tby: "a,b" }, reference: token })).toMatchObject({ clickTokens: ["a,b"] });
    expect(of({ reference: token, customer: "cus_1" })).toMatchObject({
      clickTokens: [token],
      customerId: "cus_1",
    });
    const own = of({ reference: "6f1e0f0a-3f57-4f0e-9a8e-5d1f3c0b7a11", customer: "cus_1" });
    expect([own.clickTokens, own.customerId]).toEqual([undefined, "6f1e0f0a-3f57-4f0e-9a8e-5d1f3c0b7a11"]);
    expect(of({ metadata: { ref: "x" } }, { tokenMetadata: "ref" }).clickTokens).toEqual(["x"]);
  });

  test("a subscription names Stripe's customer, which its renewals name as well", () => {
    const facts = { mode: "subscription", reference: "user-77", customer: "cus_1" } as const;
    expect(of(facts).customerId).toBe("cus_1");
    expect(conversionIn(told(paymentOf(facts).invoicePaid())).customerId).toBe("cus_1");
    expect(of({ reference: "user-77", customer: "cus_1" }, { customer: "stripe" }).customerId).toBe("cus_1");
    const settings = { customerMetadata: "user" };
    const known = { ...facts, metadata: { user: "user-78" } };
    expect(of(known, settings).customerId).toBe("user-78");
    expect(conversionIn(told(paymentOf(known).invoicePaid(), settings)).customerId).toBe("user-78");
  });

  test.each(API_VERSIONS)("metadata of a subscription comes with each of its invoices (%s)", (version) => {
    const payment = paymentOf({ version, mode: "subscription", metadata: { tby: "a" } });
    expect(conversionIn(told(payment.invoicePaid())).clickTokens).toEqual(["a"]);
  });

  test.each(API_VERSIONS)(
    "a promotion code is the coupon, by the name that was set for its id (%s)",
    (version) => {
      const payment = paymentOf({ version, hasInvoice: true, promotion: "promo_1" });
      const promotionCodes = { promo_1: "LILEI10" };
      for (const event of [payment.sessionCompleted(), payment.invoicePaid()]) {
        expect(conversionIn(told(event, { promotionCodes })).couponCode).toBe("LILEI10");
        expect(conversionIn(told(event)).couponCode).toBe("promo_1");
      }
      const expanded = [{ coupon: null, promotion_code: { id: "promo_1", code: "SUMMER" } }];
      expect(conversionIn(told(payment.sessionCompleted({ discounts: expanded }))).couponCode).toBe("SUMMER");
    },
  );
});
