/**
 * Killed at any moment and started again on the same data, the service has every order it accepted, once, and
 * every posting, once.
 */
import { afterAll, expect, test } from "vitest";
import { runService, type RunningService, startAndKill, temporaryDirectory } from "../support/service.ts";
import { sized } from "../support/effort.ts";
import { Load, seededRandom } from "./load.ts";

const SEED = Number(process.env["KILL_SEED"] ?? 20_261_122);
const KILLED_STARTS = sized(2, 5);
const KILLS = sized(5, 40);
/** So many orders at least are sent in all. */
const ORDERS = sized(1_000, 10_000);
/** Each kill costs a start. */
const PATIENCE_MS = 420_000;

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
  running = await runService("start", state.path);
  const health = await fetch(`${running.url}/healthz`);
  expect(health.status).toBe(200);
  await running.stop();
});

test(
  `${KILLS} kills under load lose no order and no posting (seed ${SEED})`,
  { timeout: PATIENCE_MS },
  async () => {
    const load = new Load(SEED);
    running = await runService("start", state.path);
    await load.prepare(running.url);
    for (let kill = 0; kill < KILLS; kill += 1) {
      const sending = load.runUntilCut(running.url);
      await load.randomMoment();
      await running.kill();
      load.cut();
      await sending;
      running = await runService("start", state.path);
    }
    await load.finish(running.url, ORDERS);
    expect(load.answered).toBeGreaterThan(KILLS);
    expect(load.cutOff).toBeGreaterThanOrEqual(KILLS);

    const { url } = running;
    expect(load.expectedOrders().length).toBeGreaterThanOrEqual(ORDERS);
    await expect
      .poll(() => load.wallets(url), { timeout: 60_000, interval: 250 })
      .toEqual(load.expectedWallets());
    expect(await load.orders(url)).toEqual(load.expectedOrders());
    expect(await load.journals(url)).toEqual(load.expectedJournals());
  },
);
