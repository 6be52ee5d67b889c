/**
 * Objects of one class are put back to a copy that was made under load, while all others stay as they are. Where a ledger
 * knows the orders, every commission ends in its wallet to the unit, by itself. What nobody can prove is named.
 */
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { sized } from "../support/effort.ts";
import {
  runCommand,
  type RunningService,
  runService,
  temporaryDirectory,
  temporaryStateDirectory,
} from "../support/service.ts";
import { parseCommissionId } from "../../domain/kernel/ids.ts";
import { Errands } from "./traffic/errands.ts";
import { Load, PROGRAM, seededRandom } from "./traffic/load.ts";
import {
  BALANCED,
  differencesInMetric,
  reconcile,
  type Reconciliation,
  repair,
  wakeAll,
} from "./reconciliation.ts";

/** Its first rounds put a ledger back, and a book. */
const SEED = Number(process.env["RESTORE_SEED"] ?? 20_261_250);
/** As many as are asked for, or those of a release. */
const ROUNDS = Number(process.env["RESTORE_ROUNDS"] ?? sized(1, 20));
/** What reconciliation may find when objects of a class were put back, before a person does anything. */
const UNPROVED: Readonly<Record<string, readonly string[]>> = {
  // Orders, until the merchant sends them again. Lists show them as they last were.
  CommissionLedger: ["unknown_order", "journal_and_read_model"],
  // What a book wrote by itself: payouts.
  AccountBook: ["journal_and_head"],
  Journey: [],
  ReferralTree: [],
  Notifier: [],
};
const CLASSES = Object.keys(UNPROVED);
/** How reconciliation calls objects of a class. */
const WORDS: Readonly<Record<string, string>> = {
  CommissionLedger: "ledger",
  AccountBook: "book",
  Journey: "journey",
  ReferralTree: "tree",
  Notifier: "notifier",
};
/** Of each class, so that each sends to several. */
const OBJECTS = 2;
/** How often it is asked whether what becomes equal is so. */
const INTERVAL = { interval: 250 };

const state = temporaryStateDirectory();
const copies = temporaryDirectory();
const random = seededRandom(SEED);
const load = new Load(SEED);
const errands = new Errands(load, SEED);
let running: RunningService | undefined;

afterAll(async () => {
  await running?.kill();
  state.remove();
  copies.remove();
});

async function start(): Promise<string> {
  running ??= await runService("start", state.path);
  return running.url;
}

async function kill(): Promise<void> {
  await running?.kill();
  running = undefined;
}

/** Orders, refunds, payouts and bindings go on, and meanwhile a backup is made and made old. */
async function backUpUnderLoad(url: string, backup: string): Promise<void> {
  const working = [load.runUntilCut(url), errands.runUntilCut(url)];
  await load.randomMoment();
  expect(await runCommand("backup", state.path, backup)).toMatchObject({ code: 0 });
  await wakeAll(url);
  await load.randomMoment();
  load.cut();
  errands.cut();
  await Promise.all(working);
}

/** A program has one tree, and one log of events. */
function objectsOf(className: string): string[] {
  const count = className === "ReferralTree" || className === "Notifier" ? 1 : OBJECTS;
  return Array.from({ length: count }, (_, index) => `${PROGRAM}/${index}`);
}

function putBack(backup: string, className: string): void {
  const objects = join("data/do", `tributary-${className}`);
  rmSync(join(state.path, objects), { recursive: true });
  cpSync(join(backup, objects), join(state.path, objects), { recursive: true });
}

/** Every object that was put back is named, nothing else differs but what nobody can prove, and a metric counts it. */
async function onlyTheUnprovedIsNamed(url: string, className: string): Promise<Reconciliation> {
  const unproved = UNPROVED[className] ?? [];
  const proved = async () => {
    const { differences } = await reconcile(url);
    return differences.filter(({ kind }) => !unproved.includes(kind)).map(({ about }) => about);
  };
  const objects = objectsOf(className).map((name) => `${WORDS[className]} ${name}`);
  await expect.poll(proved, INTERVAL).toEqual(objects);
  const found = await reconcile(url);
  expect(await differencesInMetric(url)).toBe(found.differenceCount);
  return found;
}

/** Only orders that their ledger lost are named, and all of them come back when they are told again. */
async function lostOrdersComeBack(url: string, { differences }: Reconciliation): Promise<void> {
  const lost = await load.lost(url);
  const named = differences
    .filter(({ kind }) => kind !== "put_back")
    .map(({ about }) => parseCommissionId(about.split(" ")[0] ?? "")?.orderId ?? about);
  expect(named.filter((orderId) => !lost.has(orderId))).toEqual([]);
  await load.tellAgain(url);
}

async function everyCommissionIsInItsWallet(url: string): Promise<void> {
  await expect.poll(() => errands.earnings(url), INTERVAL).toEqual(load.expectedWallets());
  expect(await load.orders(url)).toEqual(load.expectedOrders());
}

/** An operator gives up what nobody can prove: books balance, journals verify, and no commission is there twice. */
async function repairEndsIt(url: string): Promise<void> {
  await repair(url);
  await expect.poll(() => reconcile(url), INTERVAL).toEqual(BALANCED);
  expect(await load.journals(url)).toEqual(load.expectedJournals());
}

test(`in ${ROUNDS} rounds one class of objects is put back, and every commission ends in its wallet (seed ${SEED})`, async () => {
  await load.prepare(await start(), OBJECTS);
  for (let round = 0; round < ROUNDS; round += 1) {
    const className = CLASSES[Math.floor(random() * CLASSES.length)] ?? "CommissionLedger";
    const backup = join(copies.path, `round-${round}`);
    await backUpUnderLoad(await start(), backup);
    await kill();
    putBack(backup, className);
    const url = await start();
    await load.finish(url, load.expectedOrders().length + 40);
    if (className !== "CommissionLedger") await everyCommissionIsInItsWallet(url);
    const found = await onlyTheUnprovedIsNamed(url, className);
    if (className === "CommissionLedger") await lostOrdersComeBack(url, found);
    await everyCommissionIsInItsWallet(url);
    await repairEndsIt(url);
    expect(await errands.bindAgain(url)).toEqual([]);
  }
});
