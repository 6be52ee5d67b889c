/** An order is reviewed when any rule suspects it, and names every reason. */
import { describe, expect, test } from "vitest";
import { riskOf } from "../../../../domain/risk/risk.ts";
import type { SuspectOrder } from "../../../../domain/risk/rules/rule.ts";
import { ref } from "../attribution/builders.ts";

const place = (number: number, ...above: number[]) => ({
  ref: ref(number),
  uplines: above.map((one) => ({ ref: ref(one) })),
});

/** Promoters 1 and 9 earned it; 1 stands under 2, 3, 4 and 5. Told by the merchant, for a buyer outside of the tree. */
function suspect(more: Partial<SuspectOrder> = {}): SuspectOrder {
  return {
    credits: [1, 9].map((number) => ({ promoter: ref(number), weightBps: 5_000 })),
    places: new Map([place(1, 2, 3, 4, 5), place(9)].map((one) => [one.ref, one])),
    buyer: undefined,
    selfPurchase: false,
    reportedByPage: false,
    ...more,
  };
}

test("an order that nothing speaks against passes", () => {
  expect(riskOf(suspect())).toEqual({ verdict: "pass", reasons: [] });
});

test("an order that a page reported is reviewed", () => {
  expect(riskOf(suspect({ reportedByPage: true }))).toEqual({
    verdict: "review",
    reasons: ["pixel_conversion"],
  });
});

describe("a buyer", () => {
  test.each([
    ["three steps above a credited promoter", place(4), ["buyer_near_promoter"]],
    ["right below one", place(20, 9), ["buyer_near_promoter"]],
    ["four steps above", place(5), []],
    ["in another line", place(30, 31), []],
  ])("%s", (_, buyer, reasons) => {
    expect(riskOf(suspect({ buyer })).reasons).toEqual(reasons);
  });

  test("near a promoter is no suspicion where promoters may earn from their own orders", () => {
    expect(riskOf(suspect({ buyer: place(4), selfPurchase: true })).verdict).toBe("pass");
  });
});

test("every reason is named, in the same sequence", () => {
  expect(riskOf(suspect({ buyer: place(4), reportedByPage: true })).reasons).toEqual([
    "pixel_conversion",
    "buyer_near_promoter",
  ]);
});
