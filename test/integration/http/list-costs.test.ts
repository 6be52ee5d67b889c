import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import { listLinks } from "../../../worker/links/links.tables.ts";
import { countBatches } from "../../../worker/clicks/click-counters.tables.ts";
import { readCounts } from "../../../worker/operations/metrics/metrics.tables.ts";
import { findOrders } from "../../../worker/orders/lists/find-orders.tables.ts";
import { ordersAsOf } from "../../../worker/orders/lists/order-lists.tables.ts";
import { beginRun, finishPart, lastRun } from "../../../worker/operations/reconciliation.tables.ts";
import { type OrderProjection, projectOrders } from "../../../worker/read-models/order-projection.tables.ts";
import {
  readOwnStakes,
  readStakes,
  reviewedOrders,
  sampleOrders,
} from "../../../worker/risk/reviewed-orders.tables.ts";
import { countRows } from "../../support/storage/rows-read.ts";
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
    credited: {
      promoter: null,
      buyer: null,
      isNewCustomer: false,
      clickToOrderMs: null,
      clickNetwork: null,
      isClickUnasked: null,
      isCreditTaken: false,
    },
    riskCodes: [],
    kept: 0,
    facts: null,
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
  const { rows: shown } = await findOrders(db, query);
  expect(shown.map((row) => row.orderId)).toEqual(
    Array.from({ length: 10 }, (_, index) => `o-${990 - 10 * index}`),
  );
  expect(take()).toBeLessThan(150);
  const last = { occurredAtMs: 1_000_000 + 100, id: "o-100" };
  const { rows: end } = await findOrders(db, { ...query, before: last });
  expect(end.map((row) => row.orderId)).toEqual(
    Array.from({ length: 10 }, (_, index) => `o-${90 - 10 * index}`),
  );
  expect(take()).toBeLessThan(150);
});

/** Of 1,500 orders each third is the customer's, and the three first ones of all are what nobody else is. */
async function filteredShop(): Promise<string> {
  const programId = `filters-${crypto.randomUUID().slice(0, 8)}`;
  const all = Array.from({ length: 1_500 }, (_, index) => ({
    ...order(index, [7], index < 3 ? "reversed" : "held"),
    customerId: index % 3 === 0 ? "often" : `once-${index}`,
    underReview: index === 2,
    basis: index === 1 ? "manual" : "touch",
    credited: {
      promoter: null,
      buyer: null,
      isNewCustomer: false,
      clickToOrderMs: null,
      clickNetwork: null,
      isClickUnasked: null,
      isCreditTaken: false,
    },
    riskCodes: [],
    kept: 0,
  }));
  for (let start = 0; start < all.length; start += 300)
    await projectOrders(env.REPORTS, projectingLedger(programId), all.slice(start, start + 300), start);
  return programId;
}

test("a page of filtered orders reads a bounded number of rows, however rare what is asked for", async () => {
  const programId = await filteredShop();
  const { db, take } = countRows(env.REPORTS);
  const page = { programId, ...NEWEST_FIRST, limit: 5 };
  const found = async (filters: object) => {
    const { rows } = await findOrders(db, { ...page, ...filters });
    return { ids: rows.map((row) => row.orderId), read: take() };
  };
  const few: [object, string[]][] = [
    [{ state: "reversed" }, ["o-2", "o-1", "o-0"]],
    [{ underReview: true }, ["o-2"]],
    [{ basis: "manual" }, ["o-1"]],
    [{ state: "reversed", basis: "touch", underReview: false }, ["o-0"]],
    [{ state: "pending" }, []],
    [{ customerId: "once-4" }, ["o-4"]],
    [{ customerId: "often" }, ["o-1497", "o-1494", "o-1491", "o-1488", "o-1485"]],
    [{ customerId: "often", state: "reversed" }, ["o-0"]],
    [{ promoter: 7, customerId: "once-1499" }, ["o-1499"]],
  ];
  for (const [filters, ids] of few) {
    const got = await found(filters);
    expect([filters, got.ids]).toEqual([filters, ids]);
    expect([filters, got.read < 6 * LIMITS.ordersSearched]).toEqual([filters, true]);
  }
  expect((await found({ state: "held", underReview: false })).read).toBeLessThan(150);
  expect((await found({ underReview: true })).read).toBeLessThan(150);
});

test("a search that stops at its bound says where, and goes on from there", async () => {
  const programId = await filteredShop();
  const query = {
    programId,
    ...NEWEST_FIRST,
    limit: 5,
    promoter: 7 as PromoterRef,
    basis: "manual" as const,
    credited: {
      promoter: null,
      buyer: null,
      isNewCustomer: false,
      clickToOrderMs: null,
      clickNetwork: null,
      isClickUnasked: null,
      isCreditTaken: false,
    },
    riskCodes: [],
    kept: 0,
  };
  const first = await findOrders(env.REPORTS, query);
  expect(first).toEqual({ rows: [], stoppedAt: { occurredAtMs: 1_000_500, id: "o-500" } });
  const second = await findOrders(env.REPORTS, { ...query, before: first.stoppedAt });
  expect([second.rows.map((row) => row.orderId), second.stoppedAt]).toEqual([["o-1"], undefined]);
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
    const { totals } = await readCounts({ CONFIG: env.CONFIG, REPORTS: reports }, 0);
    const of = (state: string) => totals.of("orders_by_state", `${programId} ${state}`);
    const [clicks, invalidClicks] = [totals.of("events", "clicks"), totals.of("events", "invalid_clicks")];
    return { pending: of("pending"), held: of("held"), clicks, invalidClicks };
  };
  const programId = await shop(500);
  const before = await read();
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
  const row = { ...tally, ...pages, invalid: { bot: 2 }, channels: { social: [3, 1] as const } };
  await countBatches(env.REPORTS, [batch], { rows: [row] }, Date.now());
  await countBatches(env.REPORTS, [batch], { rows: [row] }, Date.now());
  const { db, take } = countRows(env.REPORTS);
  expect(await read(db)).toEqual({
    pending: before.pending - 2,
    held: 2,
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

test("a promoter's case reads the promoter's orders under review, however much the program sold", async () => {
  const programId = `costs-${crypto.randomUUID().slice(0, 8)}`;
  // Each tenth order is under review; each hundredth is promoter 7's.
  const all = Array.from({ length: 1_000 }, (_, index): OrderProjection => {
    const one = order(index, [7]);
    const promoter = index % 100 === 0 ? 7 : 9;
    return { ...one, underReview: index % 10 === 0, kept: 1, credited: { ...one.credited, promoter } };
  });
  for (let start = 0; start < all.length; start += 200) {
    const part = all.slice(start, start + 200);
    await projectOrders(env.REPORTS, projectingLedger(programId), part, 2_000_000 + start);
  }
  const { db, take } = countRows(env.REPORTS);
  const own = Array.from({ length: 10 }, (_, index) => `o-${100 * index}`);
  const promoter = 7 as PromoterRef;
  expect(await reviewedOrders(db, programId, { promoter }, "", 50)).toEqual(own.toSorted());
  expect(take()).toBeLessThan(100);
  expect((await sampleOrders(db, programId, [7], 50)).get(7)?.toSorted()).toEqual(own.toSorted());
  expect(take()).toBeLessThan(100);
  expect(await readStakes(db, programId, [7], 5)).toMatchObject([{ promoter: 7, orders: 10, atStake: 10 }]);
  expect(take()).toBeLessThan(100);
  // Promoter 7 earns on every order, and of ten its case is.
  expect(await readOwnStakes(db, programId, [7])).toEqual(new Map([[7, 10]]));
  expect(take()).toBeLessThan(100);
});

test("a page of links reads what it shows, of a program or of one promoter, however many there are", async () => {
  const programId = `links-${crypto.randomUUID().slice(0, 8)}`;
  // Each hundredth is promoter 7's.
  await env.LINKS.prepare(
    `WITH RECURSIVE one (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM one WHERE n < 2000)
     INSERT INTO links (slug, program_id, promoter, destination, created_at_ms)
     SELECT ?1 || n, ?1, CASE n % 100 WHEN 0 THEN 7 ELSE 9 END, 'https://shop.example', 0 FROM one`,
  )
    .bind(programId)
    .run();
  const { db, take } = countRows(env.LINKS);
  const first = await listLinks(db, { programId, before: null, limit: 20 });
  expect([first.length, take() <= 2 * 20]).toEqual([20, true]);
  const later = await listLinks(db, { programId, before: (first[0]?.number ?? 0) - 1_900, limit: 20 });
  expect([later.length, take() <= 2 * 20]).toEqual([20, true]);
  const own = await listLinks(db, { programId, promoter: 7 as PromoterRef, before: null, limit: 10 });
  expect([own.length, take() <= 2 * 10]).toEqual([10, true]);
});
