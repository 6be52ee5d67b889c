import { describe, expect, test } from "vitest";
import { amountMinor } from "../../../../domain/kernel/money.ts";
import type { Order } from "../../../../domain/order/order.ts";
import { isSameOrder } from "../../../../domain/order/same-order.ts";

const ITEMS = [{ amount: amountMinor(900), quantity: 2, productId: "tea" }];
const ORDER: Order = {
  orderId: "o1",
  amount: amountMinor(900),
  currency: "CNY",
  occurredAtMs: 1_000,
  customerId: "c1",
  items: ITEMS,
};

test("an order told again, with less and at another time, is the same one", () => {
  const { customerId: _customer, items: _items, ...less } = ORDER;
  expect(isSameOrder(ORDER, { ...less, occurredAtMs: 2_000 })).toBe(true);
  expect(isSameOrder(less, ORDER)).toBe(true);
});

test("members of an item in another sequence are the same item", () => {
  const items = [{ productId: "tea", quantity: 2, amount: amountMinor(900) }];
  expect(isSameOrder(ORDER, { ...ORDER, items })).toBe(true);
});

test("items are compared as sums by product and category, not as a sequence", () => {
  const tea = { productId: "tea", categoryId: "drinks", quantity: 1, amount: 300 };
  const cup = { productId: "cup", quantity: 0.5, amount: 300 };
  const one = { ...ORDER, items: [tea, { ...tea, quantity: 2, amount: 600 }, { ...cup, amount: 0 }] };
  const other = {
    ...ORDER,
    items: [
      { ...cup, amount: 0 },
      { ...tea, quantity: 3, amount: 900 },
    ],
  };
  expect(isSameOrder(one, other)).toBe(true);
  const { categoryId: _category, ...bare } = tea;
  expect(
    isSameOrder(other, {
      ...ORDER,
      items: [
        { ...bare, quantity: 3, amount: 900 },
        { ...cup, amount: 0 },
      ],
    }),
  ).toBe(true);
  const moved = { ...tea, categoryId: "food", quantity: 3, amount: 900 };
  expect(isSameOrder(other, { ...ORDER, items: [moved, { ...cup, amount: 0 }] })).toBe(false);
  expect(
    isSameOrder(
      { ...ORDER, items: [tea, cup] },
      {
        ...ORDER,
        items: [
          { ...tea, amount: 301 },
          { ...cup, amount: 299 },
        ],
      },
    ),
  ).toBe(false);
});

describe("an order of the same id that says something else is a conflict", () => {
  const others: readonly [string, Partial<Order>][] = [
    ["another amount", { amount: amountMinor(901) }],
    ["another currency", { currency: "EUR" }],
    ["another customer", { customerId: "c2" }],
    ["other items", { items: [{ amount: amountMinor(900), quantity: 1, productId: "tea" }] }],
  ];
  test.each(others)("%s", (_what, other) => {
    expect(isSameOrder(ORDER, { ...ORDER, ...other })).toBe(false);
  });
});
