/** How much happens in a simulated world: small ones try what finds a mistake soon, full ones what takes a long way. */

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
  /** Whether slots also move where objects are put back: some full worlds of that kind need a repair. */
  readonly movesWhilePutBack: boolean;
}

export const SIZES = {
  small: {
    activeMs: 3 * HOUR_MS,
    orders: [2, 5],
    promoters: [2, 4],
    payouts: 3,
    batches: 3,
    movesWhilePutBack: true,
  },
  full: {
    activeMs: 6 * HOUR_MS,
    orders: [4, 24],
    promoters: [2, 8],
    payouts: 10,
    batches: 12,
    movesWhilePutBack: true,
  },
} as const satisfies Record<string, Size>;
