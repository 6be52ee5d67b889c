import { describe, expect, test } from "vitest";
import { levelsOf } from "../../../../domain/commission/levels.ts";
import type { CommissionPolicy } from "../../../../domain/commission/policy.ts";
import type { PromoterSnapshot } from "../../../../domain/referral/promoter.ts";
import { DEFAULT_COMMISSION, under, upline } from "./builders.ts";

function levelsAt(credited: PromoterSnapshot, policy: Partial<CommissionPolicy>, customerId?: string) {
  const levels = levelsOf(credited, { ...DEFAULT_COMMISSION, ...policy }, customerId);
  return levels.map((one) => [one.level, one.promoter, one.outcome]);
}

const suspended = (number: number) => upline(number, { status: "suspended" });

test.each([
  [1, [[1, 1, "paid"]]],
  [
    2,
    [
      [1, 1, "paid"],
      [2, 2, "paid"],
    ],
  ],
  [
    3,
    [
      [1, 1, "paid"],
      [2, 2, "paid"],
      [3, 3, "paid"],
    ],
  ],
])("%d levels reach that far up the line and no further", (maxLevels, expected) => {
  expect(levelsAt(under(1, 2, 3, 4), { maxLevels })).toEqual(expected);
});

describe("a suspended upline", () => {
  test("forfeits its level and changes no other", () => {
    expect(levelsAt(under(1, suspended(2), 3), { maxLevels: 3 })).toEqual([
      [1, 1, "paid"],
      [2, 2, "suspended_forfeited"],
      [3, 3, "paid"],
    ]);
  });

  test("under compress the next active ones move up", () => {
    const line = under(1, suspended(2), suspended(3), 4, 5, 6);
    expect(levelsAt(line, { maxLevels: 3, inactiveUpline: "compress" })).toEqual([
      [1, 1, "paid"],
      [2, 2, "suspended_compressed"],
      [2, 3, "suspended_compressed"],
      [2, 4, "paid"],
      [3, 5, "paid"],
    ]);
  });
});

describe("the buyer as an upline", () => {
  test.each(["forfeit", "compress"] as const)("forfeits its share under %s, and nobody moves up", (mode) => {
    const line = under(1, upline(2, { memberId: "buyer" }), 3);
    expect(levelsAt(line, { maxLevels: 3, inactiveUpline: mode }, "buyer")).toEqual([
      [1, 1, "paid"],
      [2, 2, "self_forfeited"],
      [3, 3, "paid"],
    ]);
  });

  test("does not let others move up by being suspended", () => {
    const line = under(1, upline(2, { memberId: "buyer", status: "suspended" }), 3);
    expect(levelsAt(line, { inactiveUpline: "compress" }, "buyer")).toEqual([
      [1, 1, "paid"],
      [2, 2, "self_forfeited"],
    ]);
  });

  test("is paid where self-purchase is allowed", () => {
    const line = under(1, upline(2, { memberId: "buyer" }));
    expect(levelsAt(line, { selfPurchase: true }, "buyer")[1]).toEqual([2, 2, "paid"]);
  });
});
