/** Sums that reports keep of spans that are over: they stand for the orders, whatever happens to these afterwards. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "../../../../domain/kernel/duration.ts";
import type { Span } from "../../../../domain/reports/cover.ts";
import { forgetKept, keepDays, keepEnds, keptDays } from "../../../../worker/read-models/kept-sums.tables.ts";
import {
  type OrderProjection,
  projectOrders,
} from "../../../../worker/read-models/order-projection.tables.ts";
import { DIMENSIONS } from "../../../../worker/read-models/report-sums.tables.ts";
import { rebuildMonth, reportedMonths } from "../../../../worker/reports/report-check.tables.ts";
import { endsOf, pageOfKeys } from "../../../../worker/reports/order-sums.tables.ts";
import { projectingLedger } from "../../../support/projecting-ledger.ts";
import { withReports } from "../../../support/reports/stored-reports.ts";
import {
  dayOf,
  expected,
  ORDER,
  projection,
  START,
  type Told,
  told,
} from "../../../support/reports/told-orders.ts";

const PROGRAM = "tea";
/** Behind all orders. */
const NOW = START + 10 * DAY_MS;
/** Begins and ends half a day, or a few hours, from days of UTC; and one that is longer than a year. */
const PERIODS: readonly Span[] = [
  { fromMs: START - 8 * HOUR_MS, toMs: START + 2 * DAY_MS + 5 * HOUR_MS },
  { fromMs: START + DAY_MS - 11 * HOUR_MS, toMs: START + 3 * DAY_MS + 1 },
  { fromMs: Date.UTC(2025, 10, 3, 7), toMs: START + 2 * DAY_MS + 5 * HOUR_MS },
];
const DAYS: readonly Span[] = [0, 1, 2, 3].map((day) => ({
  fromMs: START - 8 * HOUR_MS + day * DAY_MS,
  toMs: START + 16 * HOUR_MS + day * DAY_MS,
}));

const within = (standing: readonly Told[], { fromMs, toMs }: Span) =>
  standing.filter(({ day }) => dayOf(day) >= fromMs && dayOf(day) < toMs);

async function expectPeriods(reports: D1Database, standing: readonly Told[]): Promise<void> {
  for (const dimension of DIMENSIONS) {
    for (const period of PERIODS) {
      await keepEnds(reports, PROGRAM, dimension, { ends: endsOf(dimension, period), nowMs: NOW, least: 1 });
      const page = { by: "sales", descending: true, limit: 9 } as const;
      const rows = await pageOfKeys(reports, PROGRAM, { dimension, period }, page);
      const sums = expected(within(standing, period), () => 0);
      const own = [...sums].filter(([at]) => at.startsWith(`${dimension} `));
      const found = rows.map(({ key, ...row }): [string, number[]] => [
        `${dimension} 0 ${key}`,
        [row.orders, row.newCustomers, row.sales, row.refunded, row.commission],
      ]);
      expect([dimension, period, new Map(found)]).toEqual([dimension, period, new Map(own)]);
    }
  }
}

async function expectDays(reports: D1Database, standing: readonly Told[]): Promise<void> {
  await keepDays(reports, PROGRAM, { days: DAYS, nowMs: NOW, least: 1 });
  const kept = await keptDays(reports, PROGRAM, DAYS);
  const plain = DAYS.flatMap((day) => {
    const own = within(standing, day).filter(({ isClosed }) => !isClosed);
    const [figures] = expected(own, () => 0).values();
    const customers = new Set(own.flatMap(({ customer }) => customer ?? [])).size;
    return figures === undefined ? [] : [[day.fromMs, ...figures, customers]];
  });
  expect(
    kept.map((day) => [
      day.fromMs,
      day.orders,
      day.newCustomers,
      day.sales,
      day.refunded,
      day.commission,
      day.customers,
    ]),
  ).toEqual(plain);
}

test("what is kept is what the orders come to, whatever is written between two readings", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(told, { maxLength: 4 }), { maxLength: 6 }), async (batches) => {
      await withReports(async (database, reports) => {
        const standing = new Map<number, Told>();
        for (const batch of batches) {
          const orders = [...new Map(batch.map((one) => [one.order, one])).values()];
          await projectOrders(reports, projectingLedger(PROGRAM), orders.map(projection), 1);
          for (const one of orders) {
            if (one.version > (standing.get(one.order)?.version ?? 0)) standing.set(one.order, one);
          }
          await expectPeriods(reports, [...standing.values()]);
          await expectDays(reports, [...standing.values()]);
        }
        for (const month of await reportedMonths(reports, PROGRAM))
          await rebuildMonth(reports, PROGRAM, month);
        expect(database.read("SELECT from_ms, dimension FROM report_kept")).toEqual([]);
      });
    }),
    { numRuns: 30 },
  );
});

/** The day of {@link ORDER}. */
const ITS_DAY = DAYS.slice(1, 2);

async function isKept(reports: D1Database, least?: number, nowMs = NOW): Promise<boolean> {
  await keepDays(reports, PROGRAM, { days: ITS_DAY, nowMs, ...(least === undefined ? {} : { least }) });
  return (await keptDays(reports, PROGRAM, ITS_DAY)).length === 1;
}

test("a release leaves what is kept, a refund and a late order take it off", async () => {
  await withReports(async (database, reports) => {
    const tell = async (one: Told, more: Partial<OrderProjection> = {}) => {
      await projectOrders(reports, projectingLedger(PROGRAM), [{ ...projection(one), ...more }], 1);
      return database.read("SELECT 1 FROM report_kept").length;
    };
    await tell(ORDER);
    expect(await isKept(reports, 1)).toBe(true);
    expect(await tell({ ...ORDER, version: 2 }, { state: "available" })).toBe(1);
    expect(await tell({ ...ORDER, order: 2, day: 2 })).toBe(1);
    expect(await tell({ ...ORDER, version: 3, reversed: 40 })).toBe(0);
    expect(await isKept(reports, 1)).toBe(true);
    expect(await tell({ ...ORDER, order: 3 })).toBe(0);
    expect(await isKept(reports, 1)).toBe(true);
    database.read("DELETE FROM orders WHERE order_id = 'o3'");
    expect(database.read("SELECT 1 FROM report_kept")).toEqual([]);
  });
});

test("a day is kept once it is over and has orders enough, and no span that is longer", async () => {
  await withReports(async (_, reports) => {
    const many = Array.from({ length: 63 }, (_order, place) => projection({ ...ORDER, order: place }));
    await projectOrders(reports, projectingLedger(PROGRAM), many, 1);
    expect(await isKept(reports)).toBe(false);
    await projectOrders(reports, projectingLedger(PROGRAM), [projection({ ...ORDER, order: 63 })], 1);
    expect(await isKept(reports, undefined, START + DAY_MS + 16 * HOUR_MS - 1)).toBe(false);
    const long = [{ fromMs: START, toMs: START + 26 * HOUR_MS + 1 }];
    await keepDays(reports, PROGRAM, { days: long, nowMs: NOW });
    expect(await keptDays(reports, PROGRAM, long)).toEqual([]);
    expect(await isKept(reports)).toBe(true);
    await forgetKept(reports, PROGRAM, { fromMs: START, toMs: START + 3 * DAY_MS });
    expect(await keptDays(reports, PROGRAM, ITS_DAY)).toEqual([]);
  });
});
