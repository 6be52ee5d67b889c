/** What one rule gives one promoter for one item at one level, before the cap. */
import { unreachable } from "../kernel/invariant.ts";
import { LIMITS } from "../kernel/limits.ts";
import { amountMinor, type AmountMinor, BPS_SCALE, least, mulDiv, plus, ZERO } from "../kernel/money.ts";
import type { Bracket, LevelRule } from "./rule.ts";

/** A promoter's own level-1 sales before the order, as its AccountBook knew them, refunds deducted. */
export interface PromoterSales {
  readonly lifetimeSales: AmountMinor;
  readonly monthSales: AmountMinor;
}

export const NO_SALES: PromoterSales = { lifetimeSales: ZERO, monthSales: ZERO };

export interface LineInput {
  readonly rule: LevelRule;
  /** The credited promoter's share of the item's amount. */
  readonly base: AmountMinor;
  /** Units of the item sold; an order without items is one unit. */
  readonly quantity: number;
  /** The credited promoter's share of an amount that belongs to the whole item. */
  readonly shareOf: (whole: AmountMinor) => AmountMinor;
  /** Sales of the promoter who is paid. */
  readonly sales: PromoterSales;
}

export interface LineAmount {
  readonly amount: AmountMinor;
  readonly rateBps?: number;
}

/**
 * A percentage is `floor(base x rateBps / 10,000)`. Amounts in money (`fixed`, the bonus of `hybrid`, `min` and
 * `max`) are of the whole item: several credited promoters share them as they share the item, so that an order
 * costs the same however many earned it.
 */
export function lineAmount(input: LineInput): LineAmount {
  const { rule, base, quantity, shareOf } = input;
  switch (rule.kind) {
    case "percentage":
      return { rateBps: rule.rateBps, amount: withinBounds(percentOf(base, rule.rateBps), rule, shareOf) };
    case "fixed":
      return { amount: shareOf(perUnit(rule.amount, quantity)) };
    case "hybrid":
      return {
        rateBps: rule.rateBps,
        amount: plus(percentOf(base, rule.rateBps), shareOf(perUnit(rule.amount, quantity))),
      };
    case "tiered": {
      const { lifetimeSales, monthSales } = input.sales;
      const rateBps = bracketRate(rule.brackets, rule.basis === "month_sales" ? monthSales : lifetimeSales);
      return { rateBps, amount: percentOf(base, rateBps) };
    }
    default:
      return unreachable(rule);
  }
}

function percentOf(base: AmountMinor, rateBps: number): AmountMinor {
  return mulDiv(base, rateBps, BPS_SCALE, "floor");
}

/** Bounds of the whole item, shared. Should rounding put the least above the greatest, the greatest holds. */
function withinBounds(
  amount: AmountMinor,
  bounds: { readonly min?: AmountMinor; readonly max?: AmountMinor },
  shareOf: LineInput["shareOf"],
): AmountMinor {
  const raised = bounds.min === undefined ? amount : amountMinor(Math.max(amount, shareOf(bounds.min)));
  return bounds.max === undefined ? raised : least(raised, shareOf(bounds.max));
}

/** `amount x quantity`, at most the greatest amount of an order: no cap pays more, and the sum stays safe. */
function perUnit(amount: AmountMinor, quantity: number): AmountMinor {
  const most = amountMinor(LIMITS.amountMinor);
  return quantity > 0 && amount > most / quantity ? most : amountMinor(amount * quantity);
}

/** The rate of the highest bracket reached; below all of them, 0. */
function bracketRate(brackets: readonly Bracket[], sales: AmountMinor): number {
  let reached: Bracket | undefined;
  for (const bracket of brackets) {
    if (bracket.from <= sales && (reached === undefined || bracket.from >= reached.from)) reached = bracket;
  }
  return reached?.rateBps ?? 0;
}
