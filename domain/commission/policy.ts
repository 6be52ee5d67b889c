/** What a program sets of commissions: how many levels are paid, how much in all, and what becomes of a level without a payee. */

/** What becomes of the level of a suspended upline. */
export const INACTIVE_UPLINE = ["forfeit", "compress"] as const;

export interface CommissionPolicy {
  /** Paid levels, 1 to 3. */
  readonly maxLevels: number;
  /** All commissions of an order together, of its amount. */
  readonly capBps: number;
  readonly selfPurchase: boolean;
  readonly inactiveUpline: (typeof INACTIVE_UPLINE)[number];
}
