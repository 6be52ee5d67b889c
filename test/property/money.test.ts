/** Money is exact to the largest safe integer, or refuses. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { keptOf } from "../../domain/commission/remaining.ts";
import { InvariantViolation } from "../../domain/kernel/invariant.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { amountMinor, isAmountMinor, mulDiv } from "../../domain/kernel/money.ts";
import { sized } from "../support/effort.ts";

const MAX = Number.MAX_SAFE_INTEGER;
const safe = fc.oneof(fc.maxSafeNat(), fc.nat({ max: 20_000 }), fc.constantFrom(0, 1, MAX - 1, MAX));

/** Long division by hand: the same quotient, found one binary digit at a time. */
function plainMulDiv(
  value: number,
  numerator: number,
  denominator: number,
  rounding: "floor" | "ceil",
): bigint {
  let rest = 0n;
  let quotient = 0n;
  for (const bit of (BigInt(value) * BigInt(numerator)).toString(2)) {
    rest = rest * 2n + BigInt(bit);
    quotient *= 2n;
    if (rest >= BigInt(denominator)) {
      rest -= BigInt(denominator);
      quotient += 1n;
    }
  }
  return rounding === "ceil" && rest > 0n ? quotient + 1n : quotient;
}

function outcomeOf(compute: () => number): bigint | "refused" {
  try {
    return BigInt(compute());
  } catch (error) {
    if (error instanceof InvariantViolation) return "refused";
    throw error;
  }
}

test("mulDiv is exact up to the largest safe integer, and refuses a result beyond it", () => {
  const rounding = fc.constantFrom("floor" as const, "ceil" as const);
  const check = fc.property(safe, safe, safe, rounding, (value, numerator, denominator, rounding) => {
    fc.pre(denominator > 0);
    const exact = plainMulDiv(value, numerator, denominator, rounding);
    expect(outcomeOf(() => mulDiv(value, numerator, denominator, rounding))).toBe(
      exact > BigInt(MAX) ? "refused" : exact,
    );
  });
  fc.assert(check, { numRuns: sized(5_000, 100_000, 10_000) });
});

test.each([
  [0.5, 1, 1],
  [-1, 1, 1],
  [1, Number.NaN, 1],
  [1, 1, 0],
  [MAX + 1, 1, 1],
  [Infinity, 1, 1],
])("mulDiv(%d, %d, %d) is a bug of the caller", (value, numerator, denominator) => {
  expect(() => mulDiv(value, numerator, denominator, "floor")).toThrow(InvariantViolation);
});

test.each([
  [0, true],
  [LIMITS.amountMinor, true],
  [LIMITS.amountMinor + 1, false],
  [-1, false],
  [0.5, false],
  [Number.NaN, false],
])("%d is an amount of an order: %s", (value, is) => {
  expect(isAmountMinor(value)).toBe(is);
});

const amounts = fc.integer({ min: 1, max: LIMITS.amountMinor }).chain((amount) =>
  fc.record({
    amount: fc.constant(amountMinor(amount)),
    commission: fc.integer({ min: 0, max: amount }).map(amountMinor),
    refunds: fc.uniqueArray(fc.integer({ min: 0, max: amount }), { maxLength: 6 }),
  }),
);

test("what is kept falls with every refund from all to nothing, and is never less than its exact share", () => {
  const check = fc.property(amounts, ({ amount, commission, refunds }) => {
    const kept = refunds.toSorted((a, b) => a - b).map((sum) => keptOf(commission, amount, amountMinor(sum)));
    expect(kept).toEqual(kept.toSorted((a, b) => b - a));
    for (const [index, sum] of refunds.toSorted((a, b) => a - b).entries()) {
      const over = BigInt(kept[index] ?? 0) * BigInt(amount) - BigInt(commission) * BigInt(amount - sum);
      expect(over >= 0n && over < BigInt(amount)).toBe(true);
    }
    expect(keptOf(commission, amount, amountMinor(0))).toBe(commission);
    expect(keptOf(commission, amount, amount)).toBe(0);
  });
  fc.assert(check, { numRuns: sized(2_500, 50_000, 5_000) });
});
