/** What recorded orders would have cost under other rules: each planned anew from the terms that it copied. */
import type { Credit } from "../attribution/attribution.ts";
import type { CommissionDraft } from "../commission/commission.ts";
import type { Terms } from "../commission/decision.ts";
import type { LevelOutcome } from "../commission/levels.ts";
import { keptOfLines } from "../commission/remaining.ts";
import { replan } from "../commission/replan.ts";
import type { RuleSet } from "../commission/rule.ts";
import type { PromoterRef } from "../kernel/ids.ts";
import type { Order } from "../order/order.ts";
import type { Worth } from "../order/worth.ts";

type Paid = Pick<CommissionDraft, "promoter" | "amount" | "lines">;

/** What an order's owner knows of it that matters here. */
export interface RecordedOrder {
  /** With the campaign that it was found to belong to. */
  readonly order: Order;
  /** When its owner first received it; with it the sequence in which campaigns' budgets are spent. */
  readonly receivedAtMs: number;
  /** False: it is here only because it spends a campaign's budget. */
  readonly isCompared: boolean;
  readonly credits: readonly Credit[];
  readonly levels: readonly LevelOutcome[];
  /** As they were earned: cut by cap and budget. */
  readonly commissions: readonly Paid[];
  readonly terms: Terms;
  /** What is left of it: the order is told as it was amended last. */
  readonly worth: Worth;
}

/** What each promoter would have earned, before any budget. The tiers, sales, uplines and settings of the order's time stay. */
export function replanned(recorded: RecordedOrder, rules: RuleSet): readonly CommissionDraft[] {
  return replan(recorded, rules).commissions;
}

export interface PromoterCost {
  readonly promoter: PromoterRef;
  readonly before: number;
  readonly after: number;
}

/** Adds up what orders cost before and after, per promoter; refunds are taken off on both sides. */
export class CostComparison {
  readonly #costs = new Map<PromoterRef, { before: number; after: number }>();
  orders = 0;
  before = 0;
  after = 0;

  add(order: Order, worth: Worth, before: readonly Paid[], after: readonly Paid[]): void {
    this.orders += 1;
    const keptOf = ({ amount, lines }: Paid) => keptOfLines(amount, lines, order, worth);
    for (const paid of before) {
      this.#of(paid.promoter).before += keptOf(paid);
      this.before += keptOf(paid);
    }
    for (const paid of after) {
      this.#of(paid.promoter).after += keptOf(paid);
      this.after += keptOf(paid);
    }
  }

  /** Who gains most first. */
  costs(): PromoterCost[] {
    return [...this.#costs]
      .map(([promoter, cost]) => ({ promoter, ...cost }))
      .toSorted((a, b) => b.after - b.before - (a.after - a.before) || a.promoter - b.promoter);
  }

  #of(promoter: PromoterRef): { before: number; after: number } {
    const known = this.#costs.get(promoter);
    if (known !== undefined) return known;
    const cost = { before: 0, after: 0 };
    this.#costs.set(promoter, cost);
    return cost;
  }
}
