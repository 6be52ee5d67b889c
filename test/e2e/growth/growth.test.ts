/**
 * The number of ledgers grows from 1 to 4 and to 16 while orders, refunds and receipts come: no call is refused for it, and
 * no order is lost or doubled, also when the service is killed in the middle of it.
 */
import { afterAll, expect, test } from "vitest";
import { runService, type RunningService, temporaryDirectory } from "../../support/service.ts";
import { sized } from "../../support/effort.ts";
import { call } from "../call.ts";
import { Load, PROGRAM } from "../traffic/load.ts";
import { BALANCED, reconcile } from "../reconciliation.ts";

const SEED = Number(process.env["GROWTH_SEED"] ?? 20_261_126);
const KILLS = sized(3, 20);
const OBJECTS = `/v1/programs/${PROGRAM}/objects`;
const state = temporaryDirectory();
let running: RunningService | undefined;

afterAll(async () => {
  await running?.kill();
  state.remove();
});

async function untilGrown(url: string, count: number): Promise<void> {
  const objects = async () => await call(url, "GET", OBJECTS);
  await expect.poll(objects, { timeout: 120_000, interval: 250 }).toMatchObject({ count, done: true });
}

test(
  `ledgers grow from 1 to 4 to 16 under load, without a refusal and to the unit (seed ${SEED})`,
  { timeout: 600_000 },
  async () => {
    const load = new Load(SEED);
    running = await runService("start", state.path);
    await load.prepare(running.url);
    const sending = load.runUntilCut(running.url);
    await load.randomMoment();
    expect(await call(running.url, "POST", OBJECTS, { count: 4 })).toMatchObject({ count: 4, done: false });
    await untilGrown(running.url, 4);
    load.cut();
    await sending;
    expect(load.refused).toEqual([]);
    expect(load.answered).toBeGreaterThan(10);

    await call(running.url, "POST", OBJECTS, { count: 16 });
    for (let kill = 0; kill < KILLS; kill += 1) {
      const underWay = load.runUntilCut(running.url);
      await load.randomMoment();
      await running.kill();
      load.cut();
      await underWay;
      running = await runService("start", state.path);
    }
    const { url } = running;
    const last = load.runUntilCut(url);
    await untilGrown(url, 16);
    load.cut();
    await last;
    await load.finish(url, 0);
    await expect
      .poll(() => load.wallets(url), { timeout: 60_000, interval: 250 })
      .toEqual(load.expectedWallets());
    expect(await load.orders(url)).toEqual(load.expectedOrders());
    expect(await load.journals(url)).toEqual(load.expectedJournals());
    // Told again, each is known where it is now.
    await load.tellAgain(url);
    expect(await load.wallets(url)).toEqual(load.expectedWallets());
    await expect.poll(async () => await reconcile(url), { timeout: 60_000 }).toEqual(BALANCED);
  },
);
