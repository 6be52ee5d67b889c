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

/** The interval of a figure over promoters; draws that have no figure are left out. */
export function intervalOf<Thing>(
  things: readonly Thing[],
  figure: (drawn: readonly Thing[]) => number,
  seed: number,
): Interval {
  const chance = new Chance(seed);
  const figures = Array.from({ length: DRAWS }, () => figure(things.map(() => chance.oneOf(things))));
  const known = figures.filter((one) => Number.isFinite(one));
  return { from: percentile(known, LOWEST), to: percentile(known, HIGHEST) };
}
