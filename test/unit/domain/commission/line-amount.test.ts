import { describe, expect, test } from "vitest";
import { creditSplit } from "../../../../domain/commission/credit-split.ts";
import { lineAmount, type LineInput, NO_SALES } from "../../../../domain/commission/line-amount.ts";
import type { LevelRule } from "../../../../domain/commission/rule.ts";
import { LIMITS } from "../../../../domain/kernel/limits.ts";
import { credits, money } from "./builders.ts";

function amountOf(rule: LevelRule, base: number, more: Partial<LineInput> = {}) {
  return lineAmount({
    rule,
    base: money(base),
    quantity: 1,
    shareOf: (whole) => whole,
    sales: NO_SALES,
    ...more,
  });
}

/** What each of several credits gets of an item of `amount`. */
function shared(rule: LevelRule, amount: number, quantity: number, ...parts: [number, number][]) {
  const split = creditSplit(credits(...parts));
  return parts.map((_, credit) => {
    const base = split(money(amount), credit);
    return amountOf(rule, base, { quantity, shareOf: (whole) => split(whole, credit) }).amount;
  });
}

describe("percentage", () => {
  test.each([
    ["10 % of 10,001, rounded down", 1_000, 10_001, 1_000],
    ["7.5 % is 7.5 %, not 7 %", 750, 10_000, 750],
    ["0.01 % of one unit is nothing", 1, 1, 0],
    ["100 % of the greatest amount", 10_000, LIMITS.amountMinor, LIMITS.amountMinor],
    ["a rate of 0", 0, 10_000, 0],
    ["a base of 0", 1_000, 0, 0],
  ])("%s", (_, rateBps, base, amount) => {
    expect(amountOf({ level: 1, kind: "percentage", rateBps }, base)).toEqual({ amount, rateBps });
  });

  const bounded: LevelRule = {
    level: 1,
    kind: "percentage",
    rateBps: 1_000,
    min: money(100),
    max: money(500),
  };
  test.each([
    ["below the least, the least", 10, 100],
    ["between, the percentage", 2_000, 200],
    ["above the greatest, the greatest", 9_000, 500],
  ])("%s", (_, base, amount) => {
    expect(amountOf(bounded, base).amount).toBe(amount);
  });

  test("several promoters share one least and one greatest amount, not one each", () => {
    expect(shared(bounded, 10, 1, [1, 3_334], [2, 3_333], [3, 3_333])).toEqual([34, 33, 33]);
    expect(shared(bounded, 90_000, 1, [1, 5_000], [2, 5_000])).toEqual([250, 250]);
  });
});

describe("fixed", () => {
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
});

test("hybrid is the percentage and the bonus per unit", () => {
  const rule: LevelRule = { level: 1, kind: "hybrid", rateBps: 500, amount: money(30) };
  expect(amountOf(rule, 1_999, { quantity: 2 })).toEqual({ amount: 99 + 60, rateBps: 500 });
});

describe("tiered", () => {
  const tiered = (basis: "lifetime_sales" | "month_sales"): LevelRule => ({
    level: 1,
    kind: "tiered",
    basis,
    brackets: [
      { from: money(100_000), rateBps: 700 },
      { from: money(1_000), rateBps: 500 },
      { from: money(500_000), rateBps: 900 },
    ],
  });

  test.each([
    ["below every bracket nothing is paid", 999, 0],
    ["at the edge of a bracket its rate holds", 1_000, 500],
    ["just below the next the lower rate holds", 99_999, 500],
    ["the bracket of the sales before this order holds for the whole base", 100_000, 700],
    ["above all of them the highest", 10_000_000, 900],
  ])("%s", (_, lifetimeSales, rateBps) => {
    const sales = { lifetimeSales: money(lifetimeSales), monthSales: money(0) };
    expect(amountOf(tiered("lifetime_sales"), 1_000_000, { sales })).toEqual({
      amount: rateBps * 100,
      rateBps,
    });
  });

  test("by the sales of the month, when so set", () => {
    const sales = { lifetimeSales: money(900_000), monthSales: money(1_000) };
    expect(amountOf(tiered("month_sales"), 10_000, { sales }).rateBps).toBe(500);
  });
});
