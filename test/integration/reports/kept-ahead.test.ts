/** The hourly work of the whole Worker keeps the usual periods, so that the first to read them reads few rows. */
import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { projectOrders } from "../../../worker/read-models/order-projection.tables.ts";
import { currentProgram } from "../../../worker/configuration/current-program.ts";
import { keepAhead } from "../../../worker/reports/ahead/keep-ahead.ts";
import { countedCustomers } from "../../../worker/reports/keyed/counted-customers.ts";
import { periodOf } from "../../../worker/reports/report-period.ts";
import { summed, plainOrders } from "../../support/reports/plain-report.ts";
import { ORDER, projection } from "../../support/reports/told-orders.ts";
import { projectingLedger } from "../../support/projecting-ledger.ts";
import { openShop, type Shop } from "../../support/shop.ts";
import { countRows } from "../../support/storage/rows-read.ts";

const DAY_MS = 86_400_000;
/** From so many on, a period is kept. */
const MANY = 70;
const FIGURES = ["orders", "newCustomers", "sales", "refunded", "commission"] as const;
const BOUNDS = { kept: 200, workMs: 60_000, shareMs: 60_000, least: 64 };

async function sell(shop: Shop, number: number): Promise<string> {
  const orderId = `o${number}`;
  const occurredAt = new Date(Date.now() - 2 * DAY_MS + number * 1_000).toISOString();
  await shop.order(orderId, 1_000 + number, { couponCode: "TEA", customerId: `c${number % 9}`, occurredAt });
  return orderId;
}

async function shopOf(orders: number) {
  const shop = await openShop({ timezone: "Asia/Shanghai" });
  await shop.coupon("TEA", await shop.promoter("ling"));
  const orderIds: string[] = [];
  for (let number = 0; number < orders; number += 1) orderIds.push(await sell(shop, number));
  await shop.settle();
  return { shop, orderIds };
}

/** The hourly work on some shops alone, which are asked for by their names. @returns what it sends on. */
async function keep(...shops: readonly Shop[]): Promise<unknown[]> {
  const sent: unknown[] = [];
  const jobs = { send: async (message: unknown) => await Promise.resolve(void sent.push(message)) };
  const own = { ...env, JOBS: jobs as unknown as Env["JOBS"] };
  for (const shop of shops) {
    const after = shop.id.slice(0, -1);
    await keepAhead(own, { kind: "report_periods", after }, { ...BOUNDS, programs: 1 });
  }
  return sent;
}

async function keptOf(shop: Shop) {
  const { results } = await env.REPORTS.prepare(
    "SELECT what, dimension, from_ms, to_ms, stands, is_ahead FROM report_periods WHERE program_id = ? ORDER BY 1, 2, 3, 4",
  )
    .bind(shop.id)
    .all<{ what: string; dimension: string; stands: number; is_ahead: number }>();
  return results;
}

async function expectFigures(shop: Shop, orderIds: readonly string[]): Promise<void> {
  const orders = await plainOrders(shop, orderIds);
  const customers = new Set(orders.map(({ customerId }) => customerId)).size;
  const pick = (row: Record<string, unknown>) => Object.fromEntries(FIGURES.map((name) => [name, row[name]]));
  const { body: summary } = await shop.get("/reports/summary?compare=previous");
  expect([pick(summary), summary.customers, summary.previous.orders]).toEqual([summed(orders), customers, 0]);
  const { body } = await shop.get("/reports/channels");
  expect([pick(body.data[0]), body.data[0].customers]).toEqual([summed(orders), customers]);
}

/** More orders of the shop two days ago, as its owners would have told them. */
async function sellMany(shop: Shop, many: number): Promise<void> {
  const atMs = Date.now() - 2 * DAY_MS;
  for (let first = 0; first < many; first += 200) {
    const orders = Array.from({ length: 200 }, (_, place) => {
      const order = { ...ORDER, order: first + place, customer: `c${place % 9}` };
      return { ...projection(order), occurredAtMs: atMs + place };
    });
    await projectOrders(env.REPORTS, projectingLedger(shop.id), orders, 1);
  }
}

/** Rows that counting the customers of channels in the last 30 days reads. */
async function rowsRead(shop: Shop): Promise<number> {
  const program = await currentProgram(env, shop.id);
  if (program === null) throw new Error("the program is there");
  const counted = countRows(env.REPORTS);
  const period = periodOf({}, program.timezone, Date.now());
  const source = { env: { ...env, REPORTS: counted.db }, program, period };
  expect(await countedCustomers("channel")(source, ["coupon"])).toEqual(new Map([["coupon", 9]]));
  return counted.take();
}

test("the usual periods are kept within the hour, and the first to read them reads a few rows", async () => {
  const shop = await openShop({ timezone: "Asia/Shanghai" });
  await sellMany(shop, 1_000);
  const unkept = await rowsRead(shop);
  expect(unkept).toBeGreaterThan(1_000);
  await env.REPORTS.prepare("DELETE FROM report_periods WHERE program_id = ?").bind(shop.id).run();
  expect(await keep(shop)).toEqual([{ kind: "report_periods", after: shop.id }]);
  const kept = await keptOf(shop);
  expect(new Set(kept.map(({ what, dimension }) => `${what} ${dimension}`))).toEqual(
    new Set(["program", "channel", "product", "campaign", "tier"].map((name) => `customers ${name}`)),
  );
  expect(kept.every(({ stands, is_ahead: isAhead }) => stands === 1 && isAhead === 1)).toBe(true);
  expect(await rowsRead(shop)).toBeLessThan(unkept / 4);
  const ahead = (await keptOf(shop)).filter(({ is_ahead: isAhead }) => isAhead === 1);
  expect(ahead).toEqual(kept);
});

test("what was kept ahead is right after refunds, amendments and late orders, and is kept anew by a later hour", async () => {
  const { shop, orderIds } = await shopOf(MANY);
  await keep(shop);
  await shop.event("o3", "refunded", "r3", { amount: 400 });
  await shop.event("o4", "amended", "a4", { amount: 5_000 });
  orderIds.push(await sell(shop, MANY));
  await shop.settle();
  expect((await keptOf(shop)).some(({ stands }) => stands === 0)).toBe(true);
  await expectFigures(shop, orderIds);
  const earlier = "UPDATE report_periods SET kept_at_ms = kept_at_ms - 3600000 WHERE program_id = ?";
  await env.REPORTS.prepare(earlier).bind(shop.id).run();
  await keep(shop);
  expect((await keptOf(shop)).every(({ stands }) => stands === 1)).toBe(true);
  await expectFigures(shop, orderIds);
});

test("of a program with few orders nothing is kept, and one that cannot be kept holds up no other", async () => {
  const [few, broken, last] = await Promise.all([shopOf(3), shopOf(MANY), shopOf(MANY)]);
  const logged = vi.spyOn(console, "error").mockImplementation(() => {});
  await env.REPORTS.prepare(
    `CREATE TRIGGER full BEFORE INSERT ON report_periods WHEN NEW.program_id = '${broken.shop.id}'
     BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`,
  ).run();
  try {
    await keep(few.shop, broken.shop, last.shop);
    const lines = logged.mock.calls.map(([line]) => String(line));
    const said = lines.filter((line) => line.includes("report_periods_not_kept"));
    expect(said.map((line) => line.includes(broken.shop.id))).toEqual([true]);
    expect([await keptOf(few.shop), await keptOf(broken.shop)]).toEqual([[], []]);
    expect(await keptOf(last.shop)).not.toEqual([]);
    await expectFigures(broken.shop, broken.orderIds);
  } finally {
    await env.REPORTS.prepare("DROP TRIGGER full").run();
    logged.mockRestore();
  }
});

test("a message does some programs and sends the next, up to the last", async () => {
  const shops = await Promise.all([shopOf(0), shopOf(0)]);
  const ids = (
    await env.CONFIG.prepare("SELECT id FROM programs ORDER BY id").all<{ id: string }>()
  ).results.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(shops.map(({ shop }) => shop.id)));
  const sent: { after: string }[] = [];
  const jobs = { send: async (message: { after: string }) => await Promise.resolve(void sent.push(message)) };
  const own = { ...env, JOBS: jobs as unknown as Env["JOBS"] };
  const half = Math.ceil(ids.length / 2);
  const bounds = { ...BOUNDS, least: Infinity, programs: half };
  await keepAhead(own, { kind: "report_periods", after: "" }, bounds);
  expect(sent.splice(0)).toEqual([{ kind: "report_periods", after: ids[half - 1] }]);
  await keepAhead(own, { kind: "report_periods", after: ids[half] ?? "" }, bounds);
  expect(sent.splice(0)).toEqual([]);
  // Its time is over after the first one.
  await keepAhead(own, { kind: "report_periods", after: "" }, { ...bounds, workMs: -1 });
  expect(sent).toEqual([{ kind: "report_periods", after: ids[0] }]);
});
