/** The arithmetic of a commission, line by line: each with the numbers that it was made of, and as a sentence. */
import type { Credit } from "../attribution/attribution.ts";
import { creditSplit } from "../commission/credit-split.ts";
import type { CommissionLine } from "../commission/commission.ts";
import type { Arithmetic } from "../commission/kinds/kind.ts";
import { arithmeticOf, type LevelRule } from "../commission/kinds/kinds.ts";
import { NO_SALES, type PromoterSales } from "../commission/promoter-sales.ts";
import type { AmountMinor } from "../kernel/money.ts";
import type { CommissionView } from "../settlement/order-view.ts";
import type { RuledItem } from "./rule-choice.ts";

export interface ExplainedLine extends Arithmetic {
  readonly line: CommissionLine;
  readonly ruled: RuledItem;
  /** What the rule gives at this level. */
  readonly level: LevelRule;
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
    const { base, sold } = found.item;
    const explained = arithmeticOf(found.level, { base, quantity: sold.quantity, shareOf, sales }, line);
    return [{ line, ruled: found.item, level: found.level, ...explained }];
  });
}
