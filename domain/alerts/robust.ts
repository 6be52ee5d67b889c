/** Medians, and what is usual by them: some values that are far off move neither. */

/** The middle value; undefined of none. */
export function medianOf(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? undefined : (upper + lower) / 2;
}

/** Of a normal distribution the median of distances is so many times smaller than the standard deviation. */
const MAD_TO_DEVIATION = 1.4826;

/** The standard deviation by the median of distances from the median. */
export function spreadOf(values: readonly number[]): number {
  const middle = medianOf(values) ?? 0;
  return MAD_TO_DEVIATION * (medianOf(values.map((value) => Math.abs(value - middle))) ?? 0);
}

/**
 * A count on a scale where chance has the same size for few and for many: the standard deviation of a Poisson count is 1.
 * Anscombe, The transformation of Poisson, binomial and negative-binomial data, 1948.
 */
export function evened(count: number): number {
  return 2 * Math.sqrt(Math.max(0, count) + 0.375);
}

/** The count of a place on that scale. */
export function counted(place: number): number {
  return Math.max(0, (place / 2) ** 2 - 0.375);
}
