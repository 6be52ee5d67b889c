/** What a program sets of payouts: the smallest, how old their money must be, and which tax is withheld. */
import type { AmountMinor } from "../kernel/money.ts";
import type { TaxRegime } from "./taxes/regimes.ts";

export interface PayoutPolicy {
  readonly minPayout: AmountMinor;
  readonly payoutCycleDays: number;
  readonly taxRegime: TaxRegime;
}
