/** One reconciliation by the service's own code, from its beginning to what it found. */
import { startReconciliation } from "../../worker/operations/reconcile.ts";
import { lastRun, type ReconciliationRun } from "../../worker/operations/reconciliation.tables.ts";
import type { World } from "./platform/world.ts";
import type { StoredProgram } from "./workload/program.ts";

const WAIT_MS = 60_000;
/** A run that cannot end is told to have failed within half an hour. */
const WAITS = 60;

/** @returns "lost" where D1 knows no more of the run. @throws where D1 or the queue cannot be reached. */
export async function reconciled(
  world: World,
  env: Env,
  program: StoredProgram,
  repair?: string,
): Promise<ReconciliationRun | "lost"> {
  const { run: number } = await startReconciliation(env, program, world.machineMs(), repair);
  for (let wait = 0; wait < WAITS; wait += 1) {
    await world.scheduler.sleep(WAIT_MS);
    const run = await lastRun(env.REPORTS, program.id, world.machineMs());
    if (run === null || run.run < number) return "lost";
    if (run.run > number || run.state !== "running") return run;
  }
  throw new Error("a reconciliation never ended");
}
