/** What Shopify's webhooks tell, in the shapes of its API, with every value computed by hand. */
import { describe, expect, test } from "vitest";
import {
  type Body,
  deliveryBody,
  disputeBody,
  editBody,
  orderBody,
  type OrderFacts,
  refundBody,
} from "../../../support/shopify/bodies.ts";
import { ORDER, ORDER_ID as ID, TEA, told } from "../../../support/shopify/told.ts";
import { conversionOf, eventsOf } from "../../../support/sources/told-by.ts";

const AT = "2026-11-22T05:00:00.000Z";

describe("amounts", () => {
  // Name, order, then what commission is earned on: net, with tax, in all.
  test.each<[string, Omit<OrderFacts, "id">, number, number, number]>([
    ["tax on top of prices", ORDER, 9_000, 9_900, 10_400],
    [
      "tax within prices",
      { ...ORDER, total: "95.00", taxesIncluded: true, lines: [{ ...TEA, tax: "8.18" }] },
      8_182,
      9_000,
      9_500,
    ],
    [
      "a discount of all",
      { currency: "USD", total: "0.00", lines: [{ price: "50.00", discount: "50.00" }] },
      0,
      0,
      0,
    ],
    [
      "yen, without decimals",
      {
        currency: "JPY",
        total: "3800",
        shipping: "500",
        lines: [{ price: "1500", quantity: 2, tax: "300" }],
      },
      3_000,
      3_300,
      3_800,
    ],
    [
      "Kuwaiti dinar, with three",
      { currency: "KWD", total: "12.845", shipping: "0.500", lines: [{ price: "11.222", tax: "1.123" }] },
      11_222,
      12_345,
      12_845,
    ],
    [
      "a gift card beside goods",
      {
        currency: "USD",
        total: "80.00",
        lines: [{ price: "30.00" }, { id: 2, price: "50.00", giftCard: true }],
      },
      3_000,
      3_000,
      3_000,
    ],
    [
      "a tip, which is in the total alone",
      { currency: "USD", total: "13.00", lines: [{ price: "10.00" }] },
      1_000,
      1_000,
      1_300,
    ],
    [
      "an edit that took one of three off, without a refund so far",
      { currency: "USD", total: "20.00", lines: [{ price: "10.00", quantity: 3, current: 2 }] },
      2_000,
      2_000,
      2_000,
    ],
  ])("%s", async (_, facts, net, withTax, total) => {
    const body = orderBody({ ...facts, id: ID });
    for (const [amountBase, amount] of Object.entries({ net, with_tax: withTax, total })) {
      const conversion = conversionOf(await told("orders/paid", body, { amountBase }, facts.currency));
      const { items } = conversion as { items: { amount: number }[] };
      expect({ amountBase, ...conversion }).toMatchObject({ amountBase, orderId: String(ID), amount });
      expect(items.reduce((sum, item) => sum + item.amount, 0)).toBe(amount);
    }
  });

  test("a gift card that is sold earns where that is set, and what it pays for earns in any case", async () => {
    const lines = [{ price: "30.00" }, { id: 2, price: "50.00", giftCard: true }];
    const body = orderBody(
      { id: ID, currency: "USD", total: "80.00", lines },
      { payment_gateway_names: ["gift_card"] },
    );
    expect(conversionOf(await told("orders/paid", body, { giftCards: true })).amount).toBe(8_000);
    expect(conversionOf(await told("orders/paid", body)).amount).toBe(3_000);
  });

  test("a line that a refund took off stays in what was sold, since the refund tells it", async () => {
    const line = { price: "10.00", quantity: 3, current: 2 };
    const refund = refundBody({
      id: 9,
      orderId: ID,
      currency: "USD",
      lines: [{ line, quantity: 1, subtotal: 10 }],
    });
    const body = orderBody({ id: ID, currency: "USD", total: "30.00", lines: [line] }, { refunds: [refund] });
    const messages = await told("orders/updated", body);
    expect(conversionOf(messages).amount).toBe(3_000);
    expect(eventsOf(messages)).toMatchObject([
      { type: "amended", amount: 3_000, paid: 3_000 },
      { type: "refunded", eventId: "9", amount: 1_000 },
      { type: "refunded", refundedTotal: 0, asOf: true, ofPaid: true },
    ]);
  });
});

describe("what else happens to an order", () => {
  test("a cancellation takes all of it back", async () => {
    const body = orderBody(ORDER, { cancelled_at: "2026-11-23T00:00:00Z", financial_status: "refunded" });
    expect(eventsOf(await told("orders/cancelled", body))).toMatchObject([
      { type: "cancelled", occurredAt: "2026-11-23T00:00:00Z" },
    ]);
  });

  test("it is received once all of it was sent, or once a parcel was delivered", async () => {
    const fulfillments = [{ created_at: "2026-11-23T00:00:00Z" }, { created_at: "2026-11-24T00:00:00Z" }];
    const sent = orderBody(ORDER, { fulfillment_status: "fulfilled", fulfillments });
    const arrived = deliveryBody(ID, "delivered", "2026-11-25T00:00:00Z");
    const received = async (settings: Body) => [
      eventsOf(await told("orders/fulfilled", sent, settings)).map(({ occurredAt }) => occurredAt),
      eventsOf(await told("fulfillment_events/create", arrived, settings)).map(
        ({ occurredAt }) => occurredAt,
      ),
    ];
    expect(await received({})).toEqual([["2026-11-24T00:00:00Z"], []]);
    expect(await received({ received: "delivered" })).toEqual([[], ["2026-11-25T00:00:00Z"]]);
    const moving = deliveryBody(ID, "in_transit", "2026-11-25T00:00:00Z");
    expect(await told("fulfillment_events/create", moving, { received: "delivered" })).toEqual([
      { kind: "without_use" },
    ]);
  });

  test.each([
    ["needs_response", ["disputed"]],
    ["under_review", ["disputed"]],
    ["lost", ["disputed", "dispute_lost"]],
    ["accepted", ["disputed", "dispute_lost"]],
    ["won", ["disputed", "dispute_won"]],
    ["charge_refunded", ["disputed", "dispute_won"]],
  ])("a dispute that is %s", async (status, types) => {
    const events = eventsOf(await told("disputes/update", disputeBody(ID, 7, "52.00", status)));
    expect(events.map(({ type }) => type)).toEqual(types);
    expect(events[0]).toMatchObject({
      disputeId: "7",
      amount: 5_200,
      ofPaid: true,
      occurredAt: "2026-11-22T00:00:00-05:00",
    });
    expect(events.slice(1).map(({ occurredAt }) => occurredAt)).toEqual(
      types.slice(1).map(() => "2026-11-25T08:00:00.123Z"),
    );
    expect(await told("disputes/create", disputeBody(ID, 7, "52.00", status, "EUR"))).toEqual([
      { kind: "unreadable", reason: "currency_mismatch" },
    ]);
  });

  test("an edit holds no amounts: the order that comes with it says what it is worth", async () => {
    expect(await told("orders/edited", editBody(ID))).toEqual([
      { kind: "without_use", reason: "told_by_orders_updated" },
    ]);
    const lines = [{ ...TEA, quantity: 3, tax: "14.00" }];
    const body = orderBody({ ...ORDER, total: "159.00", lines, updatedAt: "2026-11-22T01:00:00-05:00" });
    expect(eventsOf(await told("orders/updated", body))).toMatchObject([
      { type: "amended", amount: 14_000, paid: 15_900, occurredAt: "2026-11-22T01:00:00-05:00" },
    ]);
  });

  test("what is not paid yet, a test, and another topic tell nothing", async () => {
    const pending = orderBody(ORDER, { financial_status: "pending" });
    expect(await told("orders/updated", pending)).toEqual([{ kind: "without_use" }]);
    expect(conversionOf(await told("orders/updated", pending, { paidStatuses: ["pending"] })).amount).toBe(
      9_000,
    );
    const tried = orderBody(ORDER, { test: true });
    expect(await told("orders/paid", tried)).toEqual([{ kind: "without_use", reason: "test_order" }]);
    expect(conversionOf(await told("orders/paid", tried, { acceptTestOrders: true })).amount).toBe(9_000);
    expect(await told("products/update", { id: 1 })).toEqual([{ kind: "without_use" }]);
  });

  test("of an order in another currency its refusal is all that follows", async () => {
    const foreign = orderBody({ ...ORDER, currency: "EUR" }, { cancelled_at: "2026-11-23T00:00:00Z" });
    expect((await told("orders/cancelled", foreign)).map(({ kind }) => kind)).toEqual(["conversion"]);
  });
});

describe("who brought it, and who paid", () => {
  const of = async (more: Body, settings: Body = {}) =>
    conversionOf(await told("orders/paid", orderBody(ORDER, more), settings));

  test("a token stands in the note attribute, else in the landing page's address", async () => {
    const note_attributes = [
      { name: "gift", value: "yes" },
      { name: "tby", value: "a,b" },
    ];
    expect((await of({ note_attributes, landing_site: "/?tby=c" })).clickTokens).toEqual(["a,b"]);
    expect((await of({ landing_site: "/products/tea?utm_source=x&tby=c.d#top" })).clickTokens).toEqual([
      "c.d",
    ]);
    expect((await of({ landing_site: null })).clickTokens).toBeUndefined();
    const renamed = [{ name: "ref", value: "e" }];
    expect((await of({ note_attributes: renamed }, { tokenAttribute: "ref" })).clickTokens).toEqual(["e"]);
  });

  test("the first discount code is the coupon", async () => {
    const discount_codes = [
      { code: "LILEI10", amount: "10.00", type: "percentage" },
      { code: "X", amount: "1.00", type: "fixed_amount" },
    ];
    expect((await of({ discount_codes })).couponCode).toBe("LILEI10");
  });

  test("the customer is Shopify's or your own, and a guest is one or nobody", async () => {
    const member = { id: 115_310_627_314_723, state: "enabled", email: "buyer@shop.example" };
    const guest = { ...member, state: "disabled" };
    expect((await of({ customer: member })).customerId).toBe("115310627314723");
    expect((await of({ customer: guest })).customerId).toBe("115310627314723");
    expect((await of({ customer: guest }, { guests: "nobody" })).customerId).toBeUndefined();
    expect((await of({ customer: member }, { guests: "nobody" })).customerId).toBe("115310627314723");
    expect((await of({ customer: null })).customerId).toBeUndefined();
    const note_attributes = [{ name: "user", value: "user-77" }];
    expect((await of({ customer: member, note_attributes }, { customerAttribute: "user" })).customerId).toBe(
      "user-77",
    );
  });

  test("the order was placed when Shopify says so", async () => {
    const { occurredAt } = await of({});
    expect(new Date(String(occurredAt)).toISOString()).toBe(AT);
  });
});
