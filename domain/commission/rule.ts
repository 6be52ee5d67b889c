/** A commission rule: for what it applies, and what it pays at each level. */
import type { AmountMinor } from "../kernel/money.ts";

export interface RuleScope {
  readonly productId?: string;
  readonly categoryId?: string;
  readonly campaignId?: string;
  readonly tier?: string;
}

export interface Bracket {
  readonly from: AmountMinor;
  readonly rateBps: number;
}

export type LevelRule = { readonly level: number } & (
  | {
      readonly kind: "percentage";
      readonly rateBps: number;
      readonly min?: AmountMinor;
      readonly max?: AmountMinor;
    }
  | { readonly kind: "fixed"; readonly amount: AmountMinor }
  | {
      readonly kind: "tiered";
      readonly basis: "lifetime_sales" | "month_sales";
      readonly brackets: readonly Bracket[];
    }
  | { readonly kind: "hybrid"; readonly rateBps: number; readonly amount: AmountMinor }
);

export interface CommissionRule {
  readonly id: string;
  readonly priority: number;
  readonly scope: RuleScope;
  readonly validFromMs?: number;
  readonly validToMs?: number;
  readonly customers: "all" | "new";
  readonly levels: readonly LevelRule[];
}

/** A version of a program's rules; later rules of the list are newer. */
export interface RuleSet {
  readonly version: number;
  readonly rules: readonly CommissionRule[];
}
