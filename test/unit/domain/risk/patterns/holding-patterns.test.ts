/** Which patterns hold orders by themselves. */
import { expect, test } from "vitest";
import { holdsOrders } from "../../../../../domain/risk/patterns/holding-patterns.ts";
import { PATTERN_NAMES } from "../../../../../domain/risk/patterns/patterns.ts";

test("orders wait where two in five came within seconds, and not in a live room", () => {
  expect(holdsOrders({ pattern: "orders_soon_after_click", observed: 4_000 })).toBe(true);
  expect(holdsOrders({ pattern: "orders_soon_after_click", observed: 3_999 })).toBe(false);
});

test.each(PATTERN_NAMES.filter((name) => name !== "orders_soon_after_click"))(
  "%s alone shows the promoter to a person, and holds nothing",
  (pattern) => {
    expect(holdsOrders({ pattern, observed: 10_000 })).toBe(false);
  },
);

test("a group that lives on itself holds orders", () => {
  expect(holdsOrders({ pattern: "dense_group" })).toBe(true);
});

test("several signs hold no order: each of them is weak", () => {
  expect(holdsOrders({ pattern: "several_signs" })).toBe(false);
});
