/** When a campaign's budget is said to be low, and when it is said to be exhausted. */
import { expect, test } from "vitest";
import { amountMinor, ZERO } from "../../../../domain/kernel/money.ts";
import { BUDGET_SAID, budgetSays, sayBudget } from "../../../../domain/notification/budget-news.ts";

const { nothing, low, exhausted } = BUDGET_SAID;

test.each([
  [1_000, 900, nothing],
  [1_000, 901, low],
  [1_000, 999, low],
  [1_000, 1_000, exhausted],
  // A tenth of 9 is 0.9: one unit is no less.
  [9, 8, nothing],
  [1, 0, nothing],
  [1, 1, exhausted],
  [1_000_000_000_000, 900_000_000_000, nothing],
  [1_000_000_000_000, 900_000_000_001, low],
])("of a budget of %i, with %i of it used, %i", (budget, used, says) => {
  const [spent, reserved] = [Math.floor(used / 2), Math.ceil(used / 2)].map(amountMinor);
  expect(budgetSays(amountMinor(budget), reserved ?? ZERO, spent ?? ZERO)).toBe(says);
});

test("nothing is said of what has no bound, and of a budget of nothing", () => {
  expect(budgetSays(null, ZERO, amountMinor(5))).toBe(nothing);
  expect(budgetSays(ZERO, ZERO, ZERO)).toBe(nothing);
});

test("each setting of a budget has events of its own", () => {
  const keyOf = (setting: number) =>
    sayBudget({ campaignId: "spring", setting, budget: amountMinor(10), remaining: ZERO }, 0).key;
  expect(keyOf(1)).toEqual(keyOf(1));
  expect(keyOf(1)).not.toEqual(keyOf(2));
});
