import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import {
  addDigests,
  type CommissionSums,
  digestOf,
  emptyDigest,
  inBuckets,
  unlikeBuckets,
} from "../../domain/ledger/commission-digest.ts";

const amount = fc.oneof(fc.integer({ min: -100, max: 100 }), fc.maxSafeInteger());
const commission: fc.Arbitrary<CommissionSums> = fc.record({
  commissionId: fc.integer({ min: 0, max: 40 }).map((number) => `cm_7_0_1_order-${number}`),
  promoter: fc.integer({ min: 1, max: 3 }).map((ref) => ref as PromoterRef),
  pending: amount,
  held: amount,
  released: amount,
});
const seed = fc.record({ one: fc.integer(), two: fc.integer() });

test("a digest is the sum of its parts, in whatever sequence", () => {
  fc.assert(
    fc.property(fc.array(commission), fc.array(commission), seed, (one, other, seed) => {
      const apart = addDigests(digestOf(other.toReversed(), seed), digestOf(one, seed));
      expect(apart).toEqual(digestOf([...one, ...other], seed));
    }),
  );
});

test("a commission told in parts has the digest of the whole", () => {
  fc.assert(
    fc.property(commission, fc.integer({ min: -1_000_000, max: 1_000_000 }), seed, (whole, part, seed) => {
      fc.pre(Number.isSafeInteger(whole.held - part));
      const parts = [
        { ...whole, held: whole.held - part },
        { ...whole, pending: 0, held: part, released: 0 },
      ];
      expect(digestOf(parts, seed)).toEqual(digestOf([whole], seed));
    }),
  );
});

test("whatever differs lies in a bucket that differs, and nothing else is looked at", () => {
  fc.assert(
    fc.property(fc.array(commission), commission, seed, (same, extra, seed) => {
      fc.pre(extra.pending !== 0 || extra.held !== 0 || extra.released !== 0);
      const buckets = unlikeBuckets(digestOf(same, seed), digestOf([...same, extra], seed));
      expect(buckets.size).toBe(1);
      expect(inBuckets([extra], seed, buckets)).toEqual([extra]);
      expect(unlikeBuckets(emptyDigest(), digestOf([], seed)).size).toBe(0);
    }),
    { numRuns: 1_000 },
  );
});

test("two differences that cancel out in a sum do not cancel out in a digest", () => {
  const [one, other] = ["cm_7_0_1_a", "cm_7_0_1_b"].map((commissionId) => {
    return { commissionId, promoter: 1 as PromoterRef, pending: 0, held: 0, released: 1_000 };
  });
  const told = [one, other].filter((each) => each !== undefined);
  const seed = { one: 1, two: 2 };
  const swapped = told.map((each, at) => ({ ...each, released: at === 0 ? 900 : 1_100 }));
  expect(unlikeBuckets(digestOf(told, seed), digestOf(swapped, seed)).size).toBeGreaterThan(0);
});
