/** Tax on payouts once more, told bracket by bracket in whole numbers: shares nothing with the code that withholds. */

/** Upper ends in yuan and what is taken of the part below each, in percent; the last has no end. */
const LABOUR = [
  [20_000, 20],
  [50_000, 30],
  [Infinity, 40],
] as const;
const YEAR = [
  [36_000, 3],
  [144_000, 10],
  [300_000, 20],
  [420_000, 25],
  [660_000, 30],
  [960_000, 35],
  [Infinity, 45],
] as const;

/** A payout that stands: not rejected, failed or returned. */
export interface StandingPayout {
  /** As `2026-01`. */
  readonly month: string;
  readonly gross: number;
  readonly withheld: number;
}

/** What is to be withheld from a payout of a month, beside those that stand. */
export function plainWithheld(
  regime: string,
  { month, gross }: Omit<StandingPayout, "withheld">,
  standing: readonly StandingPayout[],
): number {
  const period = standing.filter((one) =>
    regime === "cn_cumulative" ? one.month.slice(0, 4) === month.slice(0, 4) : one.month === month,
  );
  const income = period.reduce((sum, one) => sum + one.gross, gross);
  const months = new Set([month, ...period.map((one) => one.month)]).size;
  const before = period.reduce((sum, one) => sum + one.withheld, 0);
  const left = taxOn(regime, income, months) - before;
  return regime === "none" || left < 0 ? 0 : Math.min(left, gross);
}

/** In fen. */
function taxOn(regime: string, income: number, months: number): number {
  // In thousandths of a fen.
  if (regime === "cn_cumulative") return progressive(income * 800 - months * 500_000_000, YEAR);
  if (income <= 400_000) return progressive((income - 80_000) * 1_000, LABOUR);
  return progressive(income * 800, LABOUR);
}

/** @param taxable in thousandths of a fen. */
function progressive(taxable: number, brackets: readonly (readonly [number, number])[]): number {
  let tax = 0n;
  let from = 0;
  for (const [yuan, percent] of brackets) {
    const end = Math.min(taxable, yuan * 100_000);
    if (end > from) tax += BigInt(end - from) * BigInt(percent);
    from = Math.max(from, end);
  }
  return Number(tax / 100_000n);
}
