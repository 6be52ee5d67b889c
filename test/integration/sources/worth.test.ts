/**
 * What orders of each vendor are worth and what their promoter keeps, told over HTTP. Currencies, bounds, discounts, taxes,
 * shipping that is refunded alone, gift cards, guests and edited quantities. Each value is computed by hand, at 10 %.
 */
import { expect, test } from "vitest";
import { PAYMENTS } from "../../support/worth/payments.ts";
import { SHOPS } from "../../support/worth/shops.ts";
import { openedIn } from "../../support/worth/tellers.ts";

const TABLE = Object.entries({ ...PAYMENTS, ...SHOPS });

test.each(TABLE)("%s", async (name, { currency = "CNY", tell, amount, kept, customerId = null }) => {
  const opened = await openedIn(currency);
  const id = 40_001 + TABLE.findIndex(([one]) => one === name);
  const told = await tell(opened, id);
  expect(told.status).toBe(200);
  const orderId = name.startsWith("Stripe") ? `pi_3Qw${id}` : String(id);
  const invoice = await opened.shop.get(`/orders/in_1Qw${id}`);
  const { status, body } = invoice.status === 200 ? invoice : await opened.shop.get(`/orders/${orderId}`);
  const expected =
    amount === undefined ? [404, undefined, undefined, undefined] : [200, amount, kept, customerId];
  expect([status, body.amount, body.commissions?.[0]?.kept, body.customerId]).toEqual(expected);
});
