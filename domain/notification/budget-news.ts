/** What is left of a campaign's budget, where that is little: said once for each setting of the budget. */
import { type AmountMinor, minus, plus } from "../kernel/money.ts";
import type { Notification } from "./notification.ts";

/** How far a budget was used up by what was said of it. A number, so that it is only ever raised. */
export const BUDGET_SAID = { nothing: 0, low: 1, exhausted: 2 } as const;
export type BudgetSaid = (typeof BUDGET_SAID)[keyof typeof BUDGET_SAID];

export interface BudgetNews {
  readonly campaignId: string;
  /** Which setting of the budget it is of. */
  readonly setting: number;
  readonly budget: AmountMinor;
  readonly remaining: AmountMinor;
}

/** Less than this part of a budget is little: a tenth. */
const LITTLE = 10;

/** What is to be said of a budget as it stands. @param budget null: without bound. */
export function budgetSays(
  budget: AmountMinor | null,
  reserved: AmountMinor,
  spent: AmountMinor,
): BudgetSaid {
  if (budget === null || budget === 0) return BUDGET_SAID.nothing;
  const remaining = minus(budget, plus(reserved, spent));
  if (remaining === 0) return BUDGET_SAID.exhausted;
  return BigInt(remaining) * BigInt(LITTLE) < BigInt(budget) ? BUDGET_SAID.low : BUDGET_SAID.nothing;
}

export function sayBudget(
  { campaignId, setting, budget, remaining }: BudgetNews,
  atMs: number,
): Notification {
  return {
    type: remaining === 0 ? "campaign.exhausted" : "campaign.budget_low",
    key: [campaignId, setting, budget],
    occurredAtMs: atMs,
    promoter: null,
    person: null,
    data: { campaignId, budget, remaining },
  };
}
