/** What an order costs its campaign, and how its commissions are cut to what the campaign's budget has room for. */
import { type AmountMinor, sumOf } from "../kernel/money.ts";
import { cutToBudget } from "./cap.ts";
import type { CommissionDraft } from "./commission.ts";

/** What an order took of its campaign's budget. */
export interface BudgetTerms {
  /** Slot of the AccountBook that keeps the budget. */
  readonly slot: number;
  /** The reservation that the acceptance of the order confirms; 0: nothing was set aside. */
  readonly reservation: number;
  /** The commissions before the budget. */
  readonly wanted: AmountMinor;
  /** What the budget had room for; the rest was cut as by the cap. */
  readonly granted: AmountMinor;
}

/** What of a decision concerns its campaign's budget. */
interface Costly {
  readonly commissions: readonly CommissionDraft[];
  readonly budget?: BudgetTerms;
}

/** All commissions of a decision together. */
export function costOf({ commissions }: Pick<Costly, "commissions">): AmountMinor {
  return sumOf(commissions.map((one) => one.amount));
}

/**
 * True when a campaign's budget pays the commissions, so that none comes back, and none grows, without asking it. One that had
 * no room at first pays nothing of the order for good. One that was not asked, as the order cost nothing, still may.
 */
export function isBudgeted({ budget }: Pick<Costly, "budget">): boolean {
  return budget !== undefined && (budget.reservation > 0 || budget.wanted === 0);
}

/** The decision with its commissions cut to what the budget granted, highest level and last credit first. */
export function withinBudget<Decided extends Costly>(
  decision: Decided,
  terms: Omit<BudgetTerms, "wanted">,
): Decided {
  return {
    ...decision,
    commissions: cutToBudget(decision.commissions, terms.granted),
    budget: { ...terms, wanted: costOf(decision) },
  };
}
