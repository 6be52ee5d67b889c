/** What is kept of a delivery names nobody: who bought is masked, and tokens, goods and metadata are left out. */
import { expect, test } from "vitest";
import { masked, summaryOf } from "../../../../../worker/sources/health/delivery-summary.ts";

test("orders, kinds and sums are kept, who bought is masked, and all else is left out", () => {
  const conversion = {
    orderId: "A1",
    amount: 500,
    currency: "CNY",
    occurredAt: "2026-11-22T08:00:00Z",
    customerId: "customer-4711",
    clickTokens: ["token-of-a-click"],
    couponCode: "LILEI10",
    metadata: { mail: "buyer@shop.example" },
    items: [{ productId: "tea", quantity: 1, amount: 500 }],
  };
  const event = { eventId: "e", type: "refunded", refundedTotal: 100, note: "for Li Lei" };
  const told = summaryOf([
    { kind: "conversion", conversion },
    { kind: "order_event", orderId: "A1", event },
    { kind: "link", id: "pi_1", belongsTo: "in_1" },
    { kind: "without_use" },
    { kind: "unreadable", reason: "currency_mismatch" },
    { kind: "without_use" },
  ]);
  expect(told).toEqual([
    {
      kind: "conversion",
      orderId: "A1",
      currency: "CNY",
      occurredAt: "2026-11-22T08:00:00Z",
      amount: 500,
      customerId: "cu…",
    },
    { kind: "order_event", type: "refunded", refundedTotal: 100, orderId: "A1" },
    { kind: "link", orderId: "in_1" },
    { kind: "without_use" },
    { kind: "unreadable", reason: "currency_mismatch" },
  ]);
});

test.each([
  ["customer-4711", "cu…"],
  ["12345678", "12…"],
  ["1234567", "…"],
  ["li", "…"],
])("%s is shown as %s", (id, shown) => {
  expect(masked(id)).toBe(shown);
});

test("what is no object, and members of other types, are passed over", () => {
  const messages = [
    { kind: "conversion", conversion: null },
    { kind: "conversion", conversion: { orderId: 5, amount: "many", customerId: 12_345_678 } },
  ] as const;
  expect(summaryOf(messages)).toEqual([{ kind: "conversion" }, { kind: "conversion", customerId: "12…" }]);
});
