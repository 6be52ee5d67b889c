/** Budgets of campaigns as a simulation spends them: orders in sequence, each cut to what those before it have left. */
import { type AmountMinor, least, minus, sumOf } from "../kernel/money.ts";
import { cutToCap } from "./cap.ts";
import type { CommissionDraft } from "./commission.ts";
import { keptOf } from "./kept.ts";
import type { Order } from "./order.ts";

/** An order, with the campaign that it was found to belong to, and its refunds and lost disputes. */
export interface CampaignOrder {
  readonly order: Pick<Order, "amount" | "campaignId">;
  readonly reversed: AmountMinor;
}

export class BudgetRun {
  readonly #left: Map<string, AmountMinor>;

  /** @param budgets by campaign, unspent; a campaign without bound, and what is only a label, is absent. */
  constructor(budgets: ReadonlyMap<string, AmountMinor>) {
    this.#left = new Map(budgets);
  }

  /**
   * The commissions of the next order, cut as an order's are: highest level and last credit first. Its campaign spends
   * what they keep, so that later orders find what its refunds gave back.
   */
  take(next: CampaignOrder, wanted: readonly CommissionDraft[]): readonly CommissionDraft[] {
    const left = this.#left.get(next.order.campaignId ?? "");
    if (left === undefined) return wanted;
    const granted = cutToCap(wanted, left);
    this.pass(next, granted);
    return granted;
  }

  /** An order that costs its campaign what it did, as far as there is room. */
  pass({ order, reversed }: CampaignOrder, paid: readonly Pick<CommissionDraft, "amount">[]): void {
    const { campaignId = "", amount } = order;
    const left = this.#left.get(campaignId);
    if (left === undefined) return;
    const spent = sumOf(paid.map((one) => keptOf(one.amount, amount, reversed)));
    this.#left.set(campaignId, minus(left, least(left, spent)));
  }
}
