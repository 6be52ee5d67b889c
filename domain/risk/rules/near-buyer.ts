/** A buyer near a credited promoter in one line of the tree: it may be buying from itself. */
import { areNear } from "../../referral/related-buyer.ts";
import type { RiskRule } from "./rule.ts";

export const nearBuyer: RiskRule = {
  means: "the buyer stands near the credited promoter in the tree",
  suspects: ({ buyer, selfPurchase, credits, places }) => {
    if (buyer === undefined || selfPurchase) return false;
    return credits.some(({ promoter }) => {
      const credited = places.get(promoter);
      return credited !== undefined && areNear(buyer, credited);
    });
  },
};
