/** Tax withheld from a payout, by the program's regime. Computed at the request, for its month, and never again. */
import { type AmountMinor, least, ZERO } from "../kernel/money.ts";
import type { Month } from "../program/month.ts";
import { cumulativeTax } from "./tax-cumulative.ts";
import { perPaymentTax } from "./tax-per-payment.ts";

export type TaxRegime = "none" | "cn_per_payment" | "cn_cumulative";

/** What one month's payouts came to, those given back left out. */
export interface MonthOfPayouts {
  readonly month: Month;
  readonly gross: AmountMinor;
  readonly withheld: AmountMinor;
}

/**
 * What to withhold from a payout of `gross` that is requested in `month`: the tax on everything paid in the period
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
  switch (regime) {
    case "none":
      return ZERO;
    case "cn_per_payment": {
      const own = before.filter((earlier) => earlier.month === month);
      return due(perPaymentTax(sum(own, "gross") + gross), own, gross);
    }
    case "cn_cumulative": {
      const months = new Set([...before.map((earlier) => earlier.month), month]).size;
      return due(cumulativeTax(sum(before, "gross") + gross, months), before, gross);
    }
    default:
      return regime satisfies never;
  }
}

function due(tax: AmountMinor, before: readonly MonthOfPayouts[], gross: AmountMinor): AmountMinor {
  const left = Math.max(0, tax - sum(before, "withheld"));
  return least(left as AmountMinor, gross);
}

function sum(months: readonly MonthOfPayouts[], field: "gross" | "withheld"): number {
  return months.reduce((total, month) => total + month[field], 0);
}
