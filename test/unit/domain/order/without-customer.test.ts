import { describe, expect, test } from "vitest";
import { amountMinor } from "../../../../domain/kernel/money.ts";
import type { Order } from "../../../../domain/order/order.ts";
import { isSameOrder } from "../../../../domain/order/same-order.ts";
import { withoutCustomer } from "../../../../domain/order/without-customer.ts";

const ORDER: Order = {
  orderId: "o1",
  amount: amountMinor(100),
  currency: "CNY",
  customerId: "user-77",
  items: [{ productId: "tea", quantity: 1, amount: amountMinor(100) }],
  metadata: { email: "a@example.test" },
  occurredAtMs: 5,
};

const OTHER_ITEMS = [{ productId: "another", quantity: 1, amount: 100 }];

describe("an order whose customer was erased", () => {
  const erased = withoutCustomer(ORDER, "erased-1");

  test("keeps what was sold, and nothing of the person", () => {
    const { metadata: _, ...sold } = ORDER;
    expect(erased).toEqual({ ...sold, customerId: "erased-1", customerIsErased: true });
    expect(JSON.stringify(erased)).not.toMatch(/user-77|example\.test/);
  });

  test("is the same order when it is told again with the customer of old", () => {
    expect(isSameOrder(erased, ORDER)).toBe(true);
  });

  test("is another one with another amount or other items", () => {
    expect(isSameOrder(erased, { ...ORDER, amount: amountMinor(101) })).toBe(false);
    expect(isSameOrder(erased, { ...ORDER, items: OTHER_ITEMS })).toBe(false);
    expect(isSameOrder(ORDER, { ...ORDER, customerId: "user-78" })).toBe(false);
  });
});
