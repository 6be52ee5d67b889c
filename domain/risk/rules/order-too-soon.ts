/** An order right after its click: who is sent to a checkout buys nothing there within seconds. */
import { promoterIdOf } from "../../kernel/ids.ts";
import { creditedTouches } from "./credited-touches.ts";
import type { RiskRule } from "./rule.ts";

/** A click after its order, as clocks that differ have it, is as soon as can be. */
export const orderTooSoon: RiskRule = (suspect) => {
  const { minClickToConversionMs } = suspect.policy;
  const [last] = creditedTouches(suspect);
  if (last === undefined || minClickToConversionMs === 0) return null;
  const afterMs = suspect.order.occurredAtMs - last.occurredAtMs;
  if (afterMs >= minClickToConversionMs) return null;
  const promoterId = promoterIdOf(last.promoter);
  return { facts: { promoterId, seconds: afterMs / 1_000, least: minClickToConversionMs / 1_000 } };
};
