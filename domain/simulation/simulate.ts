/** What recorded orders would have cost under other rules: each planned anew from the terms that it copied. */
import type { Credit } from "../attribution/attribution.ts";
import type { CommissionDraft } from "../commission/commission.ts";
import type { Terms } from "../commission/decision.ts";
import type { LevelOutcome } from "../commission/levels.ts";
import { planCommissions } from "../commission/plan.ts";
import type { PromoterSales } from "../commission/promoter-sales.ts";
import { keptOf } from "../commission/remaining.ts";
import type { RuleSet } from "../commission/rule.ts";
import type { PromoterRef } from "../kernel/ids.ts";
import type { AmountMinor } from "../kernel/money.ts";
import type { Order } from "../order/order.ts";
import type { PromoterSnapshot, UplineSnapshot } from "../referral/promoter.ts";

type Paid = Pick<CommissionDraft, "promoter" | "amount">;

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
  /** Refunds and lost disputes. */
  readonly reversed: AmountMinor;
}

/** What each promoter would have earned, before any budget. The tiers, sales, uplines and settings of the order's time stay. */
export function replanned(recorded: RecordedOrder, rules: RuleSet): readonly CommissionDraft[] {
  const { order, credits, levels, terms } = recorded;
  const sales = new Map<PromoterRef, PromoterSales>();
  for (const level of levels) if (level.sales !== undefined) sales.set(level.promoter, level.sales);
  const snapshots = new Map<PromoterRef, PromoterSnapshot>();
  for (const { promoter } of credits) {
    const line = levels.filter((level) => level.creditedPromoter === promoter);
    snapshots.set(promoter, stateOf(promoter, line, order.customerId));
  }
  const { commission: policy, customerIsNew } = terms;
  return planCommissions({ order, credits, snapshots, policy, rules, sales, customerIsNew }).commissions;
}

/** A line of the tree as its levels tell it. Names are made up but for the buyer's: none else is compared. */
function stateOf(
  ref: PromoterRef,
  line: readonly LevelOutcome[],
  customerId: string | undefined,
): PromoterSnapshot {
  const nameOf = (level: LevelOutcome) =>
    level.outcome === "self_forfeited" ? (customerId ?? "") : `number ${level.promoter}`;
  const uplines = line
    .filter((level) => level.level > 1)
    .map((level): UplineSnapshot => {
      const isSuspended = level.outcome === "suspended_compressed" || level.outcome === "suspended_forfeited";
      const status = isSuspended ? "suspended" : "active";
      return { ref: level.promoter, memberId: nameOf(level), status, tier: level.tier, sinceMs: 0 };
    });
  return { ref, memberId: `number ${ref}`, status: "active", tier: line[0]?.tier ?? "", uplines };
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

  add(order: Order, reversed: AmountMinor, before: readonly Paid[], after: readonly Paid[]): void {
    this.orders += 1;
    const kept = (amount: AmountMinor) => keptOf(amount, order.amount, reversed);
    for (const { promoter, amount } of before) {
      this.#of(promoter).before += kept(amount);
      this.before += kept(amount);
    }
    for (const { promoter, amount } of after) {
      this.#of(promoter).after += kept(amount);
      this.after += kept(amount);
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
