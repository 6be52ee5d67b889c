/** Money is a safe, non-negative integer of a currency's minor unit. Nothing here rounds without saying how. */
import { invariant } from "./invariant.ts";
import { LIMITS } from "./limits.ts";

declare const minorUnits: unique symbol;

/** A non-negative amount in minor units (cents, fen). */
export type AmountMinor = number & { readonly [minorUnits]: true };

/** Basis points in a whole: 10,000 bps is 100 %. */
export const BPS_SCALE = 10_000;

export const ZERO = 0 as AmountMinor;

/** True for an integer that an order, an adjustment or a payout may carry: 0 to 10^12. */
export function isAmountMinor(value: number): value is AmountMinor {
  return Number.isSafeInteger(value) && value >= 0 && value <= LIMITS.amountMinor;
}

/** Brands a sum or balance; balances may exceed the bound of one order, but stay safe integers. */
export function amountMinor(value: number): AmountMinor {
  invariant(Number.isSafeInteger(value) && value >= 0, `not an amount in minor units: ${value}`);
  return value as AmountMinor;
}

export function plus(a: AmountMinor, b: AmountMinor): AmountMinor {
  return amountMinor(a + b);
}

/** `a - b`; a negative result is a bug of the caller. */
export function minus(a: AmountMinor, b: AmountMinor): AmountMinor {
  return amountMinor(a - b);
}

export function least(a: AmountMinor, b: AmountMinor): AmountMinor {
  return a < b ? a : b;
}

export function sumOf(amounts: Iterable<AmountMinor>): AmountMinor {
  let total = 0;
  for (const amount of amounts) total += amount;
  return amountMinor(total);
}

/**
 * `value * numerator / denominator`, exact through BigInt, rounded as named.
 *
 * @throws InvariantViolation when an argument is not a non-negative safe integer, the denominator is zero,
 * or the result is not a safe integer.
 */
export function mulDiv(
  value: number,
  numerator: number,
  denominator: number,
  rounding: "floor" | "ceil",
): AmountMinor {
  for (const part of [value, numerator, denominator]) {
    invariant(
      Number.isSafeInteger(part) && part >= 0,
      `mulDiv takes non-negative safe integers, got ${part}`,
    );
  }
  invariant(denominator > 0, "mulDiv divides by zero");
  const product = BigInt(value) * BigInt(numerator);
  const divisor = BigInt(denominator);
  const quotient = product / divisor;
  const up = rounding === "ceil" && product % divisor !== 0n ? 1n : 0n;
  return amountMinor(Number(quotient + up));
}
