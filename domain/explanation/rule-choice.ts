/** Which rule each item of an order was paid by, for each credited promoter, and why not by another. */
import { type PassedOverRule, chooseRule } from "../commission/choose-rule.ts";
import { creditSplit } from "../commission/credit-split.ts";
import type { Decision } from "../commission/decision.ts";
import type { Order } from "../order/order.ts";
import { type SoldLine, soldLines } from "../order/sold-lines.ts";
import type { CommissionRule, RuleSet } from "../commission/rule.ts";
import type { PromoterRef } from "../kernel/ids.ts";
import type { AmountMinor } from "../kernel/money.ts";

export interface RuledItem {
  /** Place of the line among those of the order. */
  readonly item: number;
  readonly sold: SoldLine;
  /** Place of the credit among the order's credits. */
  readonly credit: number;
  readonly creditedPromoter: PromoterRef;
  /** Its tier at the order's time. */
  readonly tier: string;
  /** The credited promoter's part of the item's amount. */
  readonly base: AmountMinor;
  readonly rule: CommissionRule | undefined;
  readonly passedOver: readonly PassedOverRule[];
}

/**
 * Every item for every credit, by credit, then item. Chosen anew from the version of the rules that the order was
 * decided by, which never changes. What was ruled alike has the very same `passedOver`: an order of many items has few.
 */
export function ruledItems(order: Order, decision: Decision, ruleSet: RuleSet): RuledItem[] {
  const { credits } = decision.attribution;
  const split = creditSplit(credits);
  const lines = soldLines(order);
  const choiceOf = choicesOf(order, decision, ruleSet);
  return credits.flatMap(({ promoter }, credit) => {
    const tier = decision.levels.find((at) => at.creditedPromoter === promoter && at.level === 1)?.tier ?? "";
    return lines.map((sold, item): RuledItem => {
      const base = split(sold.amount, credit);
      return { item, sold, credit, creditedPromoter: promoter, tier, base, ...choiceOf(sold, tier) };
    });
  });
}

/** Chooses once for all items of one product and category, and promoters of one tier. */
function choicesOf(
  { occurredAtMs }: Order,
  { campaignId, terms }: Decision,
  { rules }: RuleSet,
): (sold: SoldLine, tier: string) => ReturnType<typeof chooseRule> {
  const choices = new Map<string, ReturnType<typeof chooseRule>>();
  return ({ productId, categoryId }, tier) => {
    const key = JSON.stringify([productId, categoryId, tier]);
    const known = choices.get(key);
    if (known !== undefined) return known;
    const choice = chooseRule(rules, {
      ...(productId === undefined ? {} : { productId }),
      ...(categoryId === undefined ? {} : { categoryId }),
      ...(campaignId === undefined ? {} : { campaignId }),
      tier,
      occurredAtMs,
      customerIsNew: terms.customerIsNew,
      ...(terms.customerSinceMs === undefined ? {} : { customerSinceMs: terms.customerSinceMs }),
    });
    choices.set(key, choice);
    return choice;
  };
}
