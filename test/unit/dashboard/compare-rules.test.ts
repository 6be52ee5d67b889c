/** Two versions of rules are compared rule by rule and part by part, whatever the sequence of their members. */
import { expect, test } from "vitest";
import { compareRules } from "../../../dashboard/desk/plans/compare-rules.ts";
import type { components } from "../../../sdk/node/api.d.ts";

type Rule = components["schemas"]["CommissionRule"];

const BASE: Rule = {
  id: "base",
  priority: 0,
  customers: "all",
  scope: {},
  levels: [
    { level: 1, kind: "percentage", rateBps: 1_000 },
    { level: 2, kind: "percentage", rateBps: 500 },
  ],
};

test("what is the same is the same, also with its members in another sequence and defaults left out", () => {
  const again: Rule = {
    levels: [
      { rateBps: 500, kind: "percentage", level: 2 },
      { rateBps: 1_000, level: 1, kind: "percentage" },
    ],
    id: "base",
  };
  const [rule] = compareRules([BASE], [again]);
  expect(rule).toMatchObject({ id: "base", change: "same" });
  expect(rule?.parts.map(({ key }) => key)).toEqual(["customers", "priority", "level 1", "level 2"]);
});

test("a part that changed, came or went is told from those that did not", () => {
  const changed: Rule = {
    ...BASE,
    scope: { productId: "tea" },
    validFrom: "2026-12-01T00:00:00Z",
    levels: [{ level: 1, kind: "percentage", rateBps: 1_250 }],
  };
  const [rule] = compareRules([BASE], [changed]);
  expect(rule?.change).toBe("changed");
  const differing = rule?.parts.filter(({ isChanged }) => isChanged);
  expect(differing?.map(({ key, before, after }) => [key, before?.value, after?.value])).toEqual([
    ["scope productId", undefined, "tea"],
    ["validFrom", undefined, "2026-12-01T00:00:00Z"],
    ["level 1", BASE.levels[0], changed.levels[0]],
    ["level 2", BASE.levels[1], undefined],
  ]);
});

test("rules that came stand in the later sequence, and those that went at the end", () => {
  const named = (id: string): Rule => ({ ...BASE, id });
  const rules = compareRules([named("gone"), named("stays")], [named("new"), named("stays")]);
  expect(rules.map(({ id, change }) => [id, change])).toEqual([
    ["new", "added"],
    ["stays", "same"],
    ["gone", "removed"],
  ]);
});

test("a member that this page does not know is compared as the API spells it", () => {
  const later = { ...BASE, region: { of: "north" } } as Rule;
  const [rule] = compareRules([BASE], [later]);
  expect(rule?.parts.find(({ isChanged }) => isChanged)).toMatchObject({
    after: { kind: "other", name: "region", value: '{"of":"north"}' },
  });
});
