/** A percentage is floored, and bounded for the whole item. */
import { expect, test } from "vitest";
import type { LevelRule } from "../../../../../domain/commission/kinds/kinds.ts";
import { LIMITS } from "../../../../../domain/kernel/limits.ts";
import { amountOf, explained, money, shared } from "../builders.ts";

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

test("its sentence names the rate, and the bounds that the promoter's share has", () => {
  const shareOf = (whole: number) => money(whole / 2);
  expect(explained({ level: 1, kind: "percentage", rateBps: 1_000 }, 2_000)).toEqual({
    shares: {},
    text: { en: "floor(2000 x 1000 / 10000) = 200", zh: "floor(2000 x 1000 / 10000) = 200" },
  });
  expect(explained(bounded, 10, { shareOf })).toEqual({
    shares: { min: 50, max: 250 },
    text: {
      en: "floor(10 x 1000 / 10000) = 1, at least 50, at most 250: 50",
      zh: "floor(10 x 1000 / 10000) = 1，至少 50，至多 250：50",
    },
  });
});
