/**
 * The number of objects grows from 1 to 4 and on while orders, refunds, receipts, bindings, payouts and exports come. No
 * call is refused for it, and nothing is lost or doubled, also when the service is killed or stopped in the middle of it.
 */
import { afterAll, expect, test } from "vitest";
import { runService, type RunningService, temporaryStateDirectory } from "../../support/service.ts";
import { sized } from "../../support/effort.ts";
import { call } from "../call.ts";
import { Load, PROGRAM } from "../traffic/load.ts";
import { SideLoad } from "../traffic/side-load.ts";
import { BALANCED, reconcile } from "../reconciliation.ts";

const SEED = Number(process.env["GROWTH_SEED"] ?? 20_261_126);
/** Each is a SIGKILL and a SIGTERM. */
const ENDS = sized(1, 20);
const MOST_OBJECTS = sized(16, 256);
const OBJECTS = `/v1/programs/${PROGRAM}/objects`;
const state = temporaryStateDirectory();
let running: RunningService | undefined;

afterAll(async () => {
  await running?.kill();
  state.remove();
});

async function untilGrown(url: string, count: number): Promise<void> {
  const objects = async () => await call(url, "GET", OBJECTS);
  await expect.poll(objects, { interval: 250 }).toMatchObject({ count, done: true });
}

/** Orders, and all else that goes on beside them. */
class MixedLoad {
  readonly orders = new Load(SEED);
  readonly beside = new SideLoad();

  async prepare(url: string): Promise<void> {
    await this.orders.prepare(url);
    await this.beside.prepare(url);
  }

  /** Goes on while something happens, and is cut off then. */
  async during(url: string, work: () => Promise<void>): Promise<void> {
    const sending = [this.orders.runUntilCut(url), this.beside.runUntilCut(url)];
    await work();
    this.orders.cut();
    this.beside.cut();
    await Promise.all(sending);
  }

  async finish(url: string): Promise<void> {
    await Promise.all([this.orders.finish(url, 0), this.beside.finish(url)]);
  }
}

test(`objects grow from 1 to 4 to ${MOST_OBJECTS} under load, without a refusal and to the unit (seed ${SEED})`, async () => {
  const load = new MixedLoad();
  running = await runService("start", state.path);
  const { url: first } = running;
  await load.prepare(first);
  await load.during(first, async () => {
    await load.orders.randomMoment();
    expect(await call(first, "POST", OBJECTS, { count: 4 })).toMatchObject({ count: 4, done: false });
    await untilGrown(first, 4);
    // On a slow machine it has grown before that many were answered.
    await expect.poll(() => load.orders.answered).toBeGreaterThan(10);
  });
  expect(load.orders.refused).toEqual([]);

  await call(first, "POST", OBJECTS, { count: MOST_OBJECTS });
  const codes: (number | null)[] = [];
  for (let end = 0; end < 2 * ENDS; end += 1) {
    const service = running;
    await load.during(service.url, async () => {
      await load.orders.randomMoment();
      if (end % 2 === 0) await service.kill();
      else codes.push(await service.stop());
    });
    running = await runService("start", state.path);
  }
  expect(codes).toEqual(Array.from({ length: ENDS }, () => 0));
  const { url } = running;
  await load.during(url, async () => await untilGrown(url, MOST_OBJECTS));
  await load.finish(url);
  const { orders, beside } = load;
  await expect.poll(() => orders.wallets(url), { interval: 250 }).toEqual(orders.expectedWallets());
  expect(await orders.orders(url)).toEqual(orders.expectedOrders());
  expect(await orders.journals(url)).toEqual(orders.expectedJournals());
  expect(await beside.found(url)).toEqual(beside.expected());
  // Told again, each is known where it is now.
  await orders.tellAgain(url);
  expect(await orders.wallets(url)).toEqual(orders.expectedWallets());
  await expect.poll(async () => await reconcile(url)).toEqual(BALANCED);
});
