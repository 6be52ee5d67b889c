/** Every program is reconciled once a night. */
import { allPrograms } from "../configuration/all-programs.tables.ts";
import { startReconciliation } from "./reconcile.ts";

/** The hour, UTC, of the hourly cron that does it. */
const HOUR = 19;

export async function startReconciliations(env: Env, scheduledMs: number, nowMs: number): Promise<void> {
  if (new Date(scheduledMs).getUTCHours() !== HOUR) return;
  for await (const programs of allPrograms(env.CONFIG)) {
    for (const program of programs) await startReconciliation(env, program, nowMs);
  }
}
