/** Time decay: a touch is worth half as much for every half-life that it is older. */
import { halving } from "../../kernel/halving.ts";
import type { Touch } from "../touch.ts";

/**
 * `2^(-age/halfLife)` for each touch in fixed point. The age is taken from the newest touch, not from the order:
 * the proportions are the same, and the newest always weighs 1, however old all of them are. A touch more than
 * 64 half-lives older than the newest weighs nothing.
 *
 * @param touches sorted by time.
 * @param halfLifeMs milliseconds; at 0, the limit of the formula, only touches of the newest instant weigh.
 */
export function timeDecay(touches: readonly Touch[], halfLifeMs: number): bigint[] {
  const newestMs = touches.at(-1)?.occurredAtMs ?? 0;
  return touches.map((touch) => {
    const ageMs = newestMs - touch.occurredAtMs;
    if (halfLifeMs === 0) return ageMs === 0 ? 1n : 0n;
    return halving(ageMs, halfLifeMs);
  });
}
