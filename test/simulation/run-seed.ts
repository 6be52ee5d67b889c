/** One simulated world from its seed: people act while everything goes wrong, then it heals, settles and is checked. */
import { Chance } from "../support/chance.ts";
import { books } from "./checks/findings.ts";
import { overspent, questionsOf } from "./checks/budgets.ts";
import { checkLaws } from "./checks/laws.ts";
import { hasTwoOpenPayouts } from "./checks/payouts.ts";
import { whatWaits } from "./checks/waiting.ts";
import { Members } from "./members.ts";
import { drawRates } from "./platform/faults.ts";
import { Restores } from "./restores.ts";
import { simulateGlobals } from "./platform/globals.ts";
import { Clocks } from "./platform/clocks.ts";
import { type DatabaseName, FOLDERS } from "./platform/stored-database.ts";
import { type Binding, databaseTitle, World } from "./platform/world.ts";
import { ACTIVE_MS } from "./workload/cast.ts";
import { storeProgram } from "./workload/program.ts";
import { Workload } from "./workload/workload.ts";

export interface Outcome {
  readonly seed: number;
  /** The laws that were broken; none when all is well. */
  readonly breaches: readonly string[];
  readonly traceHash: string;
  readonly steps: number;
  readonly orders: number;
  /** Questions to budgets for what was voided, and those that were not granted whole. */
  readonly asked: number;
  readonly cut: number;
  readonly faults: Readonly<World["faults"]["counts"]>;
}

const HOUR_MS = 3_600_000;
/** A world that has not settled after so many rounds never will. */
const ROUNDS = 16;
/** How often logs differ in one world, which few restores make happen a few times each. */
const MOST_DISAGREEMENTS = 500;
const WOKEN: readonly Binding[] = ["COMMISSION_LEDGER", "ACCOUNT_BOOK"];

/** What faults of a seed make objects log. A budget may be short of what a restored ledger tells it again. */
const EXPECTED =
  /NetworkFault|ObjectReset|Overloaded|StorageFault|had another log|not known before it is woken|is moving to cannot be reached|"codes":"over_budget"/;

export async function runSeed(
  seed: number,
  onTrace: ((line: string) => void) | null = null,
): Promise<Outcome> {
  const chance = new Chance(seed);
  const world = new World(chance.branch(), drawRates(chance));
  world.scheduler.onTrace = onTrace;
  const losesObjects = new Chance(seed ^ 0x5bd1e995).hits(0.3);
  const movesSlots = !losesObjects && new Chance(seed ^ 0x1b873593).hits(0.4);
  const workload = new Workload(world, chance.branch(), losesObjects, movesSlots);
  const restores = new Restores(world, workload, new Chance(seed ^ 0x2545f491));
  const members = new Members(world, new Chance(~seed), workload);
  const breaches: string[] = [];
  let questions = { asked: 0, cut: 0 };
  const realError = console.error;
  const restoreGlobals = simulateGlobals(world, new Chance(seed ^ 0x3c6ef372));
  let disagreements = 0;
  console.error = (line: unknown) => {
    if (String(line).includes("had another log") && ++disagreements > MOST_DISAGREEMENTS)
      world.fail("a sender and a receiver never come to agree");
    if (!EXPECTED.test(String(line))) world.fail(`logged: ${String(line)}`);
  };
  try {
    const making = storeProgram(world, workload, { seed, chance: new Chance(seed ^ 0x1b873593) });
    workload.open(await world.scheduler.runUntil(making));
    world.faults.begin();
    members.start();
    await live(world, workload, members, restores, chance.branch());
    await settle(world, workload, members, breaches);
    questions = questionsOf(world, workload);
    if (breaches.length === 0 && world.failures.length === 0) {
      const report = (breach: string) => breaches.push(breach);
      const checked = checkLaws(world, workload, report).then(async () => await members.check(report));
      let done = false;
      void checked.finally(() => (done = true)).catch(() => {});
      await world.scheduler.run(() => done, world.scheduler.nowMs + HOUR_MS);
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
    orders: workload.orderIds.length,
    ...questions,
    faults: faults.counts,
  };
}

/** People act; clocks jump, and the hourly cron wakes what it reaches. */
async function live(
  world: World,
  workload: Workload,
  members: Members,
  restores: Restores,
  chance: Chance,
): Promise<void> {
  const { scheduler } = world;
  const clocks = new Clocks(world, chance.branch());
  world.outages.plan(chance.branch(), 2 * ACTIVE_MS, {
    databases: (Object.keys(FOLDERS) as DatabaseName[]).map(databaseTitle),
    objects: () => world.hosts().map(({ title }) => title),
  });
  const hourly = (): void => {
    wakeAll(world, workload);
    members.wake();
    restores.step();
    clocks.step();
    if (hasTwoOpenPayouts(world, workload)) world.fail("a promoter has two open payouts");
    // A ledger that was put back has not heard yet what its orders gave back to budgets meanwhile.
    if (!restores.isOn) for (const breach of overspent(world, workload)) world.fail(breach);
    if (scheduler.nowMs < end) scheduler.after(HOUR_MS, "cron", hourly);
  };
  const end = scheduler.nowMs + 2 * ACTIVE_MS;
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
    wakeAll(world, workload);
    members.wake();
  }
  for (let round = 0; round < ROUNDS && world.failures.length === 0; round += 1) {
    await scheduler.run(() => world.failures.length > 0, scheduler.nowMs + 3 * HOUR_MS);
    // Every hold has ended by then.
    const waits = [...whatWaits(world, workload), ...members.waits()];
    if (round >= 8 && workload.isDone && members.isDone && waits.length === 0) return;
  }
  if (world.failures.length > 0) return;
  if (!workload.isDone || !members.isDone) breaches.push("somebody never got an answer");
  if (process.env["PEEK"] !== undefined) {
    for (let i = 0; i < workload.objects; i += 1) {
      const book = world.host("ACCOUNT_BOOK", `sim/${i}`);
      const open = book.read("SELECT * FROM reservations WHERE ask_at_ms IS NOT NULL");
      console.log(`book ${i}`, open, book.read("SELECT * FROM senders"), book.read("SELECT * FROM budgets"));
      for (const { order_id } of open)
        for (let j = 0; j < workload.objects; j += 1) {
          const ledger = world.host("COMMISSION_LEDGER", `sim/${j}`);
          console.log(
            `ledger ${j}`,
            ledger.read(
              "SELECT o.row, o.order_id, o.decision ->> '$.budget' AS budget, o.decision->>'$.campaignId' AS c FROM orders o WHERE order_id = ?",
              order_id,
            ),
            ledger
              .read(
                "SELECT * FROM commissions c JOIN orders o ON o.row = c.order_row WHERE o.order_id = ?",
                order_id,
              )
              .map(({ kept, amount }) => [kept, amount]),
            ledger.read(
              "SELECT x.* FROM outbox x JOIN orders o ON o.row = x.order_row WHERE o.order_id = ? AND x.kind IN ('cost','respend')",
              order_id,
            ),
            ledger.read(
              "SELECT event_id, event FROM events e JOIN orders o ON o.row = e.order_row WHERE o.order_id=?",
              order_id,
            ),
            ledger.read("SELECT pair, receiver_class, receiver, last_seq, acked_seq FROM pairs"),
          );
        }
    }
  }
  breaches.push("it never settled", ...whatWaits(world, workload), ...members.waits());
}

function wakeAll(world: World, workload: Workload): void {
  for (const binding of WOKEN) {
    const names = binding === "COMMISSION_LEDGER" ? workload.ledgers : books(workload);
    for (const name of names) world.call(null, binding, name, "wake", [workload.objects]).catch(() => {});
  }
}
