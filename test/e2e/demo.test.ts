/** `npm run demo` shows the whole journey with its figures, and goes on serving. */
import { afterAll, expect, test } from "vitest";
import { runService, type RunningService, temporaryStateDirectory } from "../support/service.ts";

const state = temporaryStateDirectory();
let running: RunningService | undefined;

afterAll(async () => {
  await running?.kill();
  state.remove();
});

test("the demo shows a purchase from tap to payout, and keeps serving", async () => {
  running = await runService("demo", state.path);
  await running.printed("Done in");
  const text = running.output();
  for (const line of [
    "✓ the impression is recorded",
    "✓ redirected with 302",
    "✓ accepted, earned by the touch",
    "✓ two commissions: ¥10.00 to Wei, ¥5.00 to Ling",
    "✓ the same webhook again changes nothing",
    "✓ wallets: Wei pending ¥10.00, Ling pending ¥5.00",
    "✓ the order is held",
    "✓ wallets: Wei available ¥10.00, Ling available ¥5.00",
    "✓ each keeps what the unreturned part earns: ¥6.67 and ¥3.34",
    "✓ wallets: Wei available ¥6.67, Ling available ¥3.34",
    "✓ paid",
    "✓ the wallet agrees",
  ]) {
    expect(text).toContain(line);
  }
  const health = await fetch(`${running.url}/healthz`);
  expect([health.status, await health.json()]).toEqual([200, { status: "ok" }]);
});

test("it runs again on the same data with figures of its own", async () => {
  expect(await running?.stop()).toBe(0);
  running = await runService("demo", state.path);
  await running.printed("Done in");
  expect(running.output()).toContain("program `demo` stands already");
  expect(running.output()).toContain("✓ wallets: Wei available ¥6.67, Ling available ¥3.34");
});
