/**
 * `2^(-numerator/denominator)` in fixed point, by integers alone: the same answer on every machine, which
 * `Math.pow` does not promise.
 */
import { invariant } from "./invariant.ts";

/**
 * Touches a millisecond either side of a third weigh more than twice that one. The difference is 2^-60 at a half-life of a
 * week, and 2^-71 at one of a year. Shares that differ by so little are told apart.
 */
const FRACTION_BITS = 128;
/** Beyond so many halvings nothing is left. */
const MOST_HALVINGS = 64;
const SHIFT = BigInt(FRACTION_BITS);

const ROOT_ONE = 1n << SHIFT;

/** 2^(-1/2), 2^(-1/4), 2^(-1/8), …: each the square root of the one before. */
const ROOTS = rootsOfOneHalf();

/**
 * `2^(-numerator/denominator)` times `halving(0, 1)`, which stands for 1; 0 when that is below 2^-64. The root for the fraction is
 * right to 120 bits. The whole part halves it exactly, so that two of one age weigh just what one of a half-life less does.
 *
 * @throws InvariantViolation unless both are safe integers, the numerator 0 or more, the denominator above 0.
 */
export function halving(numerator: number, denominator: number): bigint {
  invariant(Number.isSafeInteger(numerator) && numerator >= 0, "halving takes a non-negative numerator");
  invariant(Number.isSafeInteger(denominator) && denominator > 0, "halving takes a positive denominator");
  let rest = numerator % denominator;
  const whole = (numerator - rest) / denominator;
  if (whole > MOST_HALVINGS || (whole === MOST_HALVINGS && rest > 0)) return 0n;
  let value = ROOT_ONE;
  for (const root of ROOTS) {
    if (rest === 0) break;
    // The next binary digit of rest/denominator, without doubling beyond the safe integers.
    const digit = rest >= denominator - rest;
    rest = digit ? rest - (denominator - rest) : rest * 2;
    if (digit) value = (value * root) >> SHIFT;
  }
  return value << BigInt(MOST_HALVINGS - whole);
}

function rootsOfOneHalf(): readonly bigint[] {
  const roots: bigint[] = [];
  let square = ROOT_ONE >> 1n;
  for (let digit = 0; digit < FRACTION_BITS; digit += 1) {
    square = squareRoot(square << SHIFT);
    roots.push(square);
  }
  return roots;
}

/** The greatest integer whose square is at most `value`, by Newton's method from above. */
function squareRoot(value: bigint): bigint {
  let root = 1n << BigInt(Math.ceil(value.toString(2).length / 2));
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
