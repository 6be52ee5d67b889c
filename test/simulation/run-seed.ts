/** One simulated world from its seed: people act while everything goes wrong, then it heals, settles and is checked. */
import { Chance } from "../support/chance.ts";
import { overspent, questionsOf } from "./checks/budgets.ts";
import { checkClicks } from "./checks/clicks.ts";
import { checkLaterRows } from "./checks/later-rows.ts";
import { OverTime } from "./checks/over-time.ts";
import { checkReconciliation } from "./checks/reconciliation.ts";
import { checkLaws } from "./checks/laws.ts";
import { checkNaming } from "./checks/naming.ts";
import { hasTwoOpenPayouts } from "./checks/payouts.ts";
import { whatWaits } from "./checks/waiting.ts";
import { runCron } from "./cron.ts";
import { DatabaseRestores } from "./database-restores.ts";
import { makeRoom } from "./make-room.ts";
import { Members } from "./members.ts";
import { drawRates } from "./platform/faults.ts";
import { Restores } from "./restores.ts";
import { simulateGlobals } from "./platform/globals.ts";
import { Clocks } from "./platform/clocks.ts";
import { type DatabaseName, FOLDERS } from "./platform/stored-database.ts";
import { Versions } from "./platform/versions.ts";
import { databaseTitle } from "./platform/network.ts";
import { World } from "./platform/world.ts";
import { type Size, SIZES } from "./workload/size.ts";
import { Clicks } from "./workload/clicks.ts";
import { storeProgram } from "./workload/program.ts";
import { drawnPlan } from "./workload/amendments.ts";
import { Receiver } from "./workload/receiver.ts";
import { Workload } from "./workload/workload.ts";

export interface Outcome {
  readonly seed: number;
  /** The laws that were broken; none when all is well. */
  readonly breaches: readonly string[];
  readonly traceHash: string;
  readonly steps: number;
  /** Calls and statements of all who took part, each with its answer. */
  readonly operations: number;
  readonly orders: number;
  /** Questions to budgets for what was voided, and those that were not granted whole. */
  readonly asked: number;
  readonly cut: number;
  readonly faults: Readonly<World["faults"]["counts"]> & { readonly keySteps: number };
}

const HOUR_MS = 3_600_000;
/** A world that has not settled after so many rounds never will. */
const ROUNDS = 16;
/** How often logs differ in one world, which few restores make happen a few times each. */
const MOST_DISAGREEMENTS = 500;
/** What faults of a seed make objects log. A budget may be short of what a restored ledger tells it again. */
const EXPECTED =
  /NetworkFault|ObjectReset|Overloaded|StorageFault|had another log|not known before it is woken|is moving to cannot be reached|have yet to answer the ledgers|"commission_divided"|"codes":"over_budget"|"clock_behind"|"clock_not_checked"|"alarm_lost"|the message is no batch of events/;

/** What is said where rows fail in books, until they are sent again. */
const REFUSED = /UNIQUE constraint failed: simulated|"codes":"(?:(?:failed|behind_refused|over_budget) ?)+"/;

/** What a ledger that was put back tells of orders that another one has brought further is refused, and waits for nobody. */
const OVERTAKEN = /"codes":"(?:(?:insufficient_pending|insufficient_held|behind_refused) ?)+"/;

/** What is said where another version wrote something that this code does not know. */
const NOT_UNDERSTOOD = /NotUnderstood|settings_not_understood/;
/** Of all worlds, those with taps. */
const CLICKED = 0.3;
/** Of all worlds, those whose keys are rotated. */
const ROTATED_KEYS = 0.3;
/** Of all worlds, those of which a database is put back. */
const RESTORED_DATABASES = 0.15;
/** Of all worlds, those in which rows fail in books. */
const FAILING_ROWS = 0.15;
/** Of all worlds, those in whose end something is changed behind the owners' backs. */
const NAMED = 0.25;
/** Of all worlds, those whose checkouts tell payments by several ids. */
const OTHER_IDS = 0.2;
/** Of all worlds, those in which somebody has events sent. */
const RECEIVED = 0.15;
/** Of all worlds, those with two versions of the code. */
const MIXED = 0.12;

export async function runSeed(
  seed: number,
  onTrace: ((line: string) => void) | null = null,
  size: Size = SIZES.full,
): Promise<Outcome> {
  const chance = new Chance(seed);
  const world = new World(
    chance.branch(),
    drawRates(chance),
    new Chance(seed ^ 0x1f83d9ab),
    new Chance(seed ^ 0x428a2f98),
  );
  world.scheduler.onTrace = onTrace;
  const losesObjects = new Chance(seed ^ 0x5bd1e995).hits(0.3);
  const movesSlots = new Chance(seed ^ 0x1b873593).hits(0.4);
  const workload = new Workload(world, chance.branch(), losesObjects, movesSlots, size);
  world.drawnPlan = (order, decision, event) =>
    workload.received.sent.has(order.orderId) ? null : drawnPlan(order, decision, event);
  const restores = new Restores(world, workload, new Chance(seed ^ 0x2545f491));
  const members = new Members(world, new Chance(~seed), workload);
  const versions = await Versions.of(
    world,
    new Chance(seed ^ 0x7f4a7c15),
    new Chance(seed ^ 0x6a09e667).hits(MIXED),
  );
  world.mixesVersions = versions.areMixed;
  world.pickCode = () => versions.pick();
  const outside = new Chance(seed ^ 0x3fcd1ce4);
  if (outside.hits(RECEIVED)) world.receiver = new Receiver(world, outside);
  const rows = new Chance(seed ^ 0x2b3e6c1f);
  if (rows.hits(FAILING_ROWS)) world.failingRows = rows;
  const databases = new DatabaseRestores(
    world,
    workload,
    new Chance(seed ^ 0x510e527f),
    new Chance(seed ^ 0x3c6ef372).hits(RESTORED_DATABASES),
  );
  const breaches: string[] = [];
  let questions = { asked: 0, cut: 0 };
  const realError = console.error;
  const restoreGlobals = simulateGlobals(world, new Chance(seed ^ 0x3c6ef372));
  let disagreements = 0;
  console.error = (line: unknown) => {
    if (String(line).includes("had another log") && ++disagreements > MOST_DISAGREEMENTS)
      world.fail("a sender and a receiver never come to agree");
    const isExpected =
      EXPECTED.test(String(line)) ||
      (losesObjects && movesSlots && OVERTAKEN.test(String(line))) ||
      (versions.areMixed && NOT_UNDERSTOOD.test(String(line))) ||
      (world.failingRows !== null && REFUSED.test(String(line)));
    if (!isExpected) world.fail(`logged: ${String(line)}`);
  };
  try {
    const making = storeProgram(world, workload, {
      chance: new Chance(seed ^ 0x1b873593),
      codes: versions.all,
    });
    const program = await world.scheduler.runUntil(making);
    workload.open(program);
    const clicks = new Clicks(world, new Chance(seed ^ 0x3fcd1ce4), workload, program);
    world.faults.begin();
    members.start();
    if (new Chance(seed ^ 0xb5c0fbcf).hits(CLICKED)) clicks.start();
    const hasOtherIds = !losesObjects && new Chance(seed ^ 0x9b05688c).hits(OTHER_IDS);
    if (hasOtherIds) workload.startOtherIds(new Chance(seed ^ 0x428a2f99));
    versions.plan(size.activeMs);
    if (new Chance(seed ^ 0x5be0cd19).hits(ROTATED_KEYS)) world.keys.plan(size.activeMs);
    await live(world, workload, [restores, databases], chance.branch());
    versions.end();
    await settle(world, workload, members, breaches);
    questions = questionsOf(world, workload);
    if (breaches.length === 0 && world.failures.length === 0) {
      const report = (breach: string) => breaches.push(breach);
      const checked = checkLaws(world, workload, report).then(async () => {
        await members.check(report);
        await checkClicks(world, clicks, report);
        await checkReconciliation(world, workload, program, report);
        // What was repaired breaks no law either.
        if (workload.losesObjects) await checkLaws(world, workload, report);
        checkLaterRows(world, workload, versions.areMixed, report);
        const naming = new Chance(seed ^ 0x1f83d9ac);
        if (naming.hits(NAMED)) await checkNaming(world, workload, program, naming, report);
      });
      let done = false;
      void checked.finally(() => (done = true)).catch(() => {});
      await world.scheduler.run(() => done, world.scheduler.nowMs + 12 * HOUR_MS);
      if (!done) breaches.push("the checks got no answer");
      else await checked;
    }
  } finally {
    restoreGlobals();
    console.error = realError;
    world.close();
  }
  const { scheduler, faults, failures } = world;
  return {
    seed,
    breaches: [...failures, ...breaches],
    traceHash: scheduler.traceHash(),
    steps: scheduler.steps,
    operations: world.operations,
    orders: workload.orderIds.length,
    ...questions,
    faults: { ...faults.counts, keySteps: world.keys.steps },
  };
}

/** People act; clocks jump, and the hourly cron wakes what it reaches. */
async function live(
  world: World,
  workload: Workload,
  [restores, databases]: readonly [Restores, DatabaseRestores],
  chance: Chance,
): Promise<void> {
  const { scheduler } = world;
  const clocks = new Clocks(world, chance.branch());
  world.outages.plan(chance.branch(), 2 * workload.activeMs, {
    databases: (Object.keys(FOLDERS) as DatabaseName[]).map(databaseTitle),
    objects: () => world.hosts().map(({ title }) => title),
  });
  const overTime = new OverTime(world, workload);
  const hourly = (): void => {
    overTime.step((breach) => world.fail(breach));
    runCron(world);
    restores.step();
    databases.step();
    clocks.step();
    if (hasTwoOpenPayouts(world, workload)) world.fail("a promoter has two open payouts");
    // A ledger that was put back has not heard yet what its orders gave back to budgets meanwhile.
    if (!restores.isOn) for (const breach of overspent(world, workload)) world.fail(breach);
    if (scheduler.nowMs < end) scheduler.after(HOUR_MS, "cron", hourly);
  };
  const end = scheduler.nowMs + 2 * workload.activeMs;
  workload.start();
  hourly();
  await scheduler.run(() => world.failures.length > 0, end);
  restores.end();
}

/** Nothing goes wrong any more, and nobody rescues: what is left has to settle by alarms alone. */
async function settle(world: World, workload: Workload, members: Members, breaches: string[]): Promise<void> {
  const { scheduler, faults } = world;
  const needsCron = faults.needCron();
  faults.heal();
  world.outages.end();
  world.setMachineClock(0);
  for (const host of world.hosts()) host.skewMs = 0;
  if (needsCron) {
    runCron(world);
    workload.wakeUnlisted();
  }
  for (let round = 0; round < ROUNDS && world.failures.length === 0; round += 1) {
    await scheduler.run(() => world.failures.length > 0, scheduler.nowMs + 3 * HOUR_MS);
    // Every hold has ended by then.
    const waits = [...whatWaits(world, workload), ...members.waits()];
    if (round >= 8 && workload.isDone && members.isDone && waits.length === 0) return;
    // An order of which a book refused something leaves with its slot once an operator has seen to it.
    if (round === 8 && workload.losesObjects && !workload.isDone)
      await scheduler.runUntil(makeRoom(world, workload));
  }
  if (world.failures.length > 0) return;
  if (!workload.isDone || !members.isDone) breaches.push("somebody never got an answer");
  breaches.push("it never settled", ...whatWaits(world, workload), ...members.waits());
}
