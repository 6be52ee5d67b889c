/**
 * The hourly cron as the Worker runs it: its own parts side by side, each for itself. Objects are woken by messages of a
 * queue, with what D1 knows of their wakes. A part that breaks off is made good by the next hour's.
 */
import { sweepCountedBatches } from "../../worker/clicks/sweep-batches.ts";
import { checkClock } from "../../worker/deployment/check-clock.ts";
import { sendGrowths } from "../../worker/growth/grow-objects.ts";
import { startReconciliations } from "../../worker/operations/reconcile-all.ts";
import { sendWakes } from "../../worker/operations/wake-objects.ts";
import { isSimulated } from "./platform/faults.ts";
import type { World } from "./platform/world.ts";

export function runCron(world: World): void {
  const env = world.envFor(null);
  const nowMs = world.machineMs();
  const parts: readonly (() => Promise<unknown>)[] = [
    async () => await checkClock(env, nowMs),
    async () => await sendWakes(env),
    async () => await sendGrowths(env),
    async () => await sweepCountedBatches(env, nowMs),
    async () => await startReconciliations(env, nowMs, nowMs),
  ];
  for (const part of parts) {
    part().catch((error: unknown) => {
      if (!isSimulated(error)) world.fail(`the cron was told ${String(error)}`);
    });
  }
}
