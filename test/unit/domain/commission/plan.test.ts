import { describe, expect, test } from "vitest";
import { planCommissions } from "../../../../domain/commission/plan.ts";
import { InvariantViolation } from "../../../../domain/kernel/invariant.ts";
import { ref } from "../attribution/builders.ts";
import {
  brief,
  credits,
  item,
  money,
  order,
  percentage,
  planInput,
  rule,
  ruleSet,
  under,
  upline,
} from "./builders.ts";

const threeLevels = ruleSet(rule("all", [percentage(1, 1_000), percentage(2, 500), percentage(3, 200)]));

describe("levels", () => {
  test("each pays its own percentage of the same base, rounded down", () => {
    const input = planInput({
      order: order(10_001),
      rules: threeLevels,
      promoters: [under(1, 2, 3)],
      policy: { maxLevels: 3 },
    });
    expect(brief(input)).toEqual([
      [1, 1, 1, 1_000],
      [2, 1, 2, 500],
      [3, 1, 3, 200],
    ]);
  });

  test("a rule's level 3 is not paid in a program of two levels", () => {
    const input = planInput({ rules: threeLevels, promoters: [under(1, 2, 3)] });
    expect(brief(input).map(([, , level]) => level)).toEqual([1, 2]);
  });

  test("a level of 0 % is shown with 0 and never gets the next level's percentage", () => {
    const rules = ruleSet(rule("all", [percentage(1, 1_000), percentage(2, 0), percentage(3, 200)]));
    const input = planInput({ rules, promoters: [under(1, 2, 3)], policy: { maxLevels: 3 } });
    expect(brief(input)).toEqual([
      [1, 1, 1, 1_000],
      [2, 1, 2, 0],
      [3, 1, 3, 200],
    ]);
  });

  test("a rule without level 1 pays nobody there, and level 2 all the same", () => {
    const rules = ruleSet(rule("uplines", [percentage(2, 500)]));
    const input = planInput({ rules, promoters: [under(1, 2)] });
    expect(brief(input)).toEqual([[2, 1, 2, 500]]);
    expect(planCommissions(input).levels.map((one) => one.outcome)).toEqual(["no_rule", "paid"]);
  });

  test("a suspended upline's share is paid to nobody, and level 3 keeps its own percentage", () => {
    const input = planInput({
      rules: threeLevels,
      promoters: [under(1, upline(2, { status: "suspended" }), 3)],
      policy: { maxLevels: 3 },
    });
    expect(brief(input)).toEqual([
      [1, 1, 1, 1_000],
      [3, 1, 3, 200],
    ]);
  });

  test("under compress the next one earns the percentage of the level it moved up to", () => {
    const input = planInput({
      rules: threeLevels,
      promoters: [under(1, upline(2, { status: "suspended" }), 3)],
      policy: { inactiveUpline: "compress" },
    });
    expect(brief(input)).toEqual([
      [1, 1, 1, 1_000],
      [3, 1, 2, 500],
    ]);
  });

  test("a promoter without uplines leaves the upper levels unpaid", () => {
    expect(brief(planInput({ rules: threeLevels }))).toEqual([[1, 1, 1, 1_000]]);
  });
});

describe("several credits", () => {
  test("the base is split by largest remainder: 1,003 in halves is 502 and 501", () => {
    const input = planInput({
      order: order(1_003),
      credits: credits([1, 5_000], [2, 5_000]),
      promoters: [under(1), under(2)],
      rules: ruleSet(rule("all", [percentage(1, 3_000)])),
    });
    expect(planCommissions(input).commissions.map((one) => one.lines[0]?.base)).toEqual([502, 501]);
  });

  test("two credited promoters with one common upline pay it twice, one commission for each credit", () => {
    const input = planInput({
      credits: credits([1, 6_000], [2, 4_000]),
      promoters: [under(1, 9), under(2, 9)],
      rules: threeLevels,
    });
    expect(brief(input)).toEqual([
      [1, 1, 1, 600],
      [9, 1, 2, 300],
      [2, 2, 1, 400],
      [9, 2, 2, 200],
    ]);
    expect(planCommissions(input).commissions.map((one) => one.credit)).toEqual([0, 0, 1, 1]);
  });

  test("a promoter and its own upline, both credited, each earn from both", () => {
    const input = planInput({
      credits: credits([1, 5_000], [2, 5_000]),
      promoters: [under(1, 2), under(2)],
      rules: threeLevels,
    });
    expect(brief(input)).toEqual([
      [1, 1, 1, 500],
      [2, 1, 2, 250],
      [2, 2, 1, 500],
    ]);
  });

  test("each credited promoter's own tier chooses its rule", () => {
    const gold = { ...under(2), tier: "gold" };
    const input = planInput({
      credits: credits([1, 5_000], [2, 5_000]),
      promoters: [under(1), gold],
      rules: ruleSet(
        rule("all", [percentage(1, 1_000)]),
        rule("gold", [percentage(1, 2_000)], { scope: { tier: "gold" } }),
      ),
    });
    expect(brief(input)).toEqual([
      [1, 1, 1, 500],
      [2, 2, 1, 1_000],
    ]);
  });
});

describe("items", () => {
  const rules = ruleSet(
    rule("all", [percentage(1, 1_000), percentage(2, 500)]),
    rule("tea", [percentage(1, 2_000)], { scope: { productId: "tea" } }),
    rule("food", [percentage(1, 0)], { scope: { categoryId: "food" } }),
  );
  const items = [item("tea", 3_000), item("rice", 2_000, { categoryId: "food" }), item("cup", 5_005)];
  const input = planInput({ order: order(10_005, { items }), rules, promoters: [under(1, 2)] });

  test("one order under several rules is one commission per credit and level, with a line per item", () => {
    expect(planCommissions(input).commissions).toEqual([
      {
        promoter: 1,
        creditedPromoter: 1,
        credit: 0,
        level: 1,
        amount: 1_100,
        cut: 0,
        lines: [
          { productId: "tea", ruleId: "tea", ruleVersion: 7, base: 3_000, rateBps: 2_000, amount: 600 },
          { productId: "rice", ruleId: "food", ruleVersion: 7, base: 2_000, rateBps: 0, amount: 0 },
          { productId: "cup", ruleId: "all", ruleVersion: 7, base: 5_005, rateBps: 1_000, amount: 500 },
        ],
      },
      {
        promoter: 2,
        creditedPromoter: 1,
        credit: 0,
        level: 2,
        amount: 250,
        cut: 0,
        lines: [{ productId: "cup", ruleId: "all", ruleVersion: 7, base: 5_005, rateBps: 500, amount: 250 }],
      },
    ]);
  });

  test("an item that no rule is for earns nothing, the others all the same", () => {
    const onlyTea = ruleSet(rule("tea", [percentage(1, 2_000)], { scope: { productId: "tea" } }));
    expect(brief({ ...input, rules: onlyTea })).toEqual([[1, 1, 1, 600]]);
  });

  test("an order without any rule is earned and pays nothing", () => {
    const plan = planCommissions({ ...input, rules: ruleSet() });
    expect(plan.commissions).toEqual([]);
    expect(plan.levels.map((one) => one.outcome)).toEqual(["no_rule", "no_rule"]);
  });

  test("an order without items is one unit under the rules for everything", () => {
    const fixed = rule("fixed", [{ level: 1, kind: "fixed", amount: money(70) }]);
    expect(brief(planInput({ rules: ruleSet(fixed) }))).toEqual([[1, 1, 1, 70]]);
  });

  test("commission is on what was paid: items count by amount, whatever their quantity", () => {
    const many = [item("tea", 3_000, { quantity: 10 })];
    expect(brief(planInput({ order: order(3_000, { items: many }) }))).toEqual([[1, 1, 1, 300]]);
  });
});

describe("sales of a promoter", () => {
  const brackets = [
    { from: money(0), rateBps: 500 },
    { from: money(1_000), rateBps: 1_000 },
  ];
  const tiered = (level: number) => ({ level, kind: "tiered", basis: "lifetime_sales", brackets }) as const;

  test("an upline's bracket follows from its own sales, not from those of the credited promoter", () => {
    const sales = new Map([[ref(2), { lifetimeSales: money(1_000), monthSales: money(0) }]]);
    const rules = ruleSet(rule("all", [tiered(1), tiered(2)]));
    expect(brief(planInput({ rules, promoters: [under(1, 2)], sales }))).toEqual([
      [1, 1, 1, 500],
      [2, 1, 2, 1_000],
    ]);
  });
});

describe("the cap", () => {
  const rich = ruleSet(rule("rich", [percentage(1, 2_000), percentage(2, 1_000), percentage(3, 500)]));
  const cut = (capBps: number, amount = 10_000) => {
    const input = planInput({
      order: order(amount),
      credits: credits([1, 5_000], [2, 5_000]),
      promoters: [under(1, 8, 9), under(2, 8, 9)],
      rules: rich,
      policy: { maxLevels: 3, capBps },
    });
    return planCommissions(input).commissions.map((one) => [one.credit, one.level, one.amount, one.cut]);
  };

  test.each([
    ["nothing to cut", 3_500, [1_000, 500, 250, 1_000, 500, 250]],
    ["level 3 of the last credit first", 3_400, [1_000, 500, 250, 1_000, 500, 150]],
    ["then level 3 of the one before", 3_200, [1_000, 500, 200, 1_000, 500, 0]],
    ["then level 2, last credit first", 2_900, [1_000, 500, 0, 1_000, 400, 0]],
    ["then level 1, last credit first", 1_500, [1_000, 0, 0, 500, 0, 0]],
    ["to nothing", 0, [0, 0, 0, 0, 0, 0]],
  ])("%s", (_, capBps, amounts) => {
    const result = cut(capBps);
    expect(result.map(([, , amount]) => amount)).toEqual(amounts);
    expect(result.map(([, , amount, cut]) => (amount ?? 0) + (cut ?? 0))).toEqual([
      1_000, 500, 250, 1_000, 500, 250,
    ]);
  });

  test("lines keep what the rule gave", () => {
    const input = planInput({ rules: rich, policy: { capBps: 1_000 } });
    expect(planCommissions(input)).toMatchObject({
      capAmount: 1_000,
      commissions: [{ amount: 1_000, cut: 1_000, lines: [{ amount: 2_000 }] }],
    });
  });

  test("it is rounded down", () => {
    expect(planCommissions(planInput({ order: order(9_999) })).capAmount).toBe(2_999);
  });

  test("a fixed commission never exceeds an order of nothing", () => {
    const rules = ruleSet(rule("fixed", [{ level: 1, kind: "fixed", amount: money(100) }]));
    expect(brief(planInput({ order: order(0), rules, policy: { capBps: 10_000 } }))).toEqual([[1, 1, 1, 0]]);
  });
});

test("a credit of a promoter without a snapshot is a bug of the caller", () => {
  expect(() => planCommissions(planInput({ promoters: [] }))).toThrow(InvariantViolation);
});
