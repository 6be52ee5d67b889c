/** Keeps what an order stores of its touches bounded, and loses no touch that counted. */
import { LIMITS } from "../kernel/limits.ts";
import type { Attribution, JudgedTouch, TouchVerdict } from "./attribution.ts";

/**
 * All touches that counted, the {@link LIMITS.touchesKeptUncounted} nearest to the order that did not, and how
 * many of the rest had which verdict. The touches keep their sequence.
 */
export function boundEvidence(
  touches: readonly JudgedTouch[],
  orderedAtMs: number,
): Pick<Attribution, "touches" | "furtherTouches"> {
  const nearestFirst = touches
    .filter((touch) => touch.verdict !== "counted")
    .sort((a, b) => Math.abs(orderedAtMs - a.occurredAtMs) - Math.abs(orderedAtMs - b.occurredAtMs));
  const further = new Set(nearestFirst.slice(LIMITS.touchesKeptUncounted));
  const furtherTouches: Partial<Record<TouchVerdict, number>> = {};
  for (const { verdict } of further) furtherTouches[verdict] = (furtherTouches[verdict] ?? 0) + 1;
  return { touches: touches.filter((touch) => !further.has(touch)), furtherTouches };
}
