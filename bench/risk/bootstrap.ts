/** How sure a figure is: promoters are drawn again and again from those that there were, each as often as chance has it. */
import { Chance } from "../../test/support/chance.ts";
import { percentile } from "../measurement.ts";

export interface Interval {
  readonly from: number;
  readonly to: number;
}

const DRAWS = 200;
/** In percent: 95 of a hundred draws lie between. */
const LOWEST = 2.5;
const HIGHEST = 97.5;

/** What follows from each draw of as many things as there are. */
export function resampled<Thing, Result>(
  things: readonly Thing[],
  of: (drawn: readonly Thing[]) => Result,
  seed: number,
): Result[] {
  const chance = new Chance(seed);
  return Array.from({ length: DRAWS }, () => of(things.map(() => chance.oneOf(things))));
}

/** Between which figures 95 of a hundred draws lie. Draws that have no figure are left out. */
export function intervalOf(figures: readonly number[]): Interval {
  const known = figures.filter((one) => Number.isFinite(one));
  return { from: percentile(known, LOWEST), to: percentile(known, HIGHEST) };
}
