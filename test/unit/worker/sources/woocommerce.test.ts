/** What WooCommerce's webhooks tell, in the shape of its orders, with every value computed by hand. */
import { describe, expect, test } from "vitest";
import { type Body, orderBody, type OrderFacts } from "../../../support/woocommerce/bodies.ts";
import { conversionOf, eventsOf, toldBy } from "../../../support/sources/told-by.ts";

const ID = 727;
const PAID_AT = "2026-11-22T08:00:00";
const LATER = "2026-11-23T09:30:00";

async function told(body: unknown, settings: Body = {}, currency = "USD", topic = "order.updated") {
  return await toldBy("woocommerce", { headers: { "x-wc-webhook-topic": topic }, body, settings, currency });
}

/** 2 teas for 90.00 after a discount, 10 % tax, shipping of 5.00. */
const ORDER: OrderFacts = {
  id: ID,
  total: "104.00",
  shipping: "5.00",
  lines: [{ quantity: 2, total: "90.00", tax: "9.00" }],
};
const later = (facts: Partial<OrderFacts>) => ({ ...ORDER, modifiedAt: LATER, paidAt: PAID_AT, ...facts });

describe("amounts", () => {
  // Name, order, then what commission is earned on: net, with tax, in all.
  test.each<[string, Omit<OrderFacts, "id">, number, number, number]>([
    ["tax on top of prices", ORDER, 9_000, 9_900, 10_400],
    // 50.00 with 10 % within: the shop keeps more decimals than the currency has.
    [
      "tax within prices",
      { total: "50.00", lines: [{ total: "45.454545", tax: "4.545455" }] },
      4_545,
      5_000,
      5_000,
    ],
    ["a discount of all", { total: "0.00", lines: [{ total: "0.00" }] }, 0, 0, 0],
    [
      "yen, without decimals",
      { currency: "JPY", total: "3800", shipping: "500", lines: [{ total: "3000", tax: "300" }] },
      3_000,
      3_300,
      3_800,
    ],
    [
      "Kuwaiti dinar, with three",
      { currency: "KWD", total: "12.845", shipping: "0.500", lines: [{ total: "11.222", tax: "1.123" }] },
      11_222,
      12_345,
      12_845,
    ],
    [
      "a fee is sold as well",
      { total: "53.00", fee: "3.00", lines: [{ total: "50.00" }] },
      5_300,
      5_300,
      5_300,
    ],
    [
      "a fee below zero is a discount",
      { total: "45.00", fee: "-5.00", lines: [{ total: "50.00" }] },
      4_500,
      4_500,
      4_500,
    ],
    ["a gift card pays a part", { total: "20.00", lines: [{ total: "50.00" }] }, 5_000, 5_000, 2_000],
  ])("%s", async (_, facts, net, withTax, total) => {
    const body = orderBody({ ...facts, id: ID });
    for (const [amountBase, amount] of Object.entries({ net, with_tax: withTax, total })) {
      const conversion = conversionOf(await told(body, { amountBase }, facts.currency));
      const { items } = conversion as { items: { amount: number }[] };
      expect({ amountBase, ...conversion }).toMatchObject({ amountBase, orderId: String(ID), amount });
      expect(items.reduce((sum, item) => sum + item.amount, 0)).toBe(amount);
    }
  });

  test("the order was placed when it was made, in UTC", async () => {
    expect(conversionOf(await told(orderBody(ORDER))).occurredAt).toBe("2026-11-22T08:00:00Z");
  });
});

describe("what a body says of later", () => {
  const events = async (facts: Partial<OrderFacts>, settings: Body = {}) =>
    eventsOf(await told(orderBody(later(facts)), settings));

  test("the body of the payment is the order, and nothing else", async () => {
    expect((await told(orderBody(ORDER))).map(({ kind }) => kind)).toEqual(["conversion"]);
  });

  test("what the order is worth, and how much of it is refunded, as of its time", async () => {
    const lines = [{ quantity: 1, total: "45.00", tax: "4.50" }];
    expect(
      await events({
        total: "54.50",
        lines,
        refunds: [
          { id: 1, total: "-10.00" },
          { id: 2, total: "-0.50" },
        ],
      }),
    ).toEqual([
      {
        orderId: String(ID),
        eventId: "woocommerce:worth:2026-11-23T09:30:00Z:4500",
        type: "amended",
        amount: 4_500,
        items: [{ productId: "93", quantity: 1, amount: 4_500 }],
        occurredAt: "2026-11-23T09:30:00Z",
        paid: 5_450,
      },
      {
        orderId: String(ID),
        eventId: "woocommerce:refunded:2026-11-23T09:30:00Z:1050",
        type: "refunded",
        refundedTotal: 1_050,
        occurredAt: "2026-11-23T09:30:00Z",
        ofPaid: true,
        asOf: true,
        payment: "woocommerce",
      },
    ]);
  });

  test("a refund that was deleted stands in no body: the total falls", async () => {
    expect((await events({ refunds: [] }))[1]).toMatchObject({ refundedTotal: 0, asOf: true });
  });

  test.each(["cancelled", "refunded", "failed"])(
    "a paid order that is %s is refunded in all",
    async (status) => {
      expect((await events({ status }))[1]).toMatchObject({ refundedTotal: 10_400, ofPaid: true });
    },
  );

  test.each(["pending", "failed", "cancelled", "on-hold", "checkout-draft"])(
    "an order that was never paid and is %s tells nothing",
    async (status) => {
      expect(await told(orderBody({ ...ORDER, status, paidAt: null }))).toEqual([{ kind: "without_use" }]);
    },
  );

  test("where orders count before they are paid, calling one off takes it back", async () => {
    const settings = { paidStatuses: ["on-hold", "processing", "completed"] };
    expect(
      conversionOf(await told(orderBody({ ...ORDER, status: "on-hold", paidAt: null }), settings)).amount,
    ).toBe(9_000);
    const failed = eventsOf(
      await told(orderBody({ ...ORDER, status: "failed", modifiedAt: LATER, paidAt: null }), settings),
    );
    expect(failed[1]).toMatchObject({ refundedTotal: 10_400 });
  });

  test("an order of nothing that is called off is cancelled", async () => {
    const free = later({ status: "cancelled", total: "0.00", shipping: "0.00", lines: [{ total: "0.00" }] });
    expect(eventsOf(await told(orderBody(free))).map(({ type }) => type)).toEqual(["amended", "cancelled"]);
  });

  test("it is received in the statuses that say so", async () => {
    const completed = { ...later({ status: "completed" }) };
    const body = orderBody(completed, { date_completed_gmt: LATER });
    const received = async (settings: Body) =>
      eventsOf(await told(body, settings)).filter(({ type }) => type === "received");
    expect(await received({})).toMatchObject([
      { eventId: "woocommerce:received", occurredAt: "2026-11-23T09:30:00Z" },
    ]);
    expect(await received({ receivedStatuses: ["delivered"] })).toEqual([]);
  });

  test("of an order in another currency its refusal is all that follows", async () => {
    expect((await told(orderBody(later({ currency: "EUR" })))).map(({ kind }) => kind)).toEqual([
      "conversion",
    ]);
  });

  test("another topic has no use, and a body that is no order cannot be read", async () => {
    expect(await told({ id: ID }, {}, "USD", "order.deleted")).toEqual([{ kind: "without_use" }]);
    expect(await told({ id: ID })).toEqual([{ kind: "unreadable" }]);
  });
});

describe("who brought it, and who paid", () => {
  const of = async (more: Body, settings: Body = {}) =>
    conversionOf(await told(orderBody(ORDER, more), settings));

  test("a token stands in the meta data of the plug-in, else in its plain twin", async () => {
    const plain = { id: 2, key: "tby", value: "b" };
    const other = { id: 3, key: "_gift", value: { any: "thing" } };
    expect(
      (await of({ meta_data: [plain, other, { id: 1, key: "_tby", value: "a,c" }] })).clickTokens,
    ).toEqual(["a,c"]);
    expect((await of({ meta_data: [other, plain] })).clickTokens).toEqual(["b"]);
    expect(
      (await of({ meta_data: [{ id: 1, key: "ref", value: "d" }] }, { tokenMeta: "ref" })).clickTokens,
    ).toEqual(["d"]);
    expect((await of({ meta_data: [other] })).clickTokens).toBeUndefined();
  });

  test("the first coupon line is the coupon", async () => {
    const coupon_lines = [
      { id: 1, code: "lilei10", discount: "10.00" },
      { id: 2, code: "x", discount: "1.00" },
    ];
    expect((await of({ coupon_lines })).couponCode).toBe("lilei10");
  });

  test("a customer is the shop's user or your own id, and 0 is a guest", async () => {
    expect((await of({ customer_id: 77 })).customerId).toBe("77");
    expect((await of({ customer_id: 0 })).customerId).toBeUndefined();
    const meta_data = [{ id: 1, key: "crm", value: "user-77" }];
    expect((await of({ customer_id: 0, meta_data }, { customerMeta: "crm" })).customerId).toBe("user-77");
  });
});
