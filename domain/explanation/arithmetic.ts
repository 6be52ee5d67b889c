/** The arithmetic of a commission, line by line: each with the numbers that it was made of, and as a sentence. */
import type { Credit } from "../attribution/attribution.ts";
import { creditSplit } from "../commission/credit-split.ts";
import type { CommissionLine } from "../commission/commission.ts";
import { NO_SALES, type PromoterSales } from "../commission/line-amount.ts";
import type { LevelRule } from "../commission/rule.ts";
import { unreachable } from "../kernel/invariant.ts";
import { LIMITS } from "../kernel/limits.ts";
import { type AmountMinor, amountMinor, BPS_SCALE } from "../kernel/money.ts";
import type { CommissionView } from "../settlement/order-view.ts";
import type { RuledItem } from "./rule-choice.ts";

export interface ExplainedLine {
  readonly line: CommissionLine;
  readonly ruled: RuledItem;
  /** What the rule gives at this level. */
  readonly level: LevelRule;
  /** The promoter's own sales before the order, for a rule that goes by them. */
  readonly sales?: AmountMinor;
  /** The credited promoter's parts of amounts of the whole item: the bonus or fixed amount, bounds. */
  readonly shares: { readonly amount?: AmountMinor; readonly min?: AmountMinor; readonly max?: AmountMinor };
  readonly text: string;
}

/** The lines of a commission with their items: those whose rule has this level, in the sequence of the items. */
export function explainLines(
  commission: CommissionView,
  credits: readonly Credit[],
  ruled: readonly RuledItem[],
  sales: PromoterSales = NO_SALES,
): ExplainedLine[] {
  const split = creditSplit(credits);
  const shareOf = (whole: AmountMinor) => split(whole, commission.credit);
  const paid = ruled.flatMap((item) => {
    const level = item.rule?.levels.find((candidate) => candidate.level === commission.level);
    return item.credit === commission.credit && level !== undefined ? [{ item, level }] : [];
  });
  return commission.lines.flatMap((line, index): ExplainedLine[] => {
    const found = paid[index];
    if (found === undefined) return [];
    return [{ line, ruled: found.item, ...partsOf(found.level, found.item, line, shareOf, sales) }];
  });
}

function partsOf(
  level: LevelRule,
  { base, sold }: RuledItem,
  line: CommissionLine,
  shareOf: (whole: AmountMinor) => AmountMinor,
  { lifetimeSales, monthSales }: PromoterSales,
): Pick<ExplainedLine, "level" | "sales" | "shares" | "text"> {
  switch (level.kind) {
    case "percentage": {
      const min = level.min === undefined ? undefined : shareOf(level.min);
      const max = level.max === undefined ? undefined : shareOf(level.max);
      const shares = { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
      const bounds = [
        ...(min === undefined ? [] : [`at least ${min}`]),
        ...(max === undefined ? [] : [`at most ${max}`]),
      ];
      return {
        level,
        shares,
        text: [percentText(base, level.rateBps), ...bounds, `= ${line.amount}`].join(", "),
      };
    }
    case "fixed": {
      const amount = shareOf(perUnit(level.amount, sold.quantity));
      return {
        level,
        shares: { amount },
        text: `${unitsText(level.amount, sold.quantity)} = ${line.amount}`,
      };
    }
    case "hybrid": {
      const amount = shareOf(perUnit(level.amount, sold.quantity));
      const percent = percentText(base, level.rateBps);
      return { level, shares: { amount }, text: `${percent} + share ${amount} = ${line.amount}` };
    }
    case "tiered": {
      const reached = level.basis === "month_sales" ? monthSales : lifetimeSales;
      const text = `sales ${reached} reach ${line.rateBps ?? 0} bps: ${percentText(base, line.rateBps ?? 0)}`;
      return { level, sales: reached, shares: {}, text: `${text} = ${line.amount}` };
    }
    default:
      return unreachable(level);
  }
}

function percentText(base: AmountMinor, rateBps: number): string {
  return `floor(${base} x ${rateBps} / ${BPS_SCALE})`;
}

function unitsText(each: AmountMinor, quantity: number): string {
  return `share of ${each} x ${quantity}`;
}

/** `amount x quantity`, at most the greatest amount of an order. */
function perUnit(each: AmountMinor, quantity: number): AmountMinor {
  return amountMinor(Math.min(each * quantity, LIMITS.amountMinor));
}
