/** What a program sets of payouts: the smallest, how old their money must be, how many approve them, and which tax is withheld. */
import type { AmountMinor } from "../kernel/money.ts";
import type { TaxRegime } from "./taxes/regimes.ts";

export interface PayoutPolicy {
  readonly minPayout: AmountMinor;
  readonly payoutCycleDays: number;
  /** How many have to approve a payout: one, or two who are not the same. */
  readonly approvals: number;
  readonly taxRegime: TaxRegime;
}
