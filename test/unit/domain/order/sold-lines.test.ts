import { array, assert, integer, pre, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { amountMinor } from "../../../../domain/kernel/money.ts";
import { soldLines } from "../../../../domain/order/sold-lines.ts";

const item = (productId: string, amount: number, quantity = 1) => ({ productId, quantity, amount });
const order = (...items: ReturnType<typeof item>[]) => ({
  amount: amountMinor(items.reduce((sum, { amount }) => sum + amount, 0)),
  items,
});

describe("what an order sold", () => {
  test("is itself as one unit where it has no items, and its items where none is below zero", () => {
    expect(soldLines({ amount: amountMinor(5) })).toEqual([{ quantity: 1, amount: 5 }]);
    const { items, amount } = order(item("tea", 3, 0.5), item("cup", 0, 0));
    expect(soldLines({ items, amount })).toEqual(items);
  });

  test("has discounts spread over the others by their amounts, and no line for a discount", () => {
    const lines = soldLines(order(item("tea", 10_000), item("discount", -1_000), item("cup", 5_000)));
    expect(lines).toEqual([item("tea", 9_333), item("cup", 4_667)]);
  });

  test("is nothing where discounts take all", () => {
    expect(soldLines(order(item("tea", 5), item("discount", -5)))).toEqual([item("tea", 0)]);
    expect(soldLines(order(item("discount", 0)))).toEqual([item("discount", 0)]);
  });

  test("sums to the order's amount, and no line is below zero or above what was sold of it", () => {
    const amounts = array(integer({ min: -1_000, max: 2_000 }), { minLength: 1, maxLength: 12 });
    assert(
      property(amounts, (drawn) => {
        pre(drawn.reduce((sum, one) => sum + one, 0) >= 0);
        const sold = order(...drawn.map((amount, at) => item(`p${at}`, amount)));
        const lines = soldLines(sold);
        const positive = new Map(
          sold.items.filter(({ amount }) => amount >= 0).map((one) => [one.productId, one.amount]),
        );
        expect(lines.reduce((sum, { amount }) => sum + amount, 0)).toBe(sold.amount);
        for (const { productId, amount } of lines) {
          expect(amount).toBeGreaterThanOrEqual(0);
          expect(amount).toBeLessThanOrEqual(positive.get(productId ?? "") ?? -1);
        }
      }),
    );
  });
});
