/** Looks for a mistake that was planted into the code that this file is bundled with. */
import { runSeed } from "../run-seed.ts";
import { SIZES } from "../workload/size.ts";
import type { Place } from "./places.ts";

/** A planted fault has to show within so many worlds. */
const MOST_WORLDS = 150;

export interface Found extends Place {
  readonly breaches: readonly string[];
}

/** @returns the first world from `place` on in which something is wrong; null when nothing is. */
export async function findFault({ size, world: first }: Place): Promise<Found | null> {
  for (let world = first; world < first + MOST_WORLDS; world += 1) {
    const { breaches } = await runSeed(world, null, SIZES[size]);
    if (breaches.length > 0) return { size, world, breaches: breaches.slice(0, 3) };
  }
  return null;
}
