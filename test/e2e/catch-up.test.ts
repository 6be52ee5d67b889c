/** Catching up over HTTP with a vendor on a port: answers that break off, and a service that is killed in the middle of it. */
import { afterAll, expect, test } from "vitest";
import { Payment } from "../support/stripe/payment.ts";
import { runService, type RunningService, temporaryStateDirectory } from "../support/service.ts";
import { VendorServer } from "../support/vendors/vendor-server.ts";
import { call } from "./call.ts";

const PROGRAM = "missed-events";
const BASE = `/v1/programs/${PROGRAM}`;
const KEY = "rk_test_51QLkTz2eZvKYlo2C";
const state = temporaryStateDirectory();
const vendor = new VendorServer();
let running: RunningService | undefined;

afterAll(async () => {
  await running?.kill();
  await vendor.close();
  state.remove();
});

async function openProgram(url: string): Promise<void> {
  await call(url, "POST", "/v1/programs", { id: PROGRAM, name: "Missed", currency: "CNY" });
  const levels = [{ level: 1, kind: "percentage", rateBps: 1_000 }];
  await call(url, "PUT", `${BASE}/commission-rules`, { rules: [{ id: "all", scope: {}, levels }] });
  const { id } = await call(url, "POST", `${BASE}/promoters`, { memberId: "seller" });
  await call(url, "POST", `${BASE}/coupons`, { code: "LILEI10", promoterId: id });
  await call(url, "PUT", `${BASE}/sources/stripe`, { promotionCodes: { promo_1: "LILEI10" } });
  await call(url, "PUT", `${BASE}/sources/stripe/api-key`, { key: KEY });
}

test("a service that is killed while it catches up goes on where it was, and every payment is one order", async () => {
  const settings = { VENDOR_ORIGINS: `stripe=${await vendor.listen()}` };
  const nowS = Math.floor(Date.now() / 1_000);
  const payments = [1, 2, 3, 4, 5, 6].map(
    (n) =>
      new Payment({ name: `m${n}`, total: n * 1_000, promotion: "promo_1", atS: nowS - 7_000 + n * 1_000 }),
  );
  const events = payments.map((payment) => payment.sessionCompleted());
  const account = { events, pageSize: 2 };
  await vendor.vendors.handle(
    new Request(`http://control/${KEY}`, { method: "PUT", body: JSON.stringify(account) }),
  );
  running = await runService("start", state.path, settings);
  await openProgram(running.url);
  // The first answer breaks off. Later one never comes, and the service is killed meanwhile.
  vendor.fates.push("broken", "answered", "answered", "answered", "hanging");
  const isHanging = vendor.untilHanging();
  const times = {
    from: new Date((nowS - 7_200) * 1_000).toISOString(),
    to: new Date(nowS * 1_000).toISOString(),
  };
  await call(running.url, "POST", `${BASE}/sources/stripe/catch-up`, times);
  await isHanging;
  const before = await call(running.url, "GET", `${BASE}/sources/stripe/catch-up`);
  expect(before).toMatchObject({ state: "running" });
  await running.kill();
  running = await runService("start", state.path, settings);
  const { url } = running;
  const read = async () => await call(url, "GET", `${BASE}/sources/stripe/catch-up`);
  await expect.poll(async () => (await read()).state, { interval: 200 }).toBe("finished");
  expect(await read()).toMatchObject({
    from: times.from,
    listed: 6,
    unusable: 0,
    fault: null,
    startedAt: before.startedAt,
  });
  for (const { intent, facts } of payments) {
    const order = await call(url, "GET", `${BASE}/orders/${intent}`);
    expect(order).toMatchObject({ amount: facts.total, commissions: [{ kept: facts.total / 10 }] });
  }
});
