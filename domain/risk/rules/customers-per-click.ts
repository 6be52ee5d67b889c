/** One click with which many customers ordered: a token that goes round. */
import { promoterIdOf } from "../../kernel/ids.ts";
import { touchKey } from "../../attribution/touch.ts";
import { creditedTouches } from "./credited-touches.ts";
import type { RiskRule } from "./rule.ts";

export const customersPerClick: RiskRule = (suspect) => {
  const most = suspect.policy.maxCustomersPerClick;
  for (const touch of creditedTouches(suspect)) {
    const others = suspect.known.promoters.get(touch.promoter)?.customersOfClick?.[touchKey(touch)] ?? 0;
    if (others < most) continue;
    return { facts: { promoterId: promoterIdOf(touch.promoter), customers: others + 1, most } };
  }
  return null;
};
