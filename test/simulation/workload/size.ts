/**
 * How much happens in a simulated world. Brief ones of some thousand operations are many, small ones find a mistake soon, full
 * ones go a long way.
 */

const HOUR_MS = 3_600_000;

export interface Size {
  /** How long people act. What goes wrong does so for twice as long. */
  readonly activeMs: number;
  /** Fewest and most orders whose decisions merchants make. */
  readonly orders: readonly [number, number];
  readonly promoters: readonly [number, number];
  /** How often a promoter asks for a payout at most. */
  readonly payouts: number;
  /** How often each operator opens a batch of payouts. */
  readonly batches: number;
}

export const SIZES = {
  brief: {
    activeMs: HOUR_MS,
    orders: [1, 3],
    promoters: [2, 3],
    payouts: 2,
    batches: 1,
  },
  small: {
    activeMs: 3 * HOUR_MS,
    orders: [2, 5],
    promoters: [2, 4],
    payouts: 3,
    batches: 3,
  },
  full: {
    activeMs: 6 * HOUR_MS,
    orders: [4, 24],
    promoters: [2, 8],
    payouts: 10,
    batches: 12,
  },
} as const satisfies Record<string, Size>;

export const SIZE_NAMES = ["brief", "small", "full"] as const satisfies readonly (keyof typeof SIZES)[];
