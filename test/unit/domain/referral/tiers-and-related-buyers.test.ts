import { describe, expect, test } from "vitest";
import { amountMinor } from "../../../../domain/kernel/money.ts";
import { stepsBetween } from "../../../../domain/referral/related-buyer.ts";
import { makesPromoter } from "../../../../domain/program/promoter-rule.ts";
import {
  DEFAULT_TIER_PLAN,
  raisedTier,
  reviewedTier,
  type TierCause,
} from "../../../../domain/referral/tiers.ts";
import { ref } from "../attribution/builders.ts";

describe("tiers", () => {
  test.each([
    [0, "bronze"],
    [99_999, "bronze"],
    [100_000, "silver"],
    [499_999, "silver"],
    [500_000, "gold"],
    [2_000_000, "diamond"],
    [9_000_000, "diamond"],
  ])("sales of %i give %s", (sales, tier) => {
    expect(raisedTier(DEFAULT_TIER_PLAN, "one that is gone", amountMinor(sales))).toBe(tier);
  });

  test.each([
    ["bronze", 100_000, "silver"],
    ["silver", 100_000, undefined],
    ["diamond", 0, undefined],
    ["one that is gone", 0, "bronze"],
  ])("%s with sales of %i rises to %s", (present, sales, tier) => {
    expect(raisedTier(DEFAULT_TIER_PLAN, present, amountMinor(sales))).toBe(tier);
  });

  test.each<[string, TierCause, number, string | undefined]>([
    ["gold", "sales", 100_000, "silver"],
    ["gold", "operator", 100_000, undefined],
    ["silver", "operator", 500_000, "gold"],
    ["gold", "joined", 0, "bronze"],
    ["silver", "review", 100_000, undefined],
  ])("a review of %s by %s with sales of %i gives %s", (tier, cause, sales, expected) => {
    expect(reviewedTier(DEFAULT_TIER_PLAN, { tier, cause }, amountMinor(sales))).toBe(expected);
  });
});

test("two are near when one stands at most three steps above the other", () => {
  const at = (number: number, ...above: number[]) => ({
    ref: ref(number),
    uplines: above.map((one) => ({ ref: ref(one) })),
  });
  expect(stepsBetween(at(1, 2, 3, 4), at(4))).toBe(3);
  expect(stepsBetween(at(4), at(1, 2, 3, 4))).toBe(3);
  expect(stepsBetween(at(1, 2, 3, 4), at(2))).toBe(1);
  expect(stepsBetween(at(1, 2, 3, 4, 5), at(5))).toBe(null);
  expect(stepsBetween(at(1, 9), at(2, 9))).toBe(null);
});

test("members become promoters as the program's rule says", () => {
  const rule = (kind: "operator" | "everyone" | "first_order") => ({ kind, minAmount: amountMinor(100) });
  const amounts = [99, 100].map(amountMinor);
  expect(amounts.map((amount) => makesPromoter(rule("operator"), amount))).toEqual([false, false]);
  expect(amounts.map((amount) => makesPromoter(rule("everyone"), amount))).toEqual([true, true]);
  expect(amounts.map((amount) => makesPromoter(rule("first_order"), amount))).toEqual([false, true]);
});
