/** Durations in a fixed number of buckets: however many there are, a histogram is a few counts. */

/** The count of a bucket, and the sum of what fell into it. */
export interface Observation {
  /** The least bound that is not below the duration, in milliseconds; `inf` above all of them. */
  readonly bucket: string;
  readonly ms: number;
}

/** Above all bounds. */
export const ABOVE = "inf";

/** Bounds of buckets in ms, ascending: from a decision to its first entry in a wallet, by way of an outbox. */
export const WALLET_BOUNDS_MS = [
  50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000, 3_600_000,
] as const;

/** The same for the calculation of commissions, with all that is read for it. */
export const CALCULATION_BOUNDS_MS = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000] as const;

/** A duration that a clock set back would make negative counts as none. */
export function observationOf(boundsMs: readonly number[], durationMs: number): Observation {
  const ms = Math.max(0, Math.round(durationMs));
  const bound = boundsMs.find((most) => ms <= most);
  return { bucket: bound === undefined ? ABOVE : String(bound), ms };
}
