/** A commission rule: for what it applies, and what it pays at each level. */
import type { CalendarPeriod } from "../kernel/calendar-period.ts";
import type { LevelRule } from "./kinds/kinds.ts";

export interface RuleScope {
  readonly productId?: string;
  readonly categoryId?: string;
  readonly campaignId?: string;
  readonly tier?: string;
}

export interface CommissionRule {
  readonly id: string;
  readonly priority: number;
  readonly scope: RuleScope;
  readonly validFromMs?: number;
  readonly validToMs?: number;
  readonly customers: "all" | "new";
  /** Only orders before this much time has passed since the customer's first. */
  readonly customerWithin?: CalendarPeriod;
  readonly levels: readonly LevelRule[];
}

/** A version of a program's rules; later rules of the list are newer. */
export interface RuleSet {
  readonly version: number;
  readonly rules: readonly CommissionRule[];
}
