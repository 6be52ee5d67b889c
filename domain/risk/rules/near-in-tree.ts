/** A buyer near a credited promoter in one line of the tree: it may be buying from itself. */
import { promoterIdOf } from "../../kernel/ids.ts";
import { stepsBetween } from "../../referral/related-buyer.ts";
import type { RiskRule } from "./rule.ts";

export const nearInTree: RiskRule = ({ buyer, selfPurchase, attribution, places }) => {
  if (buyer === undefined || selfPurchase) return null;
  for (const { promoter } of attribution.credits) {
    const credited = places.get(promoter);
    const steps = credited === undefined ? null : stepsBetween(buyer, credited);
    if (steps !== null) return { facts: { promoterId: promoterIdOf(promoter), steps } };
  }
  return null;
};
