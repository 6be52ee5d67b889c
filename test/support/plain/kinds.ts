/**
 * Every kind of commission rule once more, plain and slow, sharing no code with the domain: BigInt for every product. A
 * kind without its plain twin does not compile.
 */
import type { CommissionKind } from "../../../domain/commission/kinds/kinds.ts";

/** A rule of some kind, as its JSON has it. */
export interface PlainRule {
  readonly kind: CommissionKind;
  readonly rateBps?: number;
  readonly amount?: number;
  readonly per?: string;
  readonly min?: number;
  readonly max?: number;
  readonly basis?: string;
  readonly brackets?: readonly { readonly from: number; readonly rateBps: number }[];
}

export interface PlainSold {
  readonly amount: number;
  readonly quantity: number;
  /** The credited promoter's part of an amount of the whole item. */
  readonly part: (whole: number) => number;
  /** Of the promoter who is paid. */
  readonly sales: { readonly lifetimeSales: number; readonly monthSales: number } | undefined;
}

interface PlainLine {
  readonly rateBps: number | null;
  readonly amount: number;
}

const MOST = 1_000_000_000_000n;

function percent({ part, amount }: PlainSold, rateBps: number): number {
  return Number((BigInt(part(amount)) * BigInt(rateBps)) / 10_000n);
}

function units({ part, quantity }: PlainSold, each: number): number {
  const total = (BigInt(each) * BigInt(Math.round(quantity * 1_000))) / 1_000n;
  return part(Number(total > MOST ? MOST : total));
}

const KINDS: Readonly<Record<CommissionKind, (rule: PlainRule, sold: PlainSold) => PlainLine>> = {
  percentage: ({ rateBps = 0, min, max }, sold) => {
    let amount = percent(sold, rateBps);
    if (min !== undefined && amount < sold.part(min)) amount = sold.part(min);
    if (max !== undefined && amount > sold.part(max)) amount = sold.part(max);
    return { rateBps, amount };
  },
  fixed: ({ amount = 0, per }, sold) => {
    return { rateBps: null, amount: per === "order" ? sold.part(amount) : units(sold, amount) };
  },
  hybrid: ({ rateBps = 0, amount = 0 }, sold) => {
    return { rateBps, amount: percent(sold, rateBps) + units(sold, amount) };
  },
  tiered: ({ basis, brackets = [] }, sold) => {
    const { lifetimeSales = 0, monthSales = 0 } = sold.sales ?? {};
    const sales = basis === "month_sales" ? monthSales : lifetimeSales;
    const reached = brackets.filter(({ from }) => from <= sales).toSorted((a, b) => b.from - a.from);
    const rateBps = reached[0]?.rateBps ?? 0;
    return { rateBps, amount: percent(sold, rateBps) };
  },
};

export function plainLine(rule: PlainRule, sold: PlainSold): PlainLine {
  return KINDS[rule.kind](rule, sold);
}
