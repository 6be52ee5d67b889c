/** What Shopify's refunds take back, line by line and beside lines, with every value computed by hand. */
import { describe, expect, test } from "vitest";
import { type Body, orderBody, refundBody } from "../../../support/shopify/bodies.ts";
import { ORDER_ID as ID, TEA, told } from "../../../support/shopify/told.ts";
import { eventsOf } from "../../../support/sources/told-by.ts";

describe("refunds", () => {
  const of = { orderId: ID, currency: "USD" };
  const refunded = async (facts: object, settings: Body = {}, currency = "USD") =>
    eventsOf(
      await told("refunds/create", refundBody({ id: 5, ...of, currency, ...facts }), settings, currency),
    );
  const one = { line: TEA, quantity: 1, subtotal: 45, tax: 4.5 };

  test("a line counts without its tax, by its product", async () => {
    expect(await refunded({ lines: [one], money: "49.50" })).toEqual([
      {
        orderId: String(ID),
        eventId: "5",
        type: "refunded",
        amount: 4_500,
        items: [{ productId: "700", quantity: 1, amount: 4_500 }],
        occurredAt: "2026-11-22T00:00:00-05:00",
      },
    ]);
    expect(await refunded({ lines: [one], money: "49.50" }, { amountBase: "with_tax" })).toMatchObject([
      { amount: 4_950 },
    ]);
  });

  test("a line of prices that hold their tax counts without it as well", async () => {
    const line = { ...TEA, tax: "8.18" };
    const lines = [{ line, quantity: 1, subtotal: 45, tax: 4.09 }];
    expect(await refunded({ lines, money: "45.00" })).toMatchObject([{ amount: 4_091 }]);
    expect(await refunded({ lines, money: "45.00" }, { amountBase: "with_tax" })).toMatchObject([
      { amount: 4_500 },
    ]);
  });

  test.each([true, false])(
    "shipping that is refunded alone takes nothing, but where it earns (before 2024-10: %s)",
    async (isOld) => {
      const facts = { shipping: "5.00", isOld, money: "5.00" };
      expect(await refunded(facts)).toEqual([]);
      expect(await refunded(facts, { amountBase: "total" })).toMatchObject([
        { amount: 500, items: [{ productId: "shopify:other", amount: 500 }] },
      ]);
    },
  );

  test("money beside lines and shipping is of what was paid, and money that did not move is none", async () => {
    expect(await refunded({ lines: [one], shipping: "5.00", money: "64.50" })).toMatchObject([
      { eventId: "5", amount: 4_500 },
      { eventId: "5:money", amount: 1_000, ofPaid: true, payment: "shopify:money" },
    ]);
    expect(await refunded({ money: "10.00" })).toMatchObject([{ eventId: "5:money", amount: 1_000 }]);
    expect(await refunded({ money: "10.00", status: "failure" })).toEqual([]);
  });

  test("zero and three decimals, gift cards", async () => {
    const line = { price: "1500", quantity: 2, tax: "300" };
    expect(
      await refunded({ lines: [{ line, quantity: 1, subtotal: 1_500, tax: 150 }] }, {}, "JPY"),
    ).toMatchObject([{ amount: 1_500 }]);
    const dinar = { price: "11.222", tax: "1.122" };
    expect(
      await refunded({ lines: [{ line: dinar, quantity: 1, subtotal: 11.222, tax: 1.122 }] }, {}, "KWD"),
    ).toMatchObject([{ amount: 11_222 }]);
    const card = { price: "50.00", giftCard: true };
    expect(await refunded({ lines: [{ line: card, quantity: 1, subtotal: 50 }], money: "50.00" })).toEqual(
      [],
    );
  });

  test("money that pays back what an edit took off is not counted again, once the order says so", async () => {
    const line = { price: "10.00", quantity: 3, current: 2 };
    const edited = refundBody({ id: 1, ...of, lines: [{ line, quantity: 1, subtotal: 10 }] });
    const paidBack = refundBody({ id: 2, ...of, money: "10.00" });
    const body = orderBody(
      { id: ID, currency: "USD", total: "30.00", lines: [line] },
      { refunds: [edited, paidBack] },
    );
    const totals = eventsOf(await told("orders/updated", body)).filter(({ asOf }) => asOf === true);
    expect(totals).toMatchObject([{ refundedTotal: 0, payment: "shopify:money" }]);
  });
});
