/** A commission: what one promoter earns from one order, for one credited promoter, at one level. */
import type { PromoterRef } from "../kernel/ids.ts";
import type { AmountMinor } from "../kernel/money.ts";

/** One line of a commission: one item, or the order, under one rule. */
export interface CommissionLine {
  readonly productId?: string;
  readonly ruleId: string;
  readonly ruleVersion: number;
  /** It is paid once for the whole order, outside of the cap. Absent: for an item, or for an order without items. */
  readonly per?: "order";
  /** The credited promoter's share of the item, or of the order. */
  readonly base: AmountMinor;
  readonly rateBps?: number;
  /** What the rule gives, before the cap. */
  readonly amount: AmountMinor;
}

export interface CommissionDraft {
  readonly promoter: PromoterRef;
  readonly creditedPromoter: PromoterRef;
  /** Place of the credit among the order's credits. */
  readonly credit: number;
  readonly level: number;
  /** After the cap: what is earned. */
  readonly amount: AmountMinor;
  /** What the cap cut. */
  readonly cut: AmountMinor;
  readonly lines: readonly CommissionLine[];
}
