/** The laws of the largest-remainder split. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { InvariantViolation } from "../../domain/kernel/invariant.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { splitByLargestRemainder } from "../../domain/kernel/split.ts";
import { sized } from "../support/effort.ts";
import { plainSplit } from "../support/plain/attribution.ts";

const whole = fc.oneof(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: LIMITS.amountMinor }));
const weights = fc
  .array(fc.oneof(fc.bigInt({ min: 0n, max: 5n }), fc.bigInt({ min: 0n, max: 1n << 70n })), {
    minLength: 1,
    maxLength: 30,
  })
  .filter((all) => all.some((weight) => weight > 0n));

const law = (holds: (whole: number, weights: bigint[]) => void) =>
  fc.assert(fc.property(whole, weights, holds), { numRuns: sized(1_000, 20_000, 2_000) });

test("the parts sum to the whole, none negative", () => {
  law((amount, by) => {
    const parts = splitByLargestRemainder(amount, by);
    expect(parts.reduce((sum, part) => sum + part, 0)).toBe(amount);
    expect(parts.every((part) => Number.isSafeInteger(part) && part >= 0)).toBe(true);
  });
});

test("every part is its exact share, rounded down or up", () => {
  law((amount, by) => {
    const total = by.reduce((sum, weight) => sum + weight, 0n);
    for (const [index, part] of splitByLargestRemainder(amount, by).entries()) {
      const floor = (BigInt(amount) * (by[index] ?? 0n)) / total;
      expect([floor, floor + 1n]).toContain(BigInt(part));
    }
  });
});

test("no weight, no part; of equal weights the earlier is never worse off, and by one unit at most better", () => {
  law((amount, by) => {
    const parts = splitByLargestRemainder(amount, by);
    for (const [index, weight] of by.entries()) {
      expect(weight > 0n || parts[index] === 0).toBe(true);
      const earlier = by.indexOf(weight);
      const more = (parts[earlier] ?? 0) - (parts[index] ?? 0);
      expect(more === 0 || more === 1).toBe(true);
    }
  });
});

test("weights in the same proportion give the same parts", () => {
  law((amount, by) => {
    const tripled = by.map((weight) => weight * 3n);
    expect(splitByLargestRemainder(amount, tripled)).toEqual(splitByLargestRemainder(amount, by));
  });
});

test("it agrees with a plain implementation that hands out one unit at a time", () => {
  law((amount, by) => {
    expect(splitByLargestRemainder(amount, by)).toEqual(plainSplit(amount, by));
  });
});

test.each([
  [100, [1, 1, 1], [34, 33, 33]],
  [7, [40, 20, 40], [3, 1, 3]],
  [1_003, [50, 50], [502, 501]],
  [0, [1, 2], [0, 0]],
])("%d over %j is %j", (amount, by, parts) => {
  expect(splitByLargestRemainder(amount, by.map(BigInt))).toEqual(parts);
});

test.each([[[]], [[0, 0]], [[-1, 2]]])("weights %j are a bug of the caller", (by) => {
  expect(() => splitByLargestRemainder(1, by.map(BigInt))).toThrow(InvariantViolation);
});
