/** Tax withheld from a payout, by the program's regime. Computed at the request, for its month, and never again. */
import { type AmountMinor, least } from "../kernel/money.ts";
import type { Month } from "../program/month.ts";
import type { MonthOfPayouts } from "./taxes/regime.ts";
import { REGIMES, type TaxRegime } from "./taxes/regimes.ts";

/**
 * What to withhold from a payout of `gross` that is requested in `month`. The tax on everything paid in the period
 * with it, less what was withheld before. Never below 0, never more than the payout.
 *
 * @param before the promoter's payouts of the same calendar year, by month.
 */
export function withholdingOf(
  regime: TaxRegime,
  gross: AmountMinor,
  month: Month,
  before: readonly MonthOfPayouts[],
): AmountMinor {
  const { periodOf, taxOn } = REGIMES[regime];
  const period = periodOf(month, before);
  const months = new Set([...period.map((earlier) => earlier.month), month]).size;
  const tax = taxOn(sum(period, "gross") + gross, months);
  const left = Math.max(0, tax - sum(period, "withheld"));
  return least(left as AmountMinor, gross);
}

function sum(months: readonly MonthOfPayouts[], field: "gross" | "withheld"): number {
  return months.reduce((total, month) => total + month[field], 0);
}
