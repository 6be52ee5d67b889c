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
 * decided by, which never changes.
 */
export function ruledItems(order: Order, decision: Decision, { rules }: RuleSet): RuledItem[] {
  const { credits } = decision.attribution;
  const { customerSinceMs } = decision.terms;
  const split = creditSplit(credits);
  return credits.flatMap(({ promoter }, credit) => {
    const tier = decision.levels.find((at) => at.creditedPromoter === promoter && at.level === 1)?.tier ?? "";
    return soldLines(order).map((sold, item): RuledItem => {
      const choice = chooseRule(rules, {
        ...(sold.productId === undefined ? {} : { productId: sold.productId }),
        ...(sold.categoryId === undefined ? {} : { categoryId: sold.categoryId }),
        ...(decision.campaignId === undefined ? {} : { campaignId: decision.campaignId }),
        tier,
        occurredAtMs: order.occurredAtMs,
        customerIsNew: decision.terms.customerIsNew,
        ...(customerSinceMs === undefined ? {} : { customerSinceMs }),
      });
      const base = split(sold.amount, credit);
      return { item, sold, credit, creditedPromoter: promoter, tier, base, ...choice };
    });
  });
}
