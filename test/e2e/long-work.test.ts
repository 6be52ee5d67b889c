/** Long work of one program lets the taps of all others in, however long it takes. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { postedTogether } from "../support/http/posts-together.ts";
import { ADMIN_TOKEN, runService, type RunningService, temporaryStateDirectory } from "../support/service.ts";
import { sized } from "../support/effort.ts";
import { call } from "./call.ts";

const LINES = sized(6_000, 100_000);
const CHAIN = 60;
/** Of an import of so many lines between two taps, at most: before, a tap waited for the whole of it. */
const LINES_PER_TAP = 6 * LIMITS.importRowsPerCall;

/** Of 1,500 lines each. */
const ORDERS = 30;

const state = temporaryStateDirectory();
let running: RunningService;
let slug = "";

beforeAll(async () => {
  running = await runService("start", state.path);
  const program = { name: "Shop", currency: "CNY", allowedHosts: ["shop.example.com"] };
  await call(running.url, "POST", "/v1/programs", { ...program, id: "busy" });
  await call(running.url, "POST", "/v1/programs", { ...program, id: "quiet" });
  const { id } = await call(running.url, "POST", "/v1/programs/quiet/promoters", { memberId: "promoter" });
  const link = { promoterId: id, destination: "https://shop.example.com/" };
  slug = (await call(running.url, "POST", "/v1/programs/quiet/links", link)).slug;
});

afterAll(async () => {
  await running.kill();
  state.remove();
});

async function tapsDuring(work: Promise<unknown>): Promise<number> {
  let taps = 0;
  const ended = new AbortController();
  void work.finally(() => ended.abort()).catch(() => {});
  while (!ended.signal.aborted) {
    const answer = await fetch(`${running.url}/s/${slug}`, { redirect: "manual" });
    await answer.arrayBuffer();
    expect(answer.status).toBe(302);
    taps += 1;
  }
  return taps;
}

test(`taps are answered all through an import of ${LINES} lines in long chains`, async () => {
  const lines = Array.from({ length: LINES }, (_, index) => {
    const [chain, place] = [Math.floor(index / CHAIN), index % CHAIN];
    const upline = place === 0 ? {} : { uplineMemberId: `c${chain}-${place - 1}` };
    return JSON.stringify({ memberId: `c${chain}-${place}`, promoter: true, ...upline });
  });
  const importing = fetch(`${running.url}/v1/programs/busy/bindings/import`, {
    method: "POST",
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/x-ndjson" },
    body: lines.join("\n"),
  }).then(async (answer) => await answer.text());
  const taps = await tapsDuring(importing);
  expect(JSON.parse((await importing).trim().split("\n").at(-1) ?? "")).toMatchObject({
    type: "done",
    joined: LINES,
  });
  expect(taps).toBeGreaterThan(LINES / LINES_PER_TAP);
});

test("taps are answered all through a batch of orders with as many lines as there may be", async () => {
  const { url } = running;
  const base = "/v1/programs/busy";
  for (const [memberId, upline] of [["top"], ["middle", "top"], ["seller", "middle"]] as const) {
    await call(url, "POST", `${base}/promoters`, { memberId, ...(upline ? { uplineMemberId: upline } : {}) });
  }
  const { id } = (await call(url, "GET", `${base}/promoters?memberId=seller`)).data[0];
  await call(url, "POST", `${base}/coupons`, { code: "SELLER", promoterId: id });
  await call(url, "PATCH", base, { commission: { maxLevels: 3 } });
  const levels = [1, 2, 3].map((level) => ({ level, kind: "percentage", rateBps: 100 }));
  await call(url, "PUT", `${base}/commission-rules`, { rules: [{ id: "base", scope: {}, levels }] });
  const items = Array.from({ length: LIMITS.itemsPerOrder }, (_, place) => {
    return { productId: `p${place}`, quantity: 1, amount: 100 };
  });
  const conversions = Array.from({ length: ORDERS }, (_, place) => ({
    orderId: `heavy-${place}`,
    amount: items.length * 100,
    currency: "CNY",
    couponCode: "SELLER",
    items,
  }));
  const recording = call(url, "POST", `${base}/conversions`, { conversions });
  const taps = await tapsDuring(recording);
  const { results } = await recording;
  expect(results.map(({ commissions }: { commissions: object[] }) => commissions.length)).toEqual(
    conversions.map(() => 3),
  );
  expect(taps).toBeGreaterThan(ORDERS / 4);
});

test("of ten simulations at once one runs, the others are told to come again, and taps are answered all through", async () => {
  const path = "/v1/programs/busy/commission-rules/simulate";
  const rules = Array.from({ length: LIMITS.rulesPerSet }, (_, place) => ({
    id: `r${place}`,
    scope: { productId: `p${place}` },
    levels: [{ level: 1, kind: "percentage", rateBps: 100 }],
  }));
  const items = Array.from({ length: 60 }, (_, place) => ({
    productId: `p${place}`,
    quantity: 1,
    amount: 100,
  }));
  const conversions = Array.from({ length: 200 }, (_, place) => {
    return { orderId: `simulated-${place}`, amount: 6_000, currency: "CNY", items };
  });
  const body = JSON.stringify({ rules, conversions });
  const simulating = postedTogether(`${running.url}${path}`, ADMIN_TOKEN, body, 10);
  const taps = await tapsDuring(simulating);
  const statuses = (await simulating).map(({ status }) => status);
  expect(statuses.toSorted((a, b) => a - b)).toEqual([200, ...Array<number>(9).fill(429)]);
  expect(taps).toBeGreaterThan(20);
});
