/** How far a number lies above the others, in deviations that outliers do not move. */

/** Of a normal distribution, one deviation in units of the median absolute deviation. */
const DEVIATION_OF_MAD = 1.482_6;

export interface Middle {
  readonly median: number;
  /** Median absolute deviation, scaled to be a normal distribution's deviation. */
  readonly deviation: number;
}

/** The middle of some numbers; NaN for none. */
export function middleOf(numbers: Float64Array): Middle {
  const median = medianOf(numbers);
  const deviation = medianOf(numbers.map((number) => Math.abs(number - median))) * DEVIATION_OF_MAD;
  return { median, deviation };
}

/** The chance that a normal number lies so many deviations above its mean, or further. */
export function chanceAbove(score: number): number {
  // Abramowitz and Stegun 26.2.17, right to seven digits after the point.
  const t = 1 / (1 + 0.231_641_9 * Math.abs(score));
  const series =
    t *
    (0.319_381_53 + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
  const tail = (Math.exp(-(score * score) / 2) / Math.sqrt(2 * Math.PI)) * series;
  return score >= 0 ? tail : 1 - tail;
}

function medianOf(numbers: Float64Array): number {
  const sorted = numbers.toSorted();
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
}
