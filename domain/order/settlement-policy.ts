/** What a program sets of settlement: how long commissions are held, from when, and when an order counts as received. */

export const HOLD_STARTS = ["received", "paid"] as const;

export interface SettlementPolicy {
  readonly holdPeriodMs: number;
  readonly holdStartsAt: (typeof HOLD_STARTS)[number];
  /** Null: an order waits for its receipt for ever. */
  readonly autoReceiveAfterMs: number | null;
}
