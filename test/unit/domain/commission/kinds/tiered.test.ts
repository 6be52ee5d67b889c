/** A tiered rule pays by the sales before the order. */
import { expect, test } from "vitest";
import type { LevelRule } from "../../../../../domain/commission/kinds/kinds.ts";
import { amountOf, explained, money } from "../builders.ts";

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

test("its sentence names the sales, and the rate that they reach", () => {
  const sales = { lifetimeSales: money(900_000), monthSales: money(1_000) };
  expect(explained(tiered("month_sales"), 10_000, { sales })).toEqual({
    sales: 1_000,
    shares: {},
    text: {
      en: "sales 1000 reach 500 bps: floor(10000 x 500 / 10000) = 500",
      zh: "销售额 1000 对应 500 bps：floor(10000 x 500 / 10000) = 500",
    },
  });
});
