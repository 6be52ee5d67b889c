/** Finds buyers who may be buying from themselves: buyer and promoter near each other in one line of the tree. */
import type { PromoterRef } from "../kernel/ids.ts";

/** Steps within which a buyer's order is looked at by a person. */
export const NEAR_STEPS = 3;

/** A promoter and the promoters above it, nearest first. */
export interface PlaceInLine {
  readonly ref: PromoterRef;
  readonly uplines: readonly { readonly ref: PromoterRef }[];
}

/** True when one of the two stands at most {@link NEAR_STEPS} steps above the other. */
export function areNear(a: PlaceInLine, b: PlaceInLine): boolean {
  return standsAbove(a, b) || standsAbove(b, a);
}

function standsAbove(upper: PlaceInLine, lower: PlaceInLine): boolean {
  return lower.uplines.slice(0, NEAR_STEPS).some((upline) => upline.ref === upper.ref);
}
