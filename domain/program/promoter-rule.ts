/** How members become promoters: by an operator, when bound or with any order, or with a first order that is large enough. */
import { unknownWord } from "../kernel/not-understood.ts";
import type { AmountMinor } from "../kernel/money.ts";

export const PROMOTER_RULES = ["operator", "everyone", "first_order"] as const;

export interface PromoterRule {
  readonly kind: (typeof PROMOTER_RULES)[number];
  /** The least amount of an order that makes its buyer a promoter. */
  readonly minAmount: AmountMinor;
}

/** True when an order of this amount makes its buyer a promoter, unless it is one. */
export function makesPromoter(rule: PromoterRule, amount: AmountMinor): boolean {
  switch (rule.kind) {
    case "operator":
      return false;
    case "everyone":
      return true;
    case "first_order":
      return amount >= rule.minAmount;
    default:
      return unknownWord(rule.kind, "promoter rule");
  }
}

/** True when being bound makes a member a promoter, before any order. */
export function joinsWhenBound({ kind }: PromoterRule): boolean {
  return kind === "everyone";
}
