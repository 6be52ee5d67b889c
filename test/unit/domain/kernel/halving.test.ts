import { expect, test } from "vitest";
import { halving } from "../../../../domain/kernel/halving.ts";
import { InvariantViolation } from "../../../../domain/kernel/invariant.ts";

const ONE = halving(0, 1);

test("whole half-lives halve exactly", () => {
  expect(halving(0, 7)).toBe(ONE);
  expect(halving(7, 7)).toBe(ONE / 2n);
  expect(halving(7 * 64, 7)).toBe(ONE >> 64n);
  expect(halving(7 * 65, 7)).toBe(0n);
});

test.each([
  [1, 2, 13_043_817_825_332_782_212n],
  [1, 3, 14_641_190_473_997_345_813n],
  [3, 4, 10_968_499_650_544_839_023n],
])("2^(-%d/%d) is right to 2^-58", (numerator, denominator, expected) => {
  const difference = (halving(numerator, denominator) >> 128n) - expected;
  expect(difference < 64n && difference > -64n).toBe(true);
});

test("two of one age weigh what one of a half-life less does, whatever the fraction", () => {
  for (let numerator = 0; numerator < 63 * 7; numerator += 1) {
    expect(2n * halving(numerator + 7, 7)).toBe(halving(numerator, 7));
  }
});

test("it falls as the exponent grows, up to the largest safe integers", () => {
  const most = Number.MAX_SAFE_INTEGER;
  expect(halving(most - 1, most) > halving(most, most)).toBe(true);
  expect(halving(most, most)).toBe(ONE / 2n);
  expect(halving(most, 1)).toBe(0n);
});

test.each([
  [-1, 1],
  [0.5, 1],
  [1, 0],
])("%d/%d is a bug of the caller", (numerator, denominator) => {
  expect(() => halving(numerator, denominator)).toThrow(InvariantViolation);
});
