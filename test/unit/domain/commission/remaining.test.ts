import { expect, test } from "vitest";
import { keptOf } from "../../../../domain/commission/remaining.ts";
import { planCommissions } from "../../../../domain/commission/plan.ts";
import { InvariantViolation } from "../../../../domain/kernel/invariant.ts";
import { money, order, percentage, planInput, rule, ruleSet, under } from "./builders.ts";

/** The example of the contract: 10,001 under 10, 5 and 2 %. */
const commissions = planCommissions(
  planInput({
    order: order(10_001),
    rules: ruleSet(rule("all", [percentage(1, 1_000), percentage(2, 500), percentage(3, 200)])),
    promoters: [under(1, 2, 3)],
    policy: { maxLevels: 3 },
  }),
).commissions;

test.each([
  [0, [1_000, 500, 200]],
  [3_333, [667, 334, 134]],
  [6_666, [334, 167, 67]],
  [10_000, [1, 1, 1]],
  [10_001, [0, 0, 0]],
])("after refunds of %d of 10,001, %j is kept", (reversed, kept) => {
  expect(commissions.map((one) => keptOf(one.amount, money(10_001), money(reversed)))).toEqual(kept);
});

test("of an order of nothing, nothing is kept", () => {
  expect(keptOf(money(0), money(0), money(0))).toBe(0);
});

test("more reversed than the order's amount is a bug of the caller", () => {
  expect(() => keptOf(money(1), money(10), money(11))).toThrow(InvariantViolation);
});
