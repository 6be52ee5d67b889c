/** What a promoter's orders come to as a rule: median and spread of the logarithms of the newest. */
import type { AmountSpread } from "./knowledge.ts";

/** Orders by which a promoter is judged. */
const NEWEST = 64;
const IN_THOUSANDTHS = 1_000;

/** The newest logarithms, in thousandths, with amounts of more, in minor units. */
export function withSold(logarithms: readonly number[], sold: readonly number[]): number[] {
  const added = sold.map((amount) => Math.round(Math.log(amount) * IN_THOUSANDTHS));
  return [...logarithms, ...added].slice(-NEWEST);
}

export function spreadOf(logarithms: readonly number[]): AmountSpread {
  const median = medianOf(logarithms);
  const distances = logarithms.map((one) => Math.abs(one - median));
  return {
    orders: logarithms.length,
    median: median / IN_THOUSANDTHS,
    deviation: medianOf(distances) / IN_THOUSANDTHS,
  };
}

/** 0 of none; of an even number the upper one of the two. */
function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
