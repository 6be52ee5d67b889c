/**
 * China, withholding on income from labour, per payment; payments to one person within a month count as one.
 * State Taxation Administration, announcement 61 of 2018, article 8 and withholding table 2.
 */
import { type AmountMinor, mulDiv } from "../../kernel/money.ts";
import type { Regime } from "./regime.ts";

const YUAN = 100;
/** Deducted from income of up to `SMALL`; above it, a fifth is. */
const ALLOWANCE = 800 * YUAN;
const SMALL = 4_000 * YUAN;

/** On taxable income up to `upTo`: `rateBps` less `quick`. */
const BRACKETS = [
  { upTo: 20_000 * YUAN, rateBps: 2_000, quick: 0 },
  { upTo: 50_000 * YUAN, rateBps: 3_000, quick: 2_000 * YUAN },
  { upTo: Infinity, rateBps: 4_000, quick: 7_000 * YUAN },
] as const;

export const cnPerPayment: Regime = {
  means: "mainland China, labour income of each payment by itself",
  currency: "CNY",
  periodOf: (month, year) => year.filter((earlier) => earlier.month === month),
  taxOn: monthTax,
};

/** Tax on one month's income, in fen, rounded down to the fen. */
function monthTax(income: number): AmountMinor {
  const [share, deducted] = income <= SMALL ? [10_000, Math.min(income, ALLOWANCE)] : [8_000, 0];
  const base = income - deducted;
  const bracket = BRACKETS.find(({ upTo }) => base * share <= upTo * 10_000) ?? BRACKETS[2];
  const tax = mulDiv(base, share * bracket.rateBps, 100_000_000, "floor");
  return (tax - bracket.quick) as AmountMinor;
}
