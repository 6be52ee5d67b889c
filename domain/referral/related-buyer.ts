/** Finds buyers who may be buying from themselves: buyer and promoter near each other in one line of the tree. */
import type { PromoterRef } from "../kernel/ids.ts";

/** Steps within which a buyer's order is looked at by a person. */
export const NEAR_STEPS = 3;

/** A promoter and the promoters above it, nearest first. */
export interface PlaceInLine {
  readonly ref: PromoterRef;
  readonly uplines: readonly { readonly ref: PromoterRef }[];
}

/** How many steps the nearer above the other stands, at most {@link NEAR_STEPS}; null for two that are not near. */
export function stepsBetween(a: PlaceInLine, b: PlaceInLine): number | null {
  return stepsAbove(a, b) ?? stepsAbove(b, a);
}

function stepsAbove(upper: PlaceInLine, lower: PlaceInLine): number | null {
  const steps = lower.uplines.slice(0, NEAR_STEPS).findIndex((upline) => upline.ref === upper.ref) + 1;
  return steps === 0 ? null : steps;
}
