import { expect, test } from "vitest";
import { promoterRefOf } from "../../../../domain/kernel/ids.ts";
import { correctionsOf, postedBy } from "../../../../domain/ledger/read-back.ts";
import { NOTHING_POSTED } from "../../../../domain/settlement/intent.ts";

const SUMS = { commissionId: "cm_1", promoter: promoterRefOf(1, 1), pending: 0, held: 0, released: 0 };

test("a commission of which nothing was posted begins anew", () => {
  expect(postedBy(null)).toEqual(NOTHING_POSTED);
  expect(postedBy({ ...SUMS, furthest: -1 })).toEqual(NOTHING_POSTED);
});

test("a commission that was taken back stays at the last place that it reached", () => {
  expect(postedBy({ ...SUMS, furthest: 2 })).toEqual({ earned: true, kept: 0, phase: "released" });
});

test("a commission that was released, taken back and, after its ledger was lost, earned again goes on where it lies", () => {
  expect(postedBy({ ...SUMS, pending: 4_003, furthest: 2 })).toEqual({
    earned: true,
    kept: 4_003,
    phase: "pending",
  });
});

test("sums that no postings of one commission leave say nothing", () => {
  expect(postedBy({ ...SUMS, pending: 1, held: 1, furthest: 1 })).toBeNull();
  expect(postedBy({ ...SUMS, released: -1, furthest: 2 })).toBeNull();
});

test("of a commission that lies in several places only what came furthest is left", () => {
  expect(correctionsOf({ ...SUMS, pending: 4, held: 7, released: 9 })).toEqual([
    { intent: "reverse", phase: "pending", amount: 4 },
    { intent: "reverse", phase: "held", amount: 7 },
  ]);
  expect(correctionsOf({ ...SUMS, pending: -5, held: 10 })).toEqual([
    { intent: "restore", phase: "pending", amount: 5 },
  ]);
  expect(correctionsOf({ ...SUMS, released: -3 })).toEqual([
    { intent: "restore", phase: "released", amount: 3 },
  ]);
  expect(correctionsOf({ ...SUMS, held: 7 })).toEqual([]);
  expect(correctionsOf(SUMS)).toEqual([]);
});
