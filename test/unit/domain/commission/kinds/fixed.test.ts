/** A fixed amount is paid for each unit, once for all who share an item. */
import { expect, test } from "vitest";
import type { LevelRule } from "../../../../../domain/commission/kinds/kinds.ts";
import { LIMITS } from "../../../../../domain/kernel/limits.ts";
import { amountOf, explained, money, shared } from "../builders.ts";

const fixed: LevelRule = { level: 1, kind: "fixed", amount: money(100) };

test("per unit sold, whatever the price", () => {
  expect(amountOf(fixed, 1, { quantity: 3 })).toEqual({ amount: 300 });
});

test.each([
  [
    [1, 3_334],
    [2, 3_333],
    [3, 3_333],
    [34, 33, 33],
  ],
  [
    [1, 4_000],
    [2, 2_000],
    [3, 4_000],
    [40, 20, 40],
  ],
] as const)("several promoters share what one would have earned: %j %j %j", (...parts) => {
  const [a, b, c, expected] = parts;
  expect(shared(fixed, 10_000, 1, [...a], [...b], [...c])).toEqual(expected);
});

test("an absurd quantity comes to the greatest amount of an order, not to an error", () => {
  const quantity = Number.MAX_SAFE_INTEGER;
  expect(amountOf(fixed, 1, { quantity }).amount).toBe(LIMITS.amountMinor);
  expect(amountOf({ ...fixed, amount: money(0) }, 1, { quantity }).amount).toBe(0);
});

test("for the order, whatever it sold, and shared by all who are credited", () => {
  const lead: LevelRule = { ...fixed, per: "order" };
  expect(amountOf(lead, 0, { quantity: 3 })).toEqual({ amount: 100 });
  expect(shared(lead, 0, 7, [1, 5_000], [2, 2_500], [3, 2_500])).toEqual([50, 25, 25]);
  expect(explained(lead, 1, { quantity: 3, shareOf: (whole) => money(whole / 2) })).toEqual({
    shares: { amount: 50 },
    text: { en: "share of 100, once an order, = 50", zh: "100（每单一次） 按比例分得 50" },
  });
});

test("its sentence names the amount of a unit and the units", () => {
  expect(explained(fixed, 1, { quantity: 3, shareOf: (whole) => money(whole / 2) })).toEqual({
    shares: { amount: 150 },
    text: { en: "share of 100 x 3 = 150", zh: "100 x 3 按比例分得 150" },
  });
});
