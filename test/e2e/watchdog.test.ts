/** A runtime that hangs is ended and started again, and has what it answered before. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { Merchant } from "../support/merchant.ts";
import { runService, type RunningService, temporaryStateDirectory } from "../support/service.ts";

const state = temporaryStateDirectory();
let running: RunningService | undefined;

afterAll(async () => {
  await running?.kill();
  state.remove();
});

function runtimePid(): number {
  return Number(readFileSync(join(state.path, "workerd.pid"), "utf8"));
}

test("a workerd that is halted is killed and started again, under the same address", async () => {
  // Beside other tests a runtime that works may be silent for seconds.
  running = await runService("start", state.path, { HANG_SECONDS: "20" });
  const { url } = running;
  const shop = await Merchant.open(url, {});
  const before = await shop.order({ orderId: "A1" });
  const halted = runtimePid();
  process.kill(halted, "SIGSTOP");
  const ask = async () => await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(10_000) });
  const status = async () =>
    await ask().then(
      (answer) => answer.status,
      () => undefined,
    );
  await expect.poll(status, { interval: 250 }).toBe(200);
  expect(runtimePid()).not.toBe(halted);
  expect(running.output()).toContain('"event":"runtime_hung"');
  expect(await shop.order({ orderId: "A1" })).toMatchObject({
    status: "duplicate",
    commissions: before.commissions,
  });
  expect(await running.stop()).toBe(0);
});
