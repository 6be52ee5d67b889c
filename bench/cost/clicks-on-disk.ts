/** Clicks that were counted, by the database's own file: a price of clicks that nobody counted would be too low. */
import { setTimeout as wait } from "node:timers/promises";
import { storedSum } from "../machine/stored-sum.ts";

const SUM = `SELECT (SELECT coalesce(sum(clicks), 0) FROM click_counters)
  + (SELECT coalesce(sum(clicks), 0) FROM invalid_counters) AS sum`;
const COUNTED_WITHIN_MS = 60_000;

/** Clicks that count, and those that were found invalid. */
function clicksCounted(data: string): number {
  return storedSum(data, "d1/**/*.sqlite", SUM);
}

/**
 * Waits until so many were counted.
 *
 * @throws where they are not within a minute.
 */
export async function untilCounted(data: string, clicks: number): Promise<void> {
  const startedAt = performance.now();
  for (;;) {
    const counted = clicksCounted(data);
    if (counted >= clicks) return;
    if (performance.now() - startedAt > COUNTED_WITHIN_MS)
      throw new Error(`of ${clicks} clicks ${counted} were counted`);
    await wait(100);
  }
}
