/**
 * Stopped with SIGTERM at any moment after an answer, the service has counted every click that it answered, once it has
 * been started again.
 */
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { sized } from "../support/effort.ts";
import { Merchant } from "../support/merchant.ts";
import { runService, type RunningService, temporaryStateDirectory } from "../support/service.ts";
import { clicksCounted, tap } from "./traffic/taps.ts";

const TAPS = 100;
const PAUSES_MS = sized([0, 1_500], [0, 1_500, 3_000]);

const state = temporaryStateDirectory();
let running: RunningService | undefined;

afterAll(async () => {
  await running?.kill();
  state.remove();
});

test(`a SIGTERM ${PAUSES_MS.join(", ")} ms after the last answer loses no click`, async () => {
  running = await runService("start", state.path);
  const shop = await Merchant.open(running.url, { allowedHosts: ["shop.example"] });
  const { slug } = await shop.promoter("wei", "https://shop.example/tea");
  let answered = 0;
  for (const pauseMs of PAUSES_MS) {
    const { url } = running;
    const statuses = await Promise.all(
      Array.from({ length: TAPS }, async () => (await tap(`${url}/s/${slug}`)).status),
    );
    expect(new Set(statuses)).toEqual(new Set([302]));
    answered += TAPS;
    await wait(pauseMs);
    expect(await running.stop()).toBe(0);
    running = await runService("start", state.path);
    const next = running.url;
    await expect.poll(async () => await clicksCounted(next), { interval: 250 }).toBe(answered);
  }
});

test("what comes while it stops is answered 503 or not at all, and what it answered is there", async () => {
  running ??= await runService("start", state.path);
  const { url } = running;
  const shop = await Merchant.open(url, { allowedHosts: ["shop.example"] });
  const { slug } = await shop.promoter("ling", "https://shop.example/tea");
  const before = await clicksCounted(url);
  let taken = 0;
  const refused = new Set<number | undefined>();
  const taps = Array.from({ length: 8 }, async () => {
    for (;;) {
      const { status } = await tap(`${url}/s/${slug}`);
      if (status === 302) taken += 1;
      else refused.add(status);
      if (status === undefined) return;
    }
  });
  await expect.poll(() => taken, { interval: 5 }).toBeGreaterThan(100);
  const code = await running.stop();
  await Promise.all(taps);
  expect([code, [...refused].filter((status) => status !== 503 && status !== undefined)]).toEqual([0, []]);
  running = await runService("start", state.path);
  const next = running.url;
  await expect.poll(async () => (await clicksCounted(next)) - before, { interval: 250 }).toBe(taken);
});
