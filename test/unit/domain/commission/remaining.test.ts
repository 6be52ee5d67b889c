import { expect, test } from "vitest";
import { keptOf, keptOfLines } from "../../../../domain/commission/remaining.ts";
import { planCommissions } from "../../../../domain/commission/plan.ts";
import { InvariantViolation } from "../../../../domain/kernel/invariant.ts";
import { item, money, order, percentage, planInput, rule, ruleSet, under } from "./builders.ts";

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

const LEAD = { per: "order", ruleId: "lead", ruleVersion: 1, base: money(0), amount: money(500) } as const;

test("what an order of nothing pays once is kept until it is called off", () => {
  const [goods, reversed] = [{ amount: money(0) }, money(0)];
  expect(keptOfLines(money(500), [LEAD], goods, { reversed })).toBe(500);
  expect(keptOfLines(money(500), [LEAD], goods, { reversed, isNothing: true })).toBe(0);
});

test("what an order pays once is taken back in proportion, whether a refund names its items or not", () => {
  const goods = { amount: money(10_000), items: [item("tea", 7_500), item("cup", 2_500)] };
  const named = [{ productId: "cup", amount: money(2_500) }];
  const worth = { reversed: money(2_500) };
  expect(keptOfLines(money(500), [LEAD], goods, worth)).toBe(375);
  expect(keptOfLines(money(500), [LEAD], goods, { ...worth, named })).toBe(375);
});

test("more reversed than the order's amount is a bug of the caller", () => {
  expect(() => keptOf(money(1), money(10), money(11))).toThrow(InvariantViolation);
});
