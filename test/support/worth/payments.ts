/** What payments are worth that Stripe, WeChat Pay and checkouts of a shop's own tell. Each value is computed by hand. */
import { MOST, NOW_S, ofCustom, ofStripe, ofWeChatPay, type Worth } from "./tellers.ts";

export const PAYMENTS: Readonly<Record<string, Worth>> = {
  "Stripe: yen, without decimals": {
    currency: "JPY",
    tell: ofStripe({ currency: "jpy", total: 1_200, tax: 100, shipping: 50 }),
    amount: 1_050,
    kept: 105,
  },
  "Stripe: Kuwaiti dinar, with three": {
    currency: "KWD",
    tell: ofStripe({ currency: "kwd", total: 12_340, tax: 1_120, shipping: 500 }),
    amount: 10_720,
    kept: 1_072,
  },
  "Stripe: the most": { tell: ofStripe({ total: MOST }), amount: MOST, kept: MOST / 10 },
  "Stripe: more than the most": { tell: ofStripe({ total: MOST + 1 }) },
  "Stripe: a discount of all": { tell: ofStripe({ total: 0, discount: 12_000 }), amount: 0, kept: 0 },
  "Stripe: tax on top": { tell: ofStripe({ total: 11_000, tax: 1_000 }), amount: 10_000, kept: 1_000 },
  "Stripe: tax within goods and shipping": {
    tell: ofStripe({ total: 11_770 }, (payment) => [
      payment.sessionCompleted({
        shipping_cost: { amount_subtotal: 1_070, amount_tax: 70, amount_total: 1_070 },
        total_details: { amount_discount: 0, amount_shipping: 1_070, amount_tax: 770 },
      }),
    ]),
    amount: 10_000,
    kept: 1_000,
  },
  // 5.00 of 120.00 is 4.16 of 100.00, since Stripe does not say what a refund was for.
  "Stripe: shipping that is refunded alone": {
    tell: ofStripe({ total: 12_000, tax: 1_500, shipping: 500 }, (payment) => [
      payment.sessionCompleted(),
      payment.chargeRefunded(500, NOW_S + 1),
    ]),
    amount: 10_000,
    kept: 959,
  },
  "Stripe: an invoice that a customer's balance pays": {
    tell: ofStripe({ total: 5_000, hasInvoice: true, customer: "cus_9" }, (payment) => [
      payment.invoicePaid({ amount_due: 0, amount_paid: 0, starting_balance: -5_000, ending_balance: 0 }),
    ]),
    amount: 5_000,
    kept: 500,
    customerId: "cus_9",
  },
  "Stripe: a guest": { tell: ofStripe({ total: 1_000, customer: null }), amount: 1_000, kept: 100 },
  // The session was made for three of 30.00, and its invoice has two.
  "Stripe: an edited quantity": {
    tell: ofStripe({ total: 9_000, hasInvoice: true }, (payment) => [
      payment.sessionCompleted(),
      payment.invoicePaid({
        total: 6_000,
        total_excluding_tax: 6_000,
        lines: {
          data: [{ amount: 6_000, quantity: 2, pricing: { price_details: { product: "prod_tea" } } }],
        },
      }),
    ]),
    amount: 6_000,
    kept: 600,
  },

  "WeChat Pay: yen, without decimals": {
    currency: "JPY",
    tell: ofWeChatPay({ currency: "JPY", total: 1_200 }),
    amount: 1_200,
    kept: 120,
  },
  "WeChat Pay: a currency with three": {
    currency: "KWD",
    tell: ofWeChatPay({ currency: "KWD", total: 12_345 }),
    amount: 12_345,
    kept: 1_234,
  },
  "WeChat Pay: the most": { tell: ofWeChatPay({ total: MOST }), amount: MOST, kept: MOST / 10 },
  "WeChat Pay: more than the most": { tell: ofWeChatPay({ total: MOST + 1 }) },
  "WeChat Pay: an order of nothing": { tell: ofWeChatPay({ total: 0 }), amount: 0, kept: 0 },
  // The order's sum counts, as the merchant made it. What WeChat's coupons pay of it is the merchant's as well.
  "WeChat Pay: coupons that pay all of it": {
    tell: ofWeChatPay(
      {},
      { amount: { total: 10_000, payer_total: 0, currency: "CNY", payer_currency: "CNY" } },
    ),
    amount: 10_000,
    kept: 1_000,
  },

  "custom: yen, without decimals": {
    currency: "JPY",
    tell: ofCustom({ sum: 3_800, tax: 300, shipping: 500, currency: "JPY" }),
    amount: 3_000,
    kept: 300,
  },
  "custom: Kuwaiti dinar, with three": {
    currency: "KWD",
    tell: ofCustom({ sum: 12.845, tax: 1.123, shipping: 0.5, currency: "KWD" }),
    amount: 11_222,
    kept: 1_122,
  },
  "custom: the most": { tell: ofCustom({ sum: 10_000_000_000 }), amount: MOST, kept: MOST / 10 },
  "custom: more than the most": { tell: ofCustom({ sum: 10_000_000_000.01 }) },
  "custom: a discount of all": { tell: ofCustom({ sum: 0 }), amount: 0, kept: 0 },
  "custom: a discount beyond all": { tell: ofCustom({ sum: 1, shipping: 2 }) },
  "custom: a guest": { tell: ofCustom({ sum: 10, buyer: "guest" }), amount: 1_000, kept: 100 },
  "custom: a customer": { tell: ofCustom({ sum: 10, buyer: 5 }), amount: 1_000, kept: 100, customerId: "5" },
  "custom: an edited quantity": {
    tell: ofCustom({ sum: 110, tax: 10 }, [
      { event: { name: "payment_edited", id: "2", at: NOW_S + 1 }, sum: 55, tax: 5 },
    ]),
    amount: 5_000,
    kept: 500,
  },
};
