/** Looks for a mistake that was planted into the code that this file is bundled with. */
import type { DeliberateFault } from "./deliberate-fault.ts";
import { runSeed } from "../run-seed.ts";
import { SIZES } from "../workload/size.ts";

/** A planted fault has to show within so many worlds. */
const MOST_WORLDS = 150;

export interface Found {
  readonly seed: number;
  readonly breaches: readonly string[];
}

/** @returns the first world in which something is wrong; null when nothing is. */
export async function findFault({
  seed = 1,
  small,
}: Pick<DeliberateFault, "seed" | "small">): Promise<Found | null> {
  const [first, size] = small === undefined ? [seed, SIZES.full] : [small, SIZES.small];
  for (let world = first; world < first + MOST_WORLDS; world += 1) {
    const { breaches } = await runSeed(world, null, size);
    if (breaches.length > 0) return { seed: world, breaches: breaches.slice(0, 3) };
  }
  return null;
}
