/** What a part of the benchmark finds: one line of the table and of `results.json`. */

export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The same figure of what it is compared with; null where it stands alone. */
  readonly reference: number | null;
  readonly referenceName?: string;
  /** Value over reference. */
  readonly ratio: number | null;
  readonly bar: Bar | null;
}

/** What is asked of a figure: of its ratio where it has one, else of its value. */
export interface Bar {
  readonly kind: "at_least" | "at_most";
  readonly bound: number;
}

/** A bar that the figure has to reach. */
export function atLeast(bound: number): Bar {
  return { kind: "at_least", bound };
}

/** A bar that the figure must not pass. */
export function atMost(bound: number): Bar {
  return { kind: "at_most", bound };
}

/** A figure with nothing to compare it with. */
export function alone(name: string, value: number, unit: string, bar: Bar | null = null): Measurement {
  return { name, value, unit, reference: null, ratio: null, bar };
}

/** A figure beside its reference. The ratio is its own argument: a median of ratios is not a ratio of medians. */
export function against(
  name: string,
  unit: string,
  figures: { readonly value: number; readonly reference: number; readonly ratio: number },
  referenceName: string,
  bar: Bar | null = null,
): Measurement {
  return { name, unit, ...figures, referenceName, bar };
}

/** Whether the bar is met; null where there is none. */
export function isMet({ value, ratio, bar }: Measurement): boolean | null {
  if (bar === null) return null;
  const figure = ratio ?? value;
  return bar.kind === "at_least" ? figure >= bar.bound : figure <= bar.bound;
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
