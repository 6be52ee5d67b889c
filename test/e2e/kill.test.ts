/**
 * Killed or stopped at any moment, and started again on the same data, the service has every order it accepted, once, and
 * every posting, once.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import {
  PROJECT,
  runService,
  type RunningService,
  startAndKill,
  temporaryDirectory,
} from "../support/service.ts";
import { sized } from "../support/effort.ts";
import { clicksCounted } from "./traffic/taps.ts";
import { Load, seededRandom } from "./traffic/load.ts";
import { SideLoad } from "./traffic/side-load.ts";

const SEED = Number(process.env["KILL_SEED"] ?? 20_261_122);
const KILLED_STARTS = sized(1, 5);
const KILLS = sized(3, 20);
const STOPS = sized(2, 20);
/** So many orders at least are sent in all. What comes after the last kill says little more, and each is read again. */
const ORDERS = sized(500, 2_000);

/** A first start builds, migrates and serves within about this long. */
const FIRST_START_MS = 3_500;

const state = temporaryDirectory();
let running: RunningService | undefined;

afterAll(async () => {
  await running?.kill();
  state.remove();
});

test(`killed ${KILLED_STARTS} times while it starts for the first time, it starts (seed ${SEED})`, async () => {
  const random = seededRandom(SEED);
  for (let kill = 0; kill < KILLED_STARTS; kill += 1) {
    await startAndKill(state.path, Math.floor(random() * FIRST_START_MS));
  }
  running = await runService("start", state.path, {}, PROJECT);
  const health = await fetch(`${running.url}/healthz`);
  expect(health.status).toBe(200);
  await running.stop();
});

/** Resolves with the next batch that is answered in full. */
async function nextAnswer(load: Load): Promise<void> {
  const before = load.answered;
  while (load.answered === before) await wait(10);
}

/** Ends the service so often while everything is in use, and compares what is there with what was answered. */
async function endOften(
  times: number,
  end: (service: RunningService) => Promise<unknown>,
): Promise<SideLoad> {
  const load = new Load(SEED);
  const beside = new SideLoad();
  running = await runService("start", state.path);
  await load.prepare(running.url);
  await beside.prepare(running.url);
  for (let time = 0; time < times; time += 1) {
    const sending = [load.runUntilCut(running.url), beside.runUntilCut(running.url)];
    await load.randomMoment();
    // Beside other tests nothing may be answered so soon, and then nothing could be lost.
    if (time % 5 === 0) await nextAnswer(load);
    await end(running);
    load.cut();
    beside.cut();
    await Promise.all(sending);
    running = await runService("start", state.path);
  }
  const { url } = running;
  await Promise.all([load.finish(url, ORDERS), beside.finish(url)]);
  expect(load.answered).toBeGreaterThan(0);
  expect(load.cutOff).toBeGreaterThanOrEqual(times);
  expect(load.expectedOrders().length).toBeGreaterThanOrEqual(ORDERS);
  await expect.poll(() => load.wallets(url), { interval: 250 }).toEqual(load.expectedWallets());
  expect(await load.orders(url)).toEqual(load.expectedOrders());
  expect(await load.journals(url)).toEqual(load.expectedJournals());
  expect(await beside.found(url)).toEqual(beside.expected());
  return beside;
}

test(`${KILLS} kills under mixed load lose no order and no posting, and double none (seed ${SEED})`, async () => {
  const { taps } = await endOften(KILLS, async (service) => await service.kill());
  expect(taps).toBeGreaterThan(0);
});

test(`${STOPS} SIGTERMs under mixed load lose no order, no posting and no click (seed ${SEED})`, async () => {
  await running?.kill();
  rmSync(join(state.path, "data"), { recursive: true });
  const beside = await endOften(STOPS, async (service) => {
    expect(await service.stop()).toBe(0);
  });
  const url = running?.url ?? "";
  await expect.poll(async () => await clicksCounted(url), { interval: 250 }).toBe(beside.taps);
});
