/** A percentage by the promoter's own sales before the order: the rate of the highest bracket that these reach. */
import type { AmountMinor } from "../../kernel/money.ts";
import type { PromoterSales } from "../promoter-sales.ts";
import type { Kind } from "./kind.ts";
import { percentOf, percentText } from "./percent.ts";

/** Sales that a tiered rule may go by. */
export const SALES_BASES = ["lifetime_sales", "month_sales"] as const;

interface Bracket {
  readonly from: AmountMinor;
  readonly rateBps: number;
}

interface Tiered {
  readonly basis: (typeof SALES_BASES)[number];
  readonly brackets: readonly Bracket[];
}

export const tiered: Kind<Tiered> = {
  means: "a part of the base, by the promoter's sales",
  lineAmount: ({ basis, brackets }, { base, sales }) => {
    const rateBps = rateAt(brackets, salesBy(basis, sales));
    return { rateBps, amount: percentOf(base, rateBps) };
  },
  arithmetic: ({ basis }, { base, sales }, { amount, rateBps = 0 }) => {
    const reached = salesBy(basis, sales);
    const part = `${percentText(base, rateBps)} = ${amount}`;
    const text = {
      en: `sales ${reached} reach ${rateBps} bps: ${part}`,
      zh: `销售额 ${reached} 对应 ${rateBps} bps：${part}`,
    };
    return { sales: reached, shares: {}, text };
  },
  highestRateBps: ({ brackets }) => Math.max(...brackets.map((bracket) => bracket.rateBps)),
  faultIn: ({ brackets }) => {
    const falls = brackets.findIndex((bracket, index) => {
      const before = brackets[index - 1];
      return before !== undefined && bracket.from <= before.from;
    });
    if (falls === -1) return undefined;
    return { path: `brackets[${falls}].from`, message: "expected more than the bracket before" };
  },
};

function salesBy(basis: Tiered["basis"], { lifetimeSales, monthSales }: PromoterSales): AmountMinor {
  return basis === "month_sales" ? monthSales : lifetimeSales;
}

/** The rate of the highest bracket reached; below all of them, 0. */
function rateAt(brackets: readonly Bracket[], sales: AmountMinor): number {
  let reached: Bracket | undefined;
  for (const bracket of brackets) {
    if (bracket.from <= sales && (reached === undefined || bracket.from >= reached.from)) reached = bracket;
  }
  return reached?.rateBps ?? 0;
}
