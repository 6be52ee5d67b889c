/**
 * Runs seeds one after another, shows how far it is, and ends with a summary. A seed that fails is printed with what
 * replays it. It runs as a bundle: `npm run simulate` and the tests make that.
 */
import { parseArgs } from "node:util";
import { DELIBERATE_FAULTS } from "./faults/deliberate-faults.ts";
import { type Outcome, runSeed } from "./run-seed.ts";
import { SIZE_NAMES, SIZES } from "./workload/size.ts";

const { values } = parseArgs({
  options: {
    /** How many seeds to run. */
    seeds: { type: "string", default: "200" },
    /** The first of them: 1, or a seed that is known to find the fault. */
    from: { type: "string" },
    /** One seed alone. */
    seed: { type: "string" },
    /** Print every step. */
    trace: { type: "boolean", default: false },
    /** The deliberate fault that the bundle holds. */
    fault: { type: "string" },
    /** How much happens in a world. */
    size: { type: "string", default: "full" },
    /** Print the outcome as one line of JSON, for tests. */
    json: { type: "boolean", default: false },
  },
});

const fault = DELIBERATE_FAULTS.find(({ name }) => name === values.fault) ?? null;

const size = SIZE_NAMES.find((name) => name === values.size);
if (size === undefined) throw new Error(`--size is one of ${SIZE_NAMES.join(", ")}`);
const first = Number(values.seed ?? values.from ?? 1);
const count = values.seed === undefined ? Number(values.seeds) : 1;
const SHOWN_EVERY_MS = 1_000;

// Worlds throw many errors of their own, and who runs them for tests reads no stacks.
if (values.json) Error.stackTraceLimit = 0;

const failed: Outcome[] = [];
const hashes: string[] = [];
const totals = {
  orders: 0,
  steps: 0,
  operations: 0,
  asked: 0,
  cut: 0,
  lost: 0,
  repeated: 0,
  crashes: 0,
  alarmsLost: 0,
  jumps: 0,
  putBack: 0,
  programsPutBack: 0,
  databasesPutBack: 0,
  oddAlarms: 0,
  machineJumps: 0,
  overloads: 0,
  parted: 0,
  storageFailures: 0,
  refusals: 0,
  rowsFailed: 0,
  replaced: 0,
  keySteps: 0,
};
const begin = performance.now();
let shown = begin;

for (let done = 0; done < count; done += 1) {
  const print = values.trace ? (line: string) => void process.stdout.write(line) : null;
  const outcome = await runSeed(first + done, print, SIZES[size]);
  add(outcome);
  if (outcome.breaches.length > 0) {
    failed.push(outcome);
    if (!values.json) describe(outcome);
    // One is enough to know that a planted fault is found.
    if (fault !== null) break;
  }
  if (!values.json && performance.now() - shown > SHOWN_EVERY_MS) {
    shown = performance.now();
    console.log(`${done + 1} of ${count} seeds, ${summary()}`);
  }
}

if (values.json) {
  const found = failed.map(({ seed, breaches }) => ({ seed, breaches: breaches.slice(0, 3) }));
  console.log(JSON.stringify({ seeds: hashes.length, failed: found, hashes, totals }));
} else {
  const seconds = ((performance.now() - begin) / 1_000).toFixed(1);
  console.log(`${hashes.length} seeds in ${seconds} s: ${summary()}; ${failed.length} failed`);
}
process.exitCode = failed.length === 0 ? 0 : 1;

function add(outcome: Outcome): void {
  hashes.push(outcome.traceHash);
  totals.orders += outcome.orders;
  totals.steps += outcome.steps;
  totals.operations += outcome.operations;
  totals.asked += outcome.asked;
  totals.cut += outcome.cut;
  for (const [kind, times] of Object.entries(outcome.faults))
    totals[kind as keyof Outcome["faults"]] += times;
}

function describe({ seed, breaches }: Outcome): void {
  console.log(
    `seed ${seed} fails; replay it with: npm run simulate -- --seed ${seed} --size ${size} --trace`,
  );
  for (const breach of breaches.slice(0, 10)) console.log(`  ${breach}`);
}

function summary(): string {
  const {
    orders,
    steps,
    operations,
    asked,
    cut,
    lost,
    repeated,
    crashes,
    alarmsLost,
    jumps,
    putBack,
    programsPutBack,
  } = totals;
  return (
    `${orders} orders, ${steps} steps, ${operations} operations, budgets asked ${asked} times and short ${cut}, ${lost} messages lost, ${repeated} repeated, ${crashes} crashes, ` +
    `${alarmsLost} alarms lost, ${jumps} clock jumps, ${putBack} objects put back, ${programsPutBack} times all`
  );
}
