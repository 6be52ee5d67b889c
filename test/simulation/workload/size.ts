/** How much happens in a simulated world: small ones try what finds a mistake soon, full ones what takes a long way. */

export interface Size {
  /** Fewest and most orders whose decisions merchants make. */
  readonly orders: readonly [number, number];
  readonly promoters: readonly [number, number];
  /** How often a promoter asks for a payout at most. */
  readonly payouts: number;
  /** How often each operator opens a batch of payouts. */
  readonly batches: number;
}

export const SIZES = {
  small: { orders: [2, 8], promoters: [2, 4], payouts: 4, batches: 5 },
  full: { orders: [4, 24], promoters: [2, 8], payouts: 10, batches: 12 },
} as const satisfies Record<string, Size>;
