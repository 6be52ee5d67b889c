/**
 * A click just before the order took the credit of another promoter's touch that was live: what extensions of browsers and
 * coupon pages do at the checkout.
 */
import { promoterIdOf } from "../../kernel/ids.ts";
import { creditedTouches } from "./credited-touches.ts";
import type { RiskRule } from "./rule.ts";

/** The promoters of these touches could have been credited. */
const LIVE = new Set(["counted", "superseded"]);
/** Within that part of the time nobody finds a link, chooses and pays. */
const AT_ONCE = 2;
/** Later some do, who had all in their basket before. */
const LATER = 0.4;

export const creditDisplaced: RiskRule = (suspect) => {
  const { order, attribution, policy } = suspect;
  for (const taking of creditedTouches(suspect)) {
    const afterMs = order.occurredAtMs - taking.occurredAtMs;
    if (afterMs >= policy.displacedWithinMs) continue;
    const displaced = attribution.touches.findLast(
      (touch) =>
        touch.promoter !== taking.promoter &&
        touch.occurredAtMs < taking.occurredAtMs &&
        LIVE.has(touch.verdict),
    );
    if (displaced === undefined) continue;
    const strength = afterMs <= policy.displacedWithinMs / AT_ONCE ? 1 : LATER;
    return {
      strength,
      facts: {
        promoterId: promoterIdOf(taking.promoter),
        displacedPromoterId: promoterIdOf(displaced.promoter),
        seconds: afterMs / 1_000,
        within: policy.displacedWithinMs / 1_000,
      },
    };
  }
  return null;
};
