/** Somebody who must know does a thing again, later and later, while parts are down. */
import type { Chance } from "../../support/chance.ts";
import { isSimulated } from "../platform/faults.ts";
import type { World } from "../platform/world.ts";

/** @param work null asks for another attempt. @throws what neither a fault of the world nor a refused call explains. */
export async function untilAnswered<T>(
  world: World,
  chance: Chance,
  work: () => Promise<T | null>,
): Promise<T> {
  for (let failures = 0; ; failures += 1) {
    try {
      const answer = await work();
      if (answer !== null) return answer;
    } catch (error) {
      if (!isSimulated(error) && !(error instanceof Error && error.name === "ApiProblem")) throw error;
    }
    const longest = 4_000 * 2 ** Math.min(failures, 8);
    await world.scheduler.sleep(chance.between(200, longest));
  }
}
