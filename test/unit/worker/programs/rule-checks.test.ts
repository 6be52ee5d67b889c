/** A set of rules that contradicts itself or its program is refused whole, with the path of the fault. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { refusalOfRules } from "../../../../worker/programs/rule-checks.ts";
import { rulesBodySchema } from "../../../../worker/configuration/rules.shapes.ts";

const BOUNDS = { maxLevels: 2, capBps: 3_000 };
const percent = (level: number, rateBps: number) => ({ level, kind: "percentage", rateBps });
const tiered = (level: number, ...brackets: [from: number, rateBps: number][]) => ({
  level,
  kind: "tiered",
  basis: "lifetime_sales",
  brackets: brackets.map(([from, rateBps]) => ({ from, rateBps })),
});

function refusal(rules: object[], bounds = BOUNDS): string[] {
  const parsed = rulesBodySchema.parse({ rules });
  const found = refusalOfRules(parsed.rules, bounds);
  return found === undefined ? [] : [found.code, found.fault.path];
}

describe("refused", () => {
  test.each<[string, string, object[]]>([
    ["cap_exceeded", "rules[0].levels", [{ id: "a", levels: [percent(1, 2_000), percent(2, 1_001)] }]],
    ["cap_exceeded", "rules[0].levels", [{ id: "a", levels: [tiered(1, [0, 100], [5, 3_001])] }]],
    [
      "cap_exceeded",
      "rules[0].levels",
      [{ id: "a", levels: [{ level: 1, kind: "hybrid", rateBps: 3_001, amount: 1 }] }],
    ],
    [
      "cap_exceeded",
      "rules[1].levels",
      [
        { id: "a", levels: [percent(1, 3_000)] },
        { id: "b", priority: 1, levels: [tiered(1, [0, 2_000]), percent(2, 1_001)] },
      ],
    ],
    ["invalid_rules", "rules[0].levels[0].level", [{ id: "a", levels: [percent(3, 1)] }]],
    ["invalid_rules", "rules[0].levels[1].level", [{ id: "a", levels: [percent(1, 1), tiered(1, [0, 1])] }]],
    [
      "invalid_rules",
      "rules[0].levels[0].min",
      [{ id: "a", levels: [{ ...percent(1, 1), min: 2, max: 1 }] }],
    ],
    [
      "invalid_rules",
      "rules[0].levels[0].brackets[2].from",
      [{ id: "a", levels: [tiered(1, [0, 1], [10, 2], [9, 3])] }],
    ],
    [
      "invalid_rules",
      "rules[0].levels[0].brackets[1].from",
      [{ id: "a", levels: [tiered(1, [5, 1], [5, 2])] }],
    ],
    [
      "invalid_rules",
      "rules[0].validTo",
      [
        {
          id: "a",
          levels: [percent(1, 1)],
          validFrom: "2026-01-01T00:00:00Z",
          validTo: "2026-01-01T00:00:00Z",
        },
      ],
    ],
    [
      "invalid_rules",
      "rules[1].scope",
      [
        { id: "a", scope: { tier: "gold" }, levels: [percent(1, 1)] },
        { id: "b", scope: { tier: "gold" }, customers: "new", levels: [percent(1, 2)] },
      ],
    ],
    [
      "invalid_rules",
      "rules[1].id",
      [
        { id: "a", levels: [percent(1, 1)] },
        { id: "a", priority: 2, levels: [percent(1, 1)] },
      ],
    ],
  ])("%s at %s", (code, path, rules) => {
    expect(refusal(rules)).toEqual([code, path]);
  });
});

describe("taken", () => {
  test.each<[string, object[]]>([
    ["percentages that sum to the cap itself", [{ id: "a", levels: [percent(1, 2_000), percent(2, 1_000)] }]],
    [
      "brackets that rise, by their highest rate at the cap",
      [{ id: "a", levels: [tiered(1, [0, 1], [9, 3_000])] }],
    ],
    [
      "a rule for new customers above one for all",
      [
        { id: "all", levels: [percent(1, 1)] },
        { id: "new", priority: 1, customers: "new", levels: [percent(1, 2)] },
      ],
    ],
    [
      "equal rank and scope where the times do not meet",
      [
        { id: "a", levels: [percent(1, 1)], validTo: "2026-01-01T00:00:00Z" },
        { id: "b", levels: [percent(1, 2)], validFrom: "2026-01-01T00:00:00Z" },
      ],
    ],
    [
      "amounts in money, which the cap bounds when they are computed",
      [{ id: "a", levels: [{ level: 1, kind: "fixed", amount: 1_000_000 }] }],
    ],
  ])("%s", (_, rules) => {
    expect(refusal(rules)).toEqual([]);
  });
});

test("a set is refused where two of its rules share an id, or rank and scope at one time, and nowhere else", () => {
  const year = (year: number) => `${year}-01-01T00:00:00Z`;
  const rule = fc.record({
    id: fc.integer({ min: 0, max: 40 }).map(String),
    priority: fc.integer({ min: 0, max: 1 }),
    scope: fc.constantFrom({}, { productId: "tea" }, { tier: "gold" }, { tier: "gold", productId: "tea" }),
    from: fc.integer({ min: 2000, max: 2010 }),
    years: fc.integer({ min: 1, max: 3 }),
  });
  type Rule = typeof rule extends fc.Arbitrary<infer One> ? One : never;
  const clash = (one: Rule, other: Rule) =>
    one.id === other.id ||
    (one.priority === other.priority &&
      one.scope === other.scope &&
      one.from < other.from + other.years &&
      other.from < one.from + one.years);
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 8 }), (rules) => {
      const sent = rules.map(({ from, years, ...rest }) => ({
        ...rest,
        validFrom: year(from),
        validTo: year(from + years),
        levels: [percent(1, 100)],
      }));
      const clashes = rules.some((one, place) => rules.slice(0, place).some((other) => clash(one, other)));
      expect(refusal(sent).length > 0).toBe(clashes);
    }),
  );
});
