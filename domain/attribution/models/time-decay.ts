/** Time decay: a touch is worth half as much for every half-life that it is older. */
import { halving } from "../../kernel/halving.ts";
import type { Model } from "./model.ts";

/**
 * `2^(-age/halfLife)` for each touch in fixed point. The age is taken from the newest touch, not from the order.
 * The proportions are the same, and the newest always weighs 1, however old all of them are. A touch more than
 * 64 half-lives older than the newest weighs nothing. At a half-life of 0, the limit of the formula, only touches
 * of the newest instant weigh.
 */
export const timeDecay: Model = {
  means: "a touch has half the share of one that is `halfLife` newer",
  weigh: (touches, halfLifeMs) => {
    const newestMs = touches.at(-1)?.occurredAtMs ?? 0;
    return touches.map((touch) => {
      const ageMs = newestMs - touch.occurredAtMs;
      if (halfLifeMs === 0) return ageMs === 0 ? 1n : 0n;
      return halving(ageMs, halfLifeMs);
    });
  },
};
