/** What a tax regime is: which earlier payouts count with a new one, and the tax on all of them together. */
import type { AmountMinor } from "../../kernel/money.ts";
import type { Month } from "../../program/month.ts";

/** What one month's payouts came to, those given back left out. */
export interface MonthOfPayouts {
  readonly month: Month;
  readonly gross: AmountMinor;
  readonly withheld: AmountMinor;
}

export interface Regime {
  /** What it goes by, for people who choose one. */
  readonly means: string;
  /** The currency of its tables; null for one that goes by none. */
  readonly currency: string | null;
  /** The months that count with a payout of `month`, out of those of its calendar year. */
  readonly periodOf: (month: Month, year: readonly MonthOfPayouts[]) => readonly MonthOfPayouts[];
  /**
   * Tax on everything paid in the period, in minor units.
   *
   * @param months months of the period with income, that of the payout included.
   */
  readonly taxOn: (income: number, months: number) => AmountMinor;
}
