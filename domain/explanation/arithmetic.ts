/** The arithmetic of a commission, line by line: each with the numbers that it was made of, and as a sentence. */
import type { Credit } from "../attribution/attribution.ts";
import { creditSplit } from "../commission/credit-split.ts";
import type { CommissionLine } from "../commission/commission.ts";
import type { Arithmetic } from "../commission/kinds/kind.ts";
import { arithmeticOf, type LevelRule } from "../commission/kinds/kinds.ts";
import { NO_SALES, type PromoterSales } from "../commission/promoter-sales.ts";
import type { AmountMinor } from "../kernel/money.ts";
import { paidLines, soldAs } from "../commission/paid-lines.ts";
import type { SoldLine } from "../order/sold-lines.ts";
import type { CommissionView } from "../settlement/order-view.ts";
import type { RuledItem } from "./rule-choice.ts";

export interface ExplainedLine extends Arithmetic {
  readonly line: CommissionLine;
  /** Of a line that is paid once an order, the first item for which its rule was chosen. */
  readonly ruled: RuledItem;
  /** What the line pays for: the item, or the whole order as one unit. */
  readonly sold: SoldLine;
  /** What the rule gives at this level. */
  readonly level: LevelRule;
}

/** What lines were made of, beside themselves. */
export interface LinesOf {
  readonly credits: readonly Credit[];
  readonly ruled: readonly RuledItem[];
  readonly orderAmount: AmountMinor;
  /** Of the promoter who is paid. */
  readonly sales?: PromoterSales | undefined;
}

/** The lines of a commission with their items: those whose rule has this level, in the sequence of the items. */
export function explainLines(
  commission: CommissionView,
  { credits, ruled, orderAmount, sales = NO_SALES }: LinesOf,
): ExplainedLine[] {
  const split = creditSplit(credits);
  const shareOf = (whole: AmountMinor) => split(whole, commission.credit);
  const paid = paidLines(
    commission.level,
    ruled.filter(({ credit }) => credit === commission.credit),
  );
  return commission.lines.flatMap((line, index): ExplainedLine[] => {
    const found = paid[index];
    if (found === undefined) return [];
    const sold = soldAs(found, found.item.sold, orderAmount);
    const { base } = line;
    const explained = arithmeticOf(found.level, { base, quantity: sold.quantity, shareOf, sales }, line);
    return [{ line, ruled: found.item, sold, level: found.level, ...explained }];
  });
}
