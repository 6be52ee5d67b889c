/** Says who stands at each paid level of a credit. No level ever takes the share of another. */
import type { PromoterRef } from "../kernel/ids.ts";
import type { PromoterSnapshot, UplineSnapshot } from "../referral/promoter.ts";
import type { CommissionPolicy } from "./policy.ts";
import type { PromoterSales } from "./promoter-sales.ts";

/** What became of a level. */
export const LEVEL_OUTCOMES = [
  "paid",
  "suspended_forfeited",
  "suspended_compressed",
  "self_forfeited",
  "no_rule",
] as const;

/** An upline as it stood at the order's time, and what became of its level. */
export interface LevelOutcome {
  readonly creditedPromoter: PromoterRef;
  readonly promoter: PromoterRef;
  readonly level: number;
  /** Its tier at the order's time; that of level 1 chose the rule. */
  readonly tier: string;
  /** Its own sales before the order, as its book knew them; what tiered rules went by. */
  readonly sales?: PromoterSales;
  readonly outcome: (typeof LEVEL_OUTCOMES)[number];
}

/**
 * Level 1 is the credited promoter, level 2 its upline, level 3 that one's upline, as of the order's time, to
 * `policy.maxLevels`. A suspended upline forfeits its level, or under `compress` the next one moves up into it.
 * The buyer as an upline forfeits its level unless self-purchase is allowed, also when suspended.
 *
 * @param customerId the buyer's member id, when known.
 */
export function levelsOf(
  credited: PromoterSnapshot,
  policy: CommissionPolicy,
  customerId: string | undefined,
): LevelOutcome[] {
  const at = (level: number, who: PromoterSnapshot | UplineSnapshot, outcome: LevelOutcome["outcome"]) => {
    return { creditedPromoter: credited.ref, promoter: who.ref, level, tier: who.tier, outcome };
  };
  const levels: LevelOutcome[] = [at(1, credited, "paid")];
  let level = 2;
  for (const upline of credited.uplines) {
    if (level > policy.maxLevels) break;
    const outcome = outcomeOf(upline, policy, customerId);
    levels.push(at(level, upline, outcome));
    if (outcome !== "suspended_compressed") level += 1;
  }
  return levels;
}

function outcomeOf(
  upline: UplineSnapshot,
  policy: CommissionPolicy,
  customerId: string | undefined,
): LevelOutcome["outcome"] {
  if (!policy.selfPurchase && upline.memberId === customerId) return "self_forfeited";
  if (upline.status === "active") return "paid";
  return policy.inactiveUpline === "compress" ? "suspended_compressed" : "suspended_forfeited";
}
