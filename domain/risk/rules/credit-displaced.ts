/**
 * A click just before the order took the credit of another promoter's touch that was live. What extensions of browsers and
 * coupon pages do at the checkout.
 */
import { promoterIdOf } from "../../kernel/ids.ts";
import { displacedTouch } from "../displaced-touch.ts";
import type { Displacements } from "../knowledge.ts";
import { creditedTouches } from "./credited-touches.ts";
import type { RiskRule } from "./rule.ts";

/** Within that part of the time nobody finds a link, chooses and pays. */
const AT_ONCE = 2;
/** Later some do, who had all in their basket before. Such an order alone is not reviewed, unless a program weighs it more. */
const WEAK = 0.4;
/** Fewer orders of a promoter do not show how often it displaces others. */
const FEWEST_ORDERS = 10;
/** The part of its orders up to which it happens to honest promoters: viewers of a live sale met others before. */
const SELDOM = 1 / 8;

export const creditDisplaced: RiskRule = (suspect) => {
  const { order, attribution, policy, known } = suspect;
  for (const taking of creditedTouches(suspect)) {
    const afterMs = order.occurredAtMs - taking.occurredAtMs;
    if (afterMs >= policy.displacedWithinMs) continue;
    const displaced = displacedTouch(attribution, taking);
    if (displaced === undefined) continue;
    const before = known.promoters.get(taking.promoter)?.displacements;
    const isStrong = afterMs <= policy.displacedWithinMs / AT_ONCE && !isSeldom(before);
    return {
      strength: isStrong ? 1 : WEAK,
      facts: {
        promoterId: promoterIdOf(taking.promoter),
        displacedPromoterId: promoterIdOf(displaced.promoter),
        seconds: afterMs / 1_000,
        within: policy.displacedWithinMs / 1_000,
        ...(before === undefined ? {} : { orders: before.orders, displaced: before.displaced }),
      },
    };
  }
  return null;
};

/** This order among them. */
function isSeldom(before: Displacements | undefined): boolean {
  return (
    before !== undefined &&
    before.orders >= FEWEST_ORDERS &&
    before.displaced + 1 <= SELDOM * (before.orders + 1)
  );
}
