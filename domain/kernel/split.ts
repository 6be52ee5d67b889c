/** Splits a whole into integer parts that always sum to it: the largest-remainder method (Hamilton). */
import { invariant } from "./invariant.ts";
import { amountMinor, type AmountMinor } from "./money.ts";

/**
 * Parts of `whole` in proportion to `weights`. Each part is floored; what is left goes, one unit each, to the
 * largest remainders, and between equal remainders to the one that stands first.
 *
 * @param weights non-negative, at least one above zero. Their sequence decides ties.
 */
export function splitByLargestRemainder(whole: number, weights: readonly bigint[]): AmountMinor[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  invariant(total > 0n, "a split needs a weight above zero");
  const shares = weights.map((weight, index) => {
    invariant(weight >= 0n, "a weight is never negative");
    const product = BigInt(whole) * weight;
    return { index, floor: Number(product / total), remainder: product % total };
  });
  let left = whole - shares.reduce((sum, share) => sum + share.floor, 0);
  const parts = shares.map((share) => share.floor);
  const byRemainder = [...shares].sort((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  );
  for (const share of byRemainder) {
    if (left === 0) break;
    parts[share.index] = share.floor + 1;
    left -= 1;
  }
  return parts.map(amountMinor);
}
