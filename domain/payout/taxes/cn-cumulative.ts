/**
 * China, withholding by platforms since October 2025, cumulative over the calendar year. Income less a fifth as cost
 * and 5,000 yuan for each month with income, by the annual brackets. State Taxation Administration, announcement 16
 * of 2025.
 */
import { type AmountMinor, mulDiv, ZERO } from "../../kernel/money.ts";
import type { Regime } from "./regime.ts";

const YUAN = 100;
const ALLOWANCE_PER_MONTH = 5_000 * YUAN;

const BRACKETS = [
  { upTo: 36_000 * YUAN, rateBps: 300, quick: 0 },
  { upTo: 144_000 * YUAN, rateBps: 1_000, quick: 2_520 * YUAN },
  { upTo: 300_000 * YUAN, rateBps: 2_000, quick: 16_920 * YUAN },
  { upTo: 420_000 * YUAN, rateBps: 2_500, quick: 31_920 * YUAN },
  { upTo: 660_000 * YUAN, rateBps: 3_000, quick: 52_920 * YUAN },
  { upTo: 960_000 * YUAN, rateBps: 3_500, quick: 85_920 * YUAN },
  { upTo: Infinity, rateBps: 4_500, quick: 181_920 * YUAN },
] as const;

export const cnCumulative: Regime = {
  means: "mainland China, cumulative over the tax year",
  currency: "CNY",
  periodOf: (_, year) => year,
  taxOn: yearTax,
};

/**
 * Tax on a year's income so far, in fen, rounded down to the fen.
 *
 * @param months months of the year with income, this one included.
 */
function yearTax(income: number, months: number): AmountMinor {
  // In tenths of a fen, so that four fifths of any income are whole.
  const taxable = income * 8 - months * ALLOWANCE_PER_MONTH * 10;
  if (taxable <= 0) return ZERO;
  const bracket = BRACKETS.find(({ upTo }) => taxable <= upTo * 10) ?? BRACKETS[6];
  return (mulDiv(taxable, bracket.rateBps, 100_000, "floor") - bracket.quick) as AmountMinor;
}
