/** A hybrid rule pays its percentage and its bonus. */
import { expect, test } from "vitest";
import type { LevelRule } from "../../../../../domain/commission/kinds/kinds.ts";
import { amountOf, explained, money } from "../builders.ts";

test("hybrid is the percentage and the bonus per unit", () => {
  const rule: LevelRule = { level: 1, kind: "hybrid", rateBps: 500, amount: money(30) };
  expect(amountOf(rule, 1_999, { quantity: 2 })).toEqual({ amount: 99 + 60, rateBps: 500 });
});

test("its sentence names the percentage, and the promoter's share of the bonus", () => {
  const rule: LevelRule = { level: 1, kind: "hybrid", rateBps: 500, amount: money(30) };
  expect(explained(rule, 1_999, { quantity: 2, shareOf: (whole) => money(whole / 2) })).toEqual({
    shares: { amount: 30 },
    text: {
      en: "floor(1999 x 500 / 10000) + 30, the share of 30 x 2, = 129",
      zh: "floor(1999 x 500 / 10000) + 30（30 x 2 按比例分得）= 129",
    },
  });
});
