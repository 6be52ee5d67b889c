/** An amount far above what the promoter's orders are of late, by a robust score of its logarithm. */
import { promoterIdOf } from "../../kernel/ids.ts";
import { BPS_SCALE } from "../../kernel/money.ts";
import type { RiskRule } from "./rule.ts";

/** Before, a promoter's own spread is not known. */
const FEWEST_ORDERS = 20;
/** Scores beyond it are rarer than one in ten thousand, also where tails are heavier than normal. */
const FAR = 4;
/** A median distance as a standard deviation, for a normal distribution. */
const TO_DEVIATION = 1.4826;
/** Where all orders are alike, any other one would be infinitely far. */
const LEAST_DEVIATION = 0.3;

export const unusualAmount: RiskRule = ({ order, attribution, known }) => {
  for (const { promoter, weightBps } of attribution.credits) {
    const spread = known.promoters.get(promoter)?.amounts;
    if (spread === undefined || spread.orders < FEWEST_ORDERS) continue;
    const sold = (order.amount * weightBps) / BPS_SCALE;
    if (sold < 1) continue;
    const deviation = TO_DEVIATION * Math.max(spread.deviation, LEAST_DEVIATION);
    const robustZ = (Math.log(sold) - spread.median) / deviation;
    if (robustZ < FAR) continue;
    return {
      facts: {
        promoterId: promoterIdOf(promoter),
        robustZ: Math.round(robustZ * 10) / 10,
        usual: Math.round(Math.exp(spread.median)),
        orders: spread.orders,
      },
    };
  }
  return null;
};
