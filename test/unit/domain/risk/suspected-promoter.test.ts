import { expect, test } from "vitest";
import { promoterIdOf, type PromoterRef } from "../../../../domain/kernel/ids.ts";
import type { RiskReason } from "../../../../domain/order/risk-reason.ts";
import { suspectedPromoter } from "../../../../domain/risk/suspected-promoter.ts";

const [FIRST, SECOND, OTHER] = [401, 402, 403] as PromoterRef[] as [PromoterRef, PromoterRef, PromoterRef];

function shared(first: number) {
  return {
    credits: [
      { promoter: FIRST, weightBps: first },
      { promoter: SECOND, weightBps: 10_000 - first },
    ],
  };
}

const reason = (weight: number, promoter?: PromoterRef): RiskReason => ({
  code: "credit_displaced",
  weight,
  facts: promoter === undefined ? {} : { promoterId: promoterIdOf(promoter) },
});

test.each([
  ["of whom the reason names, though it has less of the order", 7_000, [reason(3, SECOND)], SECOND],
  [
    "of whom the heaviest reason names",
    5_000,
    [reason(1, FIRST), reason(3, SECOND), reason(2, FIRST)],
    SECOND,
  ],
  ["of equal reasons, of whom the first one names", 4_000, [reason(2, FIRST), reason(2, SECOND)], FIRST],
  ["of who has most, where no reason names anybody", 6_000, [reason(3)], FIRST],
  ["of who has most, where a reason names somebody who has nothing", 4_000, [reason(3, OTHER)], SECOND],
  ["of who has most, where there are no reasons: a person began the review", 5_000, [], FIRST],
])("a case is %s", (_, first, reasons, expected) => {
  expect(suspectedPromoter(shared(first), reasons)).toBe(expected);
});

test("an order of nobody is nobody's case", () => {
  expect(suspectedPromoter({ credits: [] }, [reason(3, FIRST)])).toBeUndefined();
});
