/** Plan cases by kind, scope, level and refund, each with the amounts computed by hand. */
import { describe, expect, test } from "vitest";
import { keptOf } from "../../../../domain/commission/remaining.ts";
import { planCommissions } from "../../../../domain/commission/plan.ts";
import type { LevelRule } from "../../../../domain/commission/kinds/kinds.ts";
import type { RuleScope } from "../../../../domain/commission/rule.ts";
import { item, money, order, percentage, planInput, rule, ruleSet, under } from "./builders.ts";
import { ref } from "../attribution/builders.ts";

/** Two items, 60.01 of tea (3 units) and 40.00 of a cup (1 unit), in the spring campaign, by a gold promoter. */
const ITEMS = [
  item("tea", 6_001, { quantity: 3, categoryId: "drinks" }),
  item("cup", 4_000, { categoryId: "ware" }),
];
const AMOUNT = 10_001;
const LINE = { ...under(1, 2, 3), tier: "gold" };
const SALES = { lifetimeSales: money(50_000), monthSales: money(7_000) };

const KINDS: Record<string, (level: number) => LevelRule> = {
  percentage: (level) => percentage(level, 1_000),
  "percentage with a least": (level) => ({ level, kind: "percentage", rateBps: 1_000, min: money(500) }),
  "percentage with a most": (level) => ({ level, kind: "percentage", rateBps: 1_000, max: money(450) }),
  fixed: (level) => ({ level, kind: "fixed", amount: money(70) }),
  hybrid: (level) => ({ level, kind: "hybrid", rateBps: 500, amount: money(10) }),
  "tiered by lifetime sales": (level) => ({
    level,
    kind: "tiered",
    basis: "lifetime_sales",
    brackets: [
      { from: money(0), rateBps: 100 },
      { from: money(50_000), rateBps: 800 },
      { from: money(50_001), rateBps: 900 },
    ],
  }),
  "tiered by the month's sales": (level) => ({
    level,
    kind: "tiered",
    basis: "month_sales",
    brackets: [
      { from: money(0), rateBps: 200 },
      { from: money(7_001), rateBps: 800 },
    ],
  }),
};

const SCOPES: Record<string, RuleScope> = {
  everything: {},
  "a product": { productId: "tea" },
  "a category": { categoryId: "ware" },
  "another product": { productId: "coffee" },
  "the campaign": { campaignId: "spring" },
  "the tier": { tier: "gold" },
  "another tier": { tier: "silver" },
};

/** What each kind gives for tea and for the cup, by hand. */
const BY_HAND: Record<string, readonly [tea: number, cup: number]> = {
  percentage: [600, 400],
  "percentage with a least": [600, 500],
  "percentage with a most": [450, 400],
  fixed: [210, 70],
  hybrid: [330, 210],
  "tiered by lifetime sales": [480, 320],
  "tiered by the month's sales": [120, 80],
};

const REACHES: Record<string, readonly [tea: boolean, cup: boolean]> = {
  everything: [true, true],
  "a product": [true, false],
  "a category": [false, true],
  "another product": [false, false],
  "the campaign": [true, true],
  "the tier": [true, true],
  "another tier": [false, false],
};

function amounts(levels: readonly LevelRule[], scope: RuleScope, capBps = 10_000): number[] {
  const input = planInput({
    order: order(AMOUNT, { items: ITEMS, campaignId: "spring" }),
    promoters: [LINE],
    rules: ruleSet(rule("r", levels, { scope })),
    sales: new Map([1, 2, 3].map((number) => [ref(number), SALES])),
    policy: { maxLevels: 3, capBps },
  });
  return planCommissions(input).commissions.map((one) => one.amount);
}

const CASES = Object.keys(KINDS).flatMap((kind) =>
  Object.keys(SCOPES).map((scope) => [kind, scope] as const),
);

describe("by kind and scope, at each level, whole and after refunds", () => {
  test.each(CASES)("%s for %s", (kind, scope) => {
    const make = KINDS[kind] ?? percentage.bind(null, 1, 0);
    const [tea, cup] = BY_HAND[kind] ?? [0, 0];
    const [reachesTea, reachesCup] = REACHES[scope] ?? [false, false];
    const whole = (reachesTea ? tea : 0) + (reachesCup ? cup : 0);
    const isReached = reachesTea || reachesCup;
    for (const levels of [[1], [2], [1, 3], [1, 2, 3]]) {
      const found = amounts(levels.map(make), SCOPES[scope] ?? {});
      expect(found).toEqual(isReached ? levels.map(() => whole) : []);
    }
    const kept = (reversed: number) => keptOf(money(whole), money(AMOUNT), money(reversed));
    expect(kept(0)).toBe(whole);
    expect(kept(AMOUNT)).toBe(0);
    expect(kept(3_333)).toBe(Math.ceil((whole * (AMOUNT - 3_333)) / AMOUNT));
  });
});

const CAPS: readonly (readonly [capBps: number, expected: readonly number[]])[] = [
  [10_000, [1_000, 1_000, 1_000]],
  [3_000, [1_000, 1_000, 1_000]],
  [2_999, [1_000, 1_000, 999]],
  [2_500, [1_000, 1_000, 500]],
  [2_000, [1_000, 1_000, 0]],
  [1_500, [1_000, 500, 0]],
  [1_000, [1_000, 0, 0]],
  [999, [999, 0, 0]],
  [500, [500, 0, 0]],
  [1, [1, 0, 0]],
  [0, [0, 0, 0]],
];

describe("the cap cuts from the highest level first", () => {
  test.each(CAPS)("%i bps", (capBps, expected) => {
    const levels = [percentage(1, 1_000), percentage(2, 1_000), percentage(3, 1_000)];
    expect(amounts(levels, {}, capBps)).toEqual(expected);
  });
});

test("the table has at least 60 cases", () => {
  expect(CASES.length + CAPS.length).toBeGreaterThanOrEqual(60);
});
