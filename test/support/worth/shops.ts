/** What orders of Shopify and WooCommerce are worth. Each value is computed by hand. */
import * as shopify from "../shopify/bodies.ts";
import { LATER_AT, MOST, NOW_AT, ofShopify, ofWooCommerce, type Told, type Worth } from "./tellers.ts";

const GIVEN_BACK = { currency: "CNY", at: LATER_AT };
const TEA = { price: "50.00", quantity: 2, tax: "10.00" };
const refundOfShipping = (id: number): readonly Told[] => [
  [
    "refunds/create",
    shopify.refundBody({ ...GIVEN_BACK, id: id + 50_000, orderId: id, shipping: "5.00", money: "5.00" }),
  ],
];
/** An edit: three in place of two, or one. */
const edited =
  (quantity: number, total: string, tax: string) =>
  (id: number): readonly Told[] => {
    const facts = { id, currency: "CNY", total, lines: [{ ...TEA, quantity, tax }], updatedAt: LATER_AT };
    return [["orders/updated", shopify.orderBody({ ...facts, placedAt: NOW_AT })]];
  };

export const SHOPS: Readonly<Record<string, Worth>> = {
  "Shopify: yen, without decimals": {
    currency: "JPY",
    tell: ofShopify("JPY", {
      total: "3800",
      shipping: "500",
      lines: [{ price: "1500", quantity: 2, tax: "300" }],
    }),
    amount: 3_000,
    kept: 300,
  },
  "Shopify: Kuwaiti dinar, with three": {
    currency: "KWD",
    tell: ofShopify("KWD", {
      total: "12.845",
      shipping: "0.500",
      lines: [{ price: "11.222", tax: "1.123" }],
    }),
    amount: 11_222,
    kept: 1_122,
  },
  "Shopify: the most": {
    tell: ofShopify("CNY", { total: "10000000000.00", lines: [{ price: "10000000000.00" }] }),
    amount: MOST,
    kept: MOST / 10,
  },
  "Shopify: more than the most": {
    tell: ofShopify("CNY", { total: "10000000000.01", lines: [{ price: "10000000000.01" }] }),
  },
  "Shopify: a discount of all": {
    tell: ofShopify("CNY", { total: "0.00", lines: [{ price: "50.00", discount: "50.00" }] }),
    amount: 0,
    kept: 0,
  },
  "Shopify: tax on top": {
    tell: ofShopify("CNY", { total: "110.00", lines: [TEA] }),
    amount: 10_000,
    kept: 1_000,
  },
  "Shopify: tax within prices": {
    tell: ofShopify("CNY", {
      total: "110.00",
      taxesIncluded: true,
      lines: [{ price: "55.00", quantity: 2, tax: "10.00" }],
    }),
    amount: 10_000,
    kept: 1_000,
  },
  "Shopify: shipping that is refunded alone": {
    tell: ofShopify("CNY", { total: "115.00", shipping: "5.00", lines: [TEA] }, { after: refundOfShipping }),
    amount: 10_000,
    kept: 1_000,
  },
  "Shopify: a gift card beside goods": {
    tell: ofShopify("CNY", {
      total: "80.00",
      lines: [{ price: "30.00" }, { id: 2, price: "50.00", giftCard: true }],
    }),
    amount: 3_000,
    kept: 300,
  },
  "Shopify: goods that a gift card pays": {
    tell: ofShopify(
      "CNY",
      { total: "30.00", lines: [{ price: "30.00" }] },
      { more: { payment_gateway_names: ["gift_card"] } },
    ),
    amount: 3_000,
    kept: 300,
  },
  "Shopify: a guest": {
    tell: ofShopify("CNY", { total: "10.00", lines: [{ price: "10.00" }] }, { more: { customer: null } }),
    amount: 1_000,
    kept: 100,
  },
  "Shopify: three in place of two": {
    tell: ofShopify("CNY", { total: "110.00", lines: [TEA] }, { after: edited(3, "165.00", "15.00") }),
    amount: 15_000,
    kept: 1_500,
  },
  "Shopify: one in place of two": {
    tell: ofShopify("CNY", { total: "110.00", lines: [TEA] }, { after: edited(1, "55.00", "5.00") }),
    amount: 5_000,
    kept: 500,
  },

  "WooCommerce: yen, without decimals": {
    currency: "JPY",
    tell: ofWooCommerce({
      currency: "JPY",
      total: "3800",
      shipping: "500",
      lines: [{ total: "3000", tax: "300" }],
    }),
    amount: 3_000,
    kept: 300,
  },
  "WooCommerce: Kuwaiti dinar, with three": {
    currency: "KWD",
    tell: ofWooCommerce({
      currency: "KWD",
      total: "12.845",
      shipping: "0.500",
      lines: [{ total: "11.222", tax: "1.123" }],
    }),
    amount: 11_222,
    kept: 1_122,
  },
  "WooCommerce: the most": {
    tell: ofWooCommerce({ currency: "CNY", total: "10000000000.00", lines: [{ total: "10000000000.00" }] }),
    amount: MOST,
    kept: MOST / 10,
  },
  "WooCommerce: more than the most": {
    tell: ofWooCommerce({ currency: "CNY", total: "10000000000.01", lines: [{ total: "10000000000.01" }] }),
  },
  "WooCommerce: a discount of all": {
    tell: ofWooCommerce({ currency: "CNY", total: "0.00", lines: [{ total: "0.00" }] }),
    amount: 0,
    kept: 0,
  },
  "WooCommerce: tax on top": {
    tell: ofWooCommerce({ currency: "CNY", total: "110.00", lines: [{ total: "100.00", tax: "10.00" }] }),
    amount: 10_000,
    kept: 1_000,
  },
  // 50.00 with 10 % within: 45.454545 without.
  "WooCommerce: tax within prices": {
    tell: ofWooCommerce(
      { currency: "CNY", total: "50.00", lines: [{ total: "45.454545", tax: "4.545455" }] },
      { more: { prices_include_tax: true } },
    ),
    amount: 4_545,
    kept: 454,
  },
  // 5.00 of 115.00 is 4.34 of 100.00, since WooCommerce does not say what a refund was for.
  "WooCommerce: shipping that is refunded alone": {
    tell: ofWooCommerce(
      { currency: "CNY", total: "115.00", shipping: "5.00", lines: [{ total: "100.00", tax: "10.00" }] },
      { after: [{ refunds: [{ id: 1, total: "-5.00" }] }] },
    ),
    amount: 10_000,
    kept: 957,
  },
  "WooCommerce: a gift card that pays a part": {
    tell: ofWooCommerce({ currency: "CNY", total: "20.00", lines: [{ total: "50.00" }] }),
    amount: 5_000,
    kept: 500,
  },
  "WooCommerce: a guest": {
    tell: ofWooCommerce(
      { currency: "CNY", total: "10.00", lines: [{ total: "10.00" }] },
      { more: { customer_id: 0 } },
    ),
    amount: 1_000,
    kept: 100,
  },
  "WooCommerce: three in place of two, then one": {
    tell: ofWooCommerce(
      { currency: "CNY", total: "110.00", lines: [{ quantity: 2, total: "100.00", tax: "10.00" }] },
      {
        after: [
          { total: "165.00", lines: [{ quantity: 3, total: "150.00", tax: "15.00" }] },
          { total: "55.00", lines: [{ quantity: 1, total: "50.00", tax: "5.00" }] },
        ],
      },
    ),
    amount: 5_000,
    kept: 500,
  },
};
