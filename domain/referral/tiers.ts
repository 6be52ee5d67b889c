/** Tiers of promoters by their own sales: raised at once, lowered at a review alone. */
import { type AmountMinor, amountMinor, ZERO } from "../kernel/money.ts";

export interface Tier {
  readonly name: string;
  /** Lifetime sales from which it is reached. */
  readonly fromSales: AmountMinor;
}

/** When tiers are lowered. */
export const TIER_REVIEWS = ["never", "monthly"] as const;

/** What a program sets: tiers from the lowest, which begins at 0, and whether they are ever lowered. */
export interface TierPlan {
  readonly tiers: readonly Tier[];
  readonly review: (typeof TIER_REVIEWS)[number];
}

/** What programs have until they set their own. */
export const DEFAULT_TIER_PLAN: TierPlan = {
  tiers: [
    { name: "bronze", fromSales: ZERO },
    { name: "silver", fromSales: amountMinor(100_000) },
    { name: "gold", fromSales: amountMinor(500_000) },
    { name: "diamond", fromSales: amountMinor(2_000_000) },
  ],
  review: "never",
};

/** What made a tier. One set by an operator is not lowered by a review. */
export const TIER_CAUSES = ["joined", "operator", "sales", "review", "tiers_changed"] as const;
export type TierCause = (typeof TIER_CAUSES)[number];

export interface PresentTier {
  readonly tier: string;
  readonly cause: TierCause;
}

/** The tier that sales alone give. */
function tierBySales({ tiers }: TierPlan, sales: AmountMinor): string {
  return tiers.findLast((tier) => tier.fromSales <= sales)?.name ?? lowestTier({ tiers });
}

export function lowestTier({ tiers }: Pick<TierPlan, "tiers">): string {
  return tiers[0]?.name ?? "bronze";
}

/** The tier that sales raise a promoter to; undefined when they raise it to none. A tier that is gone counts as none. */
export function raisedTier(plan: TierPlan, present: string, sales: AmountMinor): string | undefined {
  const earned = tierBySales(plan, sales);
  return rankOf(plan, earned) > rankOf(plan, present) ? earned : undefined;
}

/** The tier that a review gives a promoter; undefined when it leaves it. An operator's stays. */
export function reviewedTier(plan: TierPlan, present: PresentTier, sales: AmountMinor): string | undefined {
  const earned = tierBySales(plan, sales);
  const isKept = present.cause === "operator" && rankOf(plan, present.tier) > rankOf(plan, earned);
  return earned === present.tier || isKept ? undefined : earned;
}

/** -1 for a tier that the program does not have. */
function rankOf({ tiers }: TierPlan, name: string): number {
  return tiers.findIndex((tier) => tier.name === name);
}
