import { describe, expect, test } from "vitest";
import { campaignConcerns, levelsConcerning } from "../../../../domain/commission/concerning.ts";

const levels = [{ level: 1 }, { level: 2 }, { level: 3 }];
const of = (scope: object) => ({ scope, levels });
const shown = (scope: object, tier: string, most = 3) =>
  levelsConcerning(of(scope), tier, most).map(({ level }) => level);

describe("a rule concerns a promoter", () => {
  test("by every level that is paid, where it is for all tiers or for the promoter's", () => {
    expect(shown({}, "gold")).toEqual([1, 2, 3]);
    expect(shown({ tier: "gold", productId: "tea" }, "gold", 2)).toEqual([1, 2]);
  });

  test("of another tier by its orders never, and by those of its team", () => {
    expect(shown({ tier: "diamond" }, "gold")).toEqual([2, 3]);
    expect(shown({ tier: "diamond" }, "gold", 1)).toEqual([]);
  });
});

describe("a campaign concerns a promoter", () => {
  test.each<[string, object[], boolean]>([
    ["that has no rules of its own", [{ campaignId: "other", tier: "diamond" }], true],
    [
      "of which one rule is for its tier",
      [
        { campaignId: "c", tier: "diamond" },
        { campaignId: "c", tier: "gold" },
      ],
      true,
    ],
    ["of which one rule is for all", [{ campaignId: "c", tier: "diamond" }, { campaignId: "c" }], true],
    ["but none whose rules are all for others", [{ campaignId: "c", tier: "diamond" }], false],
  ])("%s", (_, scopes, concerns) => {
    expect(
      campaignConcerns(
        "c",
        scopes.map((scope) => of(scope)),
        "gold",
      ),
    ).toBe(concerns);
  });
});
