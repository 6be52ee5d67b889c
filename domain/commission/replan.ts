/** Plans a decided order anew from the terms that it copied: credits, tiers, sales, uplines and settings stay as they were. */
import type { Credit } from "../attribution/attribution.ts";
import type { PromoterRef } from "../kernel/ids.ts";
import type { Order } from "../order/order.ts";
import type { PromoterSnapshot, UplineSnapshot } from "../referral/promoter.ts";
import type { Terms } from "./decision.ts";
import type { LevelOutcome } from "./levels.ts";
import { type CommissionPlan, planCommissions } from "./plan.ts";
import type { PromoterSales } from "./promoter-sales.ts";
import type { RuleSet } from "./rule.ts";

/** What was decided of an order, beside its commissions. */
export interface DecidedOrder {
  /** With the campaign that it was found to belong to. */
  readonly order: Order;
  readonly credits: readonly Credit[];
  readonly levels: readonly LevelOutcome[];
  readonly terms: Pick<Terms, "commission" | "customerIsNew" | "customerSinceMs">;
}

/** What each promoter earns of the order by other rules, or of other goods, before any budget. */
export function replan({ order, credits, levels, terms }: DecidedOrder, rules: RuleSet): CommissionPlan {
  const sales = new Map<PromoterRef, PromoterSales>();
  for (const level of levels) if (level.sales !== undefined) sales.set(level.promoter, level.sales);
  const snapshots = new Map<PromoterRef, PromoterSnapshot>();
  for (const { promoter } of credits) {
    const line = levels.filter((level) => level.creditedPromoter === promoter);
    snapshots.set(promoter, snapshotOf(promoter, line, order.customerId));
  }
  const { commission: policy, customerIsNew, customerSinceMs } = terms;
  const since = customerSinceMs === undefined ? {} : { customerSinceMs };
  return planCommissions({ order, credits, snapshots, policy, rules, sales, customerIsNew, ...since });
}

/** A line of the tree as its levels tell it. Names are made up but for the buyer's: none else is compared. */
function snapshotOf(
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
