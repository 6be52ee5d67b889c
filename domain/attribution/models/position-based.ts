/** Position based: who opened and who closed earned most, those between share the rest. */
import type { Model } from "./model.ts";

/**
 * 40 % for the first touch, 40 % for the last, 20 % in equal parts for those between, as the trade's "U-shaped"
 * model has it. One touch takes all, two take half each.
 */
export const positionBased: Model = {
  means: "40 % to the first touch, 40 % to the last, the rest to those between",
  weigh: (touches) => {
    const between = touches.length - 2;
    if (between <= 0) return touches.map(() => 1n);
    // Of 5 x between parts, the ends take 2 x between each and every touch between takes one.
    const end = 2n * BigInt(between);
    return touches.map((_, index) => (index === 0 || index === touches.length - 1 ? end : 1n));
  },
};
