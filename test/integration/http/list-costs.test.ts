import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import { countBatches } from "../../../worker/clicks/click-counters.tables.ts";
import { readCounts } from "../../../worker/operations/metrics/metrics.tables.ts";
import { listOrders, ordersAsOf } from "../../../worker/orders/order-lists.tables.ts";
import { beginRun, finishPart, lastRun } from "../../../worker/operations/reconciliation.tables.ts";
import { type OrderProjection, projectOrders } from "../../../worker/read-models/order-projection.tables.ts";
import { countRows } from "../../support/rows-read.ts";
import { projectingLedger } from "../../support/projecting-ledger.ts";

const NEWEST_FIRST = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };

function order(index: number, promoters: readonly number[], state = "pending", version = 1): OrderProjection {
  return {
    orderId: `o-${index}`,
    version,
    occurredAtMs: 1_000_000 + index,
    amount: 100,
    reversedAmount: 0,
    customerId: null,
    state,
    underReview: false,
    basis: "touch",
    commissions: promoters.map((promoter, level) => ({
      id: `cm_${index}_${promoter}_${level}`,
      promoter,
      creditedPromoter: promoter,
      level: level + 1,
      amount: 1,
      kept: 1,
      state,
    })),
  };
}

async function shop(orders: number): Promise<string> {
  const programId = `costs-${crypto.randomUUID().slice(0, 8)}`;
  // Promoter 7 earns on each tenth order, twice; promoter 9 on all others.
  const all = Array.from({ length: orders }, (_, index) => order(index, index % 10 === 0 ? [7, 7] : [9]));
  for (let start = 0; start < all.length; start += 200) {
    await projectOrders(
      env.REPORTS,
      projectingLedger(programId),
      all.slice(start, start + 200),
      2_000_000 + start,
    );
  }
  return programId;
}

test("a page of a promoter's orders reads what it shows, however much the program sold", async () => {
  const programId = await shop(1_000);
  const { db, take } = countRows(env.REPORTS);
  const query = { programId, promoter: 7 as PromoterRef, ...NEWEST_FIRST, limit: 10 };
  const shown = await listOrders(db, query);
  expect(shown.map((row) => row.orderId)).toEqual(
    Array.from({ length: 10 }, (_, index) => `o-${990 - 10 * index}`),
  );
  expect(take()).toBeLessThan(150);
  const last = { occurredAtMs: 1_000_000 + 100, id: "o-100" };
  const end = await listOrders(db, { ...query, before: last });
  expect(end.map((row) => row.orderId)).toEqual(
    Array.from({ length: 10 }, (_, index) => `o-${90 - 10 * index}`),
  );
  expect(take()).toBeLessThan(150);
});

test("as of when a list stands is one row, whatever came late", async () => {
  const programId = await shop(400);
  const { db, take } = countRows(env.REPORTS);
  expect(await ordersAsOf(db, programId)).toBe(2_000_200);
  expect(take()).toBeLessThan(5);
  await projectOrders(env.REPORTS, projectingLedger(programId), [order(1, [9])], 1_000);
  expect(await ordersAsOf(env.REPORTS, programId)).toBe(2_000_200);
  expect(await ordersAsOf(env.REPORTS, "no-such-program")).toBeNull();
});

test("a scrape of the metrics reads a few rows, and counts each order in the state it has, once", async () => {
  const read = async (reports = env.REPORTS) => {
    const { orders, clicks, invalidClicks } = await readCounts({ CONFIG: env.CONFIG, REPORTS: reports }, 0);
    const of = (state: string) => orders.find((row) => row.state === state)?.n ?? 0;
    return { pending: of("pending"), held: of("held"), clicks, invalidClicks };
  };
  const before = await read();
  const programId = await shop(500);
  await projectOrders(
    env.REPORTS,
    projectingLedger(programId),
    [order(1, [9], "held", 3), order(2, [9], "held", 2)],
    3_000_000,
  );
  await projectOrders(
    env.REPORTS,
    projectingLedger(programId),
    [order(1, [9], "pending", 2), order(2, [9], "held", 2)],
    3_000_000,
  );
  const batch = crypto.randomUUID().replaceAll("-", "");
  const tally = { batch, program: 1, hourMs: 0, link: 1, promoter: 7, clicks: 3, unique: 1, impressions: 0 };
  const pages = { pageviews: 0, conversions: 0, amountMinor: 0 };
  const row = { ...tally, ...pages, invalid: { bot: 2 } };
  await countBatches(env.REPORTS, [batch], [row], Date.now());
  await countBatches(env.REPORTS, [batch], [row], Date.now());
  const { db, take } = countRows(env.REPORTS);
  expect(await read(db)).toEqual({
    pending: before.pending + 498,
    held: before.held + 2,
    clicks: before.clicks + 3,
    invalidClicks: before.invalidClicks + 2,
  });
  expect(take()).toBeLessThan(50);
});

test("of many reconciliations of a program the newest are kept", async () => {
  const programId = `runs-${crypto.randomUUID().slice(0, 8)}`;
  for (let run = 1; run <= 30; run += 1) {
    expect(await beginRun(env.REPORTS, programId, 1, run)).toEqual({ begun: true, run });
    const part = { programId, run, part: 0, inFlight: 0, differences: [], failure: null };
    await finishPart(env.REPORTS, part, run);
  }
  expect(await lastRun(env.REPORTS, programId, 30)).toMatchObject({ run: 30, state: "finished" });
  const { db, take } = countRows(env.REPORTS);
  const { reconciliations } = await readCounts({ CONFIG: env.CONFIG, REPORTS: db }, 0);
  expect(reconciliations.filter((run) => run.program === programId)).toHaveLength(1);
  expect(take()).toBeLessThan(120);
});
