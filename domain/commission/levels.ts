/** Says who stands at each paid level of a credit. No level ever takes the share of another. */
import type { PromoterSnapshot, UplineSnapshot } from "../referral/promoter.ts";
import type { LevelOutcome } from "./decision.ts";
import type { CommissionPolicy } from "./policy.ts";

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
