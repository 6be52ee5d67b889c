/** What a part of the benchmark finds: one line of the table and of `results.json`. */

export interface Measurement {
  readonly name: string;
  readonly unit: string;
  readonly value: Range;
  /** The same figure of what it is compared with; null where it stands alone. */
  readonly reference: Range | null;
  readonly referenceName?: string;
  /** Value over reference, round by round. */
  readonly ratio: Range | null;
  readonly bar: Bar | null;
}

/** What the rounds of a run gave. A figure of one round is all three. */
export interface Range {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** What is asked of the median of a figure: of its ratio where it has one, else of its value. */
export interface Bar {
  readonly kind: "at_least" | "at_most";
  readonly bound: number;
}

/** A figure of every round, of a subject and of what it is compared with. */
export interface Figures {
  readonly values: readonly number[];
  readonly references: readonly number[];
}

/** A bar that the figure has to reach. */
export function atLeast(bound: number): Bar {
  return { kind: "at_least", bound };
}

/** A bar that the figure must not pass. */
export function atMost(bound: number): Bar {
  return { kind: "at_most", bound };
}

/** A figure with nothing to compare it with: of one round, or of each. */
export function alone(
  name: string,
  value: number | readonly number[],
  unit: string,
  bar: Bar | null = null,
): Measurement {
  const values = typeof value === "number" ? [value] : value;
  return { name, unit, value: rangeOf(values), reference: null, ratio: null, bar };
}

/** A figure beside its reference. Ratios are of neighbouring rounds: a median of ratios is not a ratio of medians. */
export function against(
  name: string,
  unit: string,
  { values, references }: Figures,
  referenceName: string,
  bar: Bar | null = null,
): Measurement {
  const ratios = values.map((value, round) => value / (references[round] ?? Number.NaN));
  return {
    name,
    unit,
    value: rangeOf(values),
    reference: rangeOf(references),
    referenceName,
    ratio: rangeOf(ratios),
    bar,
  };
}

/** Whether the bar is met; null where there is none. What could not be measured meets none. */
export function isMet({ value, ratio, bar }: Measurement): boolean | null {
  if (bar === null) return null;
  const { median: figure } = ratio ?? value;
  return bar.kind === "at_least" ? figure >= bar.bound : figure <= bar.bound;
}

function rangeOf(values: readonly number[]): Range {
  return { min: percentile(values, 0), median: median(values), max: percentile(values, 100) };
}

/** The middle value; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** The value below which `percent` of the values lie, between two of them by proportion. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = ((sorted.length - 1) * percent) / 100;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}
