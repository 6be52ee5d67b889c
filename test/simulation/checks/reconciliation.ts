/** The service's own reconciliation finds nothing where nothing is wrong, and its totals are what its lists say. */
import { startReconciliation } from "../../../worker/operations/reconcile.ts";
import { lastRun } from "../../../worker/operations/reconciliation.tables.ts";
import type { World } from "../platform/world.ts";
import type { StoredProgram } from "../workload/program.ts";
import type { Workload } from "../workload/workload.ts";
import type { Report } from "./findings.ts";

const WAIT_MS = 10_000;
const WAITS = 60;

export async function checkReconciliation(
  world: World,
  workload: Workload,
  program: StoredProgram,
  report: Report,
): Promise<void> {
  checkTotals(world, report);
  // What was put back is named, as it should be.
  if (workload.losesObjects || world.faults.counts.databasesPutBack > 0) return;
  const env = world.envFor(null);
  const { scheduler } = world;
  await startReconciliation(env, program, world.clockMs());
  for (let wait = 0; wait < WAITS; wait += 1) {
    await scheduler.sleep(WAIT_MS);
    const run = await lastRun(env.REPORTS, program.id, world.clockMs());
    if (run === null || run.state === "running") continue;
    if (run.state !== "finished" || run.differences.length > 0 || run.inFlight > 0)
      report(
        `reconciliation ${run.state}: ${JSON.stringify(run.differences.slice(0, 3))}, ${run.inFlight} under way`,
      );
    return;
  }
  report("a reconciliation never ended");
}

function checkTotals(world: World, report: Report): void {
  const { REPORTS } = world.databases;
  const rows = REPORTS.read(
    `SELECT state AS label, count(*) AS n FROM orders GROUP BY state
     EXCEPT SELECT label, n FROM totals WHERE kind = 'orders'`,
  );
  for (const { label, n } of rows) report(`the totals do not say that ${n} orders are ${label}`);
}
