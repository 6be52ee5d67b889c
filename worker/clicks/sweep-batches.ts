/** Forgets the ids of counted batches once no queue can deliver them again. */
import { sweepBatches } from "./click-counters.tables.ts";

/** A queue keeps a message for 14 days at most; a day is added for wrong clocks. */
const KEPT_MS = 15 * 86_400_000;

/** Sweeps ids that are older than any message can be. For the hourly cron; answers how many it swept. */
export async function sweepCountedBatches(env: Pick<Env, "REPORTS">, nowMs: number): Promise<number> {
  return sweepBatches(env.REPORTS, nowMs - KEPT_MS);
}
