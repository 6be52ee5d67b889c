import { expect, test } from "vitest";
import { figuresOf, lifetimeValue, NO_CLICKS, NO_ORDERS } from "../../../../domain/reports/figures.ts";

test("each formula gives what it says, by hand", () => {
  const sums = { orders: 7, newCustomers: 3, sales: 70_001, refunded: 10_000, commission: 6_001 };
  const clicks = { clicks: 300, uniqueClicks: 200, invalidClicks: { bot: 9 }, impressions: 5 };
  expect(figuresOf(sums, clicks)).toEqual({
    ...sums,
    ...clicks,
    cvrBps: 233,
    aov: 10_000,
    epc100: 2_000,
    // (70,001 - 10,000 - 6,001) x 10,000 / 6,001 = 89,985.00
    roiBps: 89_985,
  });
  expect(lifetimeValue(sums, 4)).toBe(15_000);
});

test("what cannot be divided by is null", () => {
  const { cvrBps, aov, epc100, roiBps } = figuresOf(NO_ORDERS, NO_CLICKS);
  expect([cvrBps, aov, epc100, roiBps, lifetimeValue(NO_ORDERS, 0)]).toEqual([null, null, null, null, null]);
});

test("a return below nothing is rounded down too, and large sums are exact", () => {
  const lost = { ...NO_ORDERS, orders: 1, sales: 100, refunded: 99, commission: 3 };
  expect(figuresOf(lost, NO_CLICKS).roiBps).toBe(-6_667);
  const most = Number.MAX_SAFE_INTEGER;
  expect(figuresOf({ ...NO_ORDERS, orders: most }, { ...NO_CLICKS, clicks: most }).cvrBps).toBe(10_000);
});
