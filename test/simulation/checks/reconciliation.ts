/**
 * The service's own reconciliation finds nothing where nothing is wrong, and its totals are what its lists say. Where
 * something was put back a repair sets it right: every law holds afterwards as well, and no commission has moved that was
 * right before. What only a lost decision had posted is named before, and gone afterwards.
 */
import { makeRoom } from "../make-room.ts";
import type { World } from "../platform/world.ts";
import { reconciled } from "../reconciled.ts";
import type { StoredProgram } from "../workload/program.ts";
import type { Workload } from "../workload/workload.ts";
import { findAll, type Report } from "./findings.ts";
import { amountsOf } from "./lost-decisions.ts";
import { INTENTS } from "./postings.ts";

const HOUR_MS = 3_600_000;
/** Repairs that an operator has made at most until nothing differs any more. */
const REPAIRS = 3;

export async function checkReconciliation(
  world: World,
  workload: Workload,
  program: StoredProgram,
  report: Report,
): Promise<void> {
  checkTotals(world, report);
  const wasPutBack = workload.losesObjects || world.faults.counts.databasesPutBack > 0;
  if (wasPutBack) await repairAll(world, workload, program, report);
  const found = await differencesOf(world, program);
  if (found !== null) report(`reconciliation ${found}`);
}

/** A repair posts what its ledgers prove and nothing else: what stood for each commission already was right. */
async function repairAll(
  world: World,
  workload: Workload,
  program: StoredProgram,
  report: Report,
): Promise<void> {
  const { posted: before, lost } = await postedOf(world, workload);
  if (lost.size > 0) await checkNamed(world, program, report);
  await makeRoom(world, workload);
  for (let repairs = 0; repairs < REPAIRS; repairs += 1) {
    const found = await differencesOf(world, program, "an operator's word");
    await world.scheduler.sleep(HOUR_MS);
    if (found === null) break;
  }
  const { posted: after } = await postedOf(world, workload);
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(key) ?? 0, after.get(key) ?? 0];
    // What only a lost decision had posted is taken back, whole.
    if (was - (lost.get(key) ?? 0) !== is) report(`${key}: ${was} was posted, and ${is} after a repair`);
  }
}

/** By commission and promoter, what stands of it in journals, and how much of that only a lost decision had posted. */
async function postedOf(
  world: World,
  workload: Workload,
): Promise<{ readonly posted: Map<string, number>; readonly lost: ReadonlyMap<string, number> }> {
  const { books, lost } = await findAll(world, workload, () => {});
  const posted = new Map<string, number>();
  for (const [promoter, { journal }] of books) {
    for (const { kind, reference, amount } of journal) {
      if (!INTENTS.has(kind)) continue;
      const sign = kind === "earn" || kind === "restore" ? 1 : kind === "reverse" ? -1 : 0;
      const key = `${reference} ${promoter}`;
      posted.set(key, (posted.get(key) ?? 0) + sign * amount);
    }
  }
  return { posted, lost: amountsOf(lost) };
}

/** Without a repair a run says which postings no decision proves. */
async function checkNamed(world: World, program: StoredProgram, report: Report): Promise<void> {
  const run = await reconciled(world, world.envFor(null), program);
  if (run === "lost" || !run.differences.some(({ kind }) => kind === "unknown_order"))
    report("what a lost decision had posted is named by no reconciliation");
}

/** What a run finds, in words; null where it finds nothing. */
async function differencesOf(world: World, program: StoredProgram, repair?: string): Promise<string | null> {
  const run = await reconciled(world, world.envFor(null), program, repair);
  if (run === "lost") return "is lost";
  const { state, differences, inFlight } = run;
  if (state === "finished" && differences.length === 0 && inFlight === 0) return null;
  return `${state}: ${JSON.stringify(differences.slice(0, 3))}, ${inFlight} under way`;
}

/** Orders and commissions are counted as their lists hold them, however often those were written, repaired or put back. */
function checkTotals(world: World, report: Report): void {
  const { REPORTS } = world.databases;
  const orders = REPORTS.read(
    `SELECT program_id || ' ' || state AS label, count(*) AS n FROM orders GROUP BY 1
     EXCEPT SELECT label, n FROM totals WHERE kind = 'orders_by_state'`,
  );
  for (const { label, n } of orders) report(`the totals do not say that ${n} orders are ${label}`);
  const commissions = REPORTS.read(
    `SELECT program_id || ' ' || state AS label, sum(n) AS n, sum(amount) AS amount FROM (
       SELECT program_id, state, 1 AS n, kept AS amount FROM commissions
       UNION ALL SELECT program_id, 'reversed', 0, amount - kept FROM commissions WHERE amount <> kept)
     GROUP BY 1 EXCEPT SELECT label, n, amount FROM totals WHERE kind = 'commissions'`,
  );
  for (const { label, n, amount } of commissions)
    report(`the totals do not say that ${n} commissions of ${amount} are ${label}`);
}
