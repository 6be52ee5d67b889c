/** Budgets of campaigns as a simulation spends them: orders in sequence, each cut to what those before it have left. */
import { type AmountMinor, least, minus, sumOf } from "../kernel/money.ts";
import { campaignMadeBy } from "../commission/campaign.ts";
import { cutToBudget } from "../commission/cap.ts";
import type { CommissionDraft } from "../commission/commission.ts";
import { keptOfLines } from "../commission/remaining.ts";
import type { Order } from "../order/order.ts";
import type { Worth } from "../order/worth.ts";

/** An order, with the campaign that it was found to belong to, and its refunds and lost disputes. */
export interface CampaignOrder {
  readonly order: Pick<Order, "amount" | "items" | "campaignId" | "occurredAtMs">;
  readonly worth: Worth;
}

/** An unspent budget of a campaign; orders of before the campaign was made take nothing of it. */
export interface UnspentBudget {
  readonly createdAtMs: number;
  readonly budget: AmountMinor;
}

export class BudgetRun {
  readonly #left: Map<string, { readonly createdAtMs: number; left: AmountMinor }>;

  /** @param budgets by campaign; a campaign without bound, and what is only a label, is absent. */
  constructor(budgets: ReadonlyMap<string, UnspentBudget>) {
    this.#left = new Map(
      [...budgets].map(([id, { budget, createdAtMs }]) => [id, { createdAtMs, left: budget }]),
    );
  }

  /**
   * The commissions of the next order, cut as an order's are: highest level and last credit first. Its campaign spends
   * what they keep, so that later orders find what its refunds gave back.
   */
  take(next: CampaignOrder, wanted: readonly CommissionDraft[]): readonly CommissionDraft[] {
    const known = this.#of(next);
    if (known === undefined) return wanted;
    const granted = cutToBudget(wanted, known.left);
    this.pass(next, granted);
    return granted;
  }

  /** An order that costs its campaign what it did, as far as there is room. */
  pass(next: CampaignOrder, paid: readonly Pick<CommissionDraft, "amount" | "lines">[]): void {
    const known = this.#of(next);
    if (known === undefined) return;
    const spent = sumOf(paid.map((one) => keptOfLines(one.amount, one.lines, next.order, next.worth)));
    known.left = minus(known.left, least(known.left, spent));
  }

  #of({ order }: CampaignOrder) {
    return campaignMadeBy(this.#left, order.campaignId, order.occurredAtMs);
  }
}
