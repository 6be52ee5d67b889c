/** What reports keep of periods of days: sums of keys and customers are the orders', whatever happens to these between readings. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "../../../../domain/kernel/duration.ts";
import type { Span } from "../../../../domain/reports/cover.ts";
import { projectOrders } from "../../../../worker/read-models/order-projection.tables.ts";
import { type Dimension, YEARLY } from "../../../../worker/read-models/report-sums.tables.ts";
import { keepUsual } from "../../../../worker/reports/ahead/keep-usual.ts";
import { usualPeriods } from "../../../../worker/reports/ahead/usual-periods.ts";
import { keptDifferences } from "../../../../worker/reports/kept-differences.ts";
import {
  type KeptDimension,
  readCustomers,
  readCustomersOfKeys,
} from "../../../../worker/reports/periods/period-customers.tables.ts";
import { readPage, readSums } from "../../../../worker/reports/periods/period-sums.tables.ts";
import { splitsOf } from "../../../../worker/reports/periods/split-period.ts";
import { rebuildMonth, reportedMonths } from "../../../../worker/reports/report-check.tables.ts";
import type { StoredDatabase } from "../../../simulation/platform/stored-database.ts";
import { sized } from "../../../support/effort.ts";
import { projectingLedger } from "../../../support/projecting-ledger.ts";
import { withReports } from "../../../support/reports/stored-reports.ts";
import {
  dayOf,
  expected,
  keysOf,
  ORDER,
  projection,
  START,
  type Told,
  told,
} from "../../../support/reports/told-orders.ts";

const PROGRAM = "tea";
const NOTHING = { sums: 0, customers: 0 };
const ZONES = { UTC: 0, "Asia/Shanghai": 8 * HOUR_MS } as const;
type Zone = keyof typeof ZONES;
// oxfmt-ignore
const DIMENSIONS = ["campaign", "product", "channel", "tier", "link", "promoter"] as const satisfies Dimension[];
/** Of three reports on three periods each. */
const KEPT = 9;

/** Two days, all of them, and more than a year. */
function periodsIn(zone: Zone): Span[] {
  const day = (number: number) => START + number * DAY_MS - ZONES[zone];
  return [
    { fromMs: day(1), toMs: day(3) },
    { fromMs: day(0), toMs: day(4) },
    { fromMs: Date.UTC(2025, 10, 3) - ZONES[zone], toMs: day(3) },
  ];
}

interface Reading {
  readonly zone: Zone;
  readonly nowMs: number;
  /** Whether the last seven days are read as well. */
  readonly hasUsual?: boolean;
}

async function expectSums(
  reports: D1Database,
  standing: readonly Told[],
  period: Span,
  { zone, nowMs }: Reading,
) {
  const program = { id: PROGRAM, timezone: zone };
  const keeping = { nowMs, least: 1 };
  const sums = expected(standing, () => 0);
  for (const dimension of YEARLY as readonly Dimension[]) {
    const plain = new Map([...sums].filter(([at]) => at.startsWith(`${dimension} `)));
    const own = [...plain].map(([at, figures]) => [at.slice(`${dimension} 0 `.length), figures] as const);
    for (const by of ["sales", "orders"] as const) {
      const page = { by, descending: true, limit: 9 };
      const rows = await readPage(reports, program, { dimension, period }, page, keeping);
      const found = rows.map(({ key, ...row }) => [
        key,
        [row.orders, row.newCustomers, row.sales, row.refunded, row.commission],
      ]);
      expect([dimension, period, by, new Map(found as [])]).toEqual([dimension, period, by, new Map(own)]);
      const values = rows.map((row) => row[by]);
      expect(values).toEqual(values.toSorted((a, b) => b - a));
      const [first, ...others] = rows;
      if (first === undefined) continue;
      const after = { value: first[by], key: first.key };
      const rest = await readPage(reports, program, { dimension, period }, { ...page, after }, keeping);
      expect(rest).toEqual(others);
    }
    const keys = own.map(([key]) => key);
    const some = await readSums(reports, program, { dimension, period }, [...keys, "none"], keeping);
    for (const [key, [orders, newCustomers, sales, refunded, commission]] of own) {
      expect(some.get(key)).toEqual({ orders, newCustomers, sales, refunded, commission });
    }
  }
}

async function expectCustomers(
  reports: D1Database,
  standing: readonly Told[],
  period: Span,
  { zone, nowMs }: Reading,
) {
  const program = { id: PROGRAM, timezone: zone };
  const named = standing.filter(({ customer }) => customer !== null);
  const all = new Set(named.map(({ customer }) => customer)).size;
  expect(await readCustomers(reports, program, period, { nowMs, least: 1 })).toBe(all);
  for (const dimension of DIMENSIONS satisfies readonly KeptDimension[]) {
    const keys = [...new Set(["none", ...standing.map((one) => keysOf(one)[dimension])])].filter(
      (key) => key !== "none" || dimension === "product",
    );
    const asked = { dimension, period, most: 50 };
    const found = await readCustomersOfKeys(reports, program, asked, keys, { nowMs, least: 1 });
    // Nothing was kept: then the orders are read.
    if (found === null) continue;
    for (const key of keys) {
      const own = new Set(named.flatMap((one) => (keysOf(one)[dimension] === key ? one.customer : [])));
      expect([dimension, period, key, found.get(key) ?? 0]).toEqual([dimension, period, key, own.size]);
    }
  }
}

async function expectAll(reports: D1Database, standing: readonly Told[], reading: Reading): Promise<void> {
  const counted = standing.filter(({ isClosed }) => !isClosed);
  const usual = reading.hasUsual === true ? usualPeriods(reading.zone, reading.nowMs) : [];
  for (const period of [...periodsIn(reading.zone), ...usual.slice(1, 2).map((one) => one.period)]) {
    const own = counted.filter(({ day }) => dayOf(day) >= period.fromMs && dayOf(day) < period.toMs);
    await expectSums(reports, own, period, reading);
    await expectCustomers(reports, own, period, reading);
  }
}

const step = fc.record({
  batch: fc.array(told, { maxLength: 4 }),
  zone: fc.constantFrom<Zone>("UTC", "Asia/Shanghai"),
  waitedMs: fc.constantFrom(60_000, 2 * HOUR_MS),
  isKeptAhead: fc.boolean(),
});
const SHARE = { kept: 200, shareMs: Infinity, least: 1 };

test("what is kept of periods is what the orders come to, whatever is written and whatever the zone is", async () => {
  const begins = fc.constantFrom(START + 10 * DAY_MS, START + 2 * DAY_MS + 3 * HOUR_MS);
  await fc.assert(
    fc.asyncProperty(begins, fc.array(step, { maxLength: 6 }), async (begunMs, steps) => {
      await withReports(async (database, reports) => {
        const standing = new Map<number, Told>();
        let nowMs = begunMs;
        for (const { batch, zone, waitedMs, isKeptAhead } of steps) {
          nowMs += waitedMs;
          const orders = [...new Map(batch.map((one) => [one.order, one])).values()];
          await projectOrders(reports, projectingLedger(PROGRAM), orders.map(projection), 1);
          for (const one of orders) {
            if (one.version > (standing.get(one.order)?.version ?? 0)) standing.set(one.order, one);
          }
          if (isKeptAhead) await keepUsual(reports, { id: PROGRAM, timezone: zone }, nowMs, SHARE);
          await expectAll(reports, [...standing.values()], { zone, nowMs, hasUsual: true });
          expect(await keptDifferences({ REPORTS: reports }, PROGRAM, false, 2)).toEqual([]);
          await expectAll(reports, [...standing.values()], { zone, nowMs, hasUsual: true });
        }
        for (const month of await reportedMonths(reports, PROGRAM))
          await rebuildMonth(reports, PROGRAM, month);
        expect(standingIn(database)).toEqual(NOTHING);
        await expectAll(reports, [...standing.values()], { zone: "UTC", nowMs: nowMs + 2 * HOUR_MS });
        expect(
          database.read(
            "SELECT 1 FROM report_period_sums LEFT JOIN report_periods USING (program_id, dimension, from_ms, to_ms) WHERE what IS NULL",
          ),
        ).toEqual([]);
      });
    }),
    { numRuns: sized(5, 200, 12) },
  );
});

async function tell(reports: D1Database, one: Told): Promise<void> {
  await projectOrders(reports, projectingLedger(PROGRAM), [projection(one)], 1);
}

/** Whether sums and customers are kept, of how many. */
const standingIn = (database: StoredDatabase) =>
  Object.fromEntries(
    ["sums", "customers"].map((what) => [
      what,
      database.read(`SELECT 1 FROM report_periods WHERE what = '${what}' AND stands = 1`).length,
    ]),
  );

test("a refund is added to what is kept, customers stand through it, and a late order ends them", async () => {
  await withReports(async (database, reports) => {
    const reading = { zone: "UTC", nowMs: START + 10 * DAY_MS } as const;
    await tell(reports, ORDER);
    await expectAll(reports, [ORDER], reading);
    const all = { sums: KEPT, customers: 3 * (DIMENSIONS.length + 1) };
    expect(standingIn(database)).toEqual(all);
    const refunded = { ...ORDER, version: 2, reversed: 40 };
    await tell(reports, refunded);
    expect(standingIn(database)).toEqual(all);
    await expectAll(reports, [refunded], reading);
    const late = { ...ORDER, order: 2, day: 2 };
    await tell(reports, late);
    expect(standingIn(database)).toEqual({ sums: KEPT, customers: 0 });
    await expectAll(reports, [refunded, late], reading);
    const other = { ...late, version: 2, product: "cup" };
    await tell(reports, other);
    // It was kept within the hour.
    await expectAll(reports, [refunded, other], reading);
    expect(standingIn(database)).toEqual({ sums: KEPT, customers: 0 });
    await expectAll(reports, [refunded, other], { ...reading, nowMs: reading.nowMs + HOUR_MS });
    expect(standingIn(database)).toEqual(all);
    await tell(reports, { ...other, version: 3, product: "tea" });
    expect(standingIn(database)).toEqual({ sums: KEPT, customers: 0 });
    database.read("DELETE FROM orders WHERE order_id = 'o2'");
    expect(standingIn(database)).toEqual(NOTHING);
  });
});

test("sums end with an order of a day that its period has in part", async () => {
  await withReports(async (database, reports) => {
    const reading = { zone: "Asia/Shanghai", nowMs: START + 10 * DAY_MS } as const;
    await tell(reports, { ...ORDER, day: 2 });
    await expectAll(reports, [{ ...ORDER, day: 2 }], reading);
    expect(standingIn(database)["sums"]).toBe(KEPT);
    await tell(reports, { ...ORDER, version: 2, day: 2, reversed: 40 });
    // Two of three periods end in the middle of that day of UTC.
    expect(standingIn(database)["sums"]).toBe(KEPT / 3);
    await expectAll(reports, [{ ...ORDER, version: 2, day: 2, reversed: 40 }], reading);
  });
});

test("a period is cut before this hour, and else before today, once that is over in its zone", () => {
  const [fromMs, toMs] = [START - 8 * HOUR_MS, START + 16 * HOUR_MS];
  const endsAt = (atMs: number, timezone = "Asia/Shanghai") =>
    splitsOf({ fromMs, toMs }, timezone, atMs).map(({ head, tail }) => [
      (head.toMs - START) / HOUR_MS,
      tail !== null,
    ]);
  expect(endsAt(fromMs + HOUR_MS + 14 * 60_000)).toEqual([]);
  expect(endsAt(fromMs + HOUR_MS + 15 * 60_000)).toEqual([[-7, true]]);
  expect(endsAt(START + 90 * 60_000)).toEqual([[1, true]]);
  expect(endsAt(toMs)).toEqual([[16, false]]);
  expect(endsAt(toMs, "UTC")).toEqual([]);
  const [week] = [splitsOf({ fromMs: fromMs - 6 * DAY_MS, toMs }, "Asia/Shanghai", START + 90 * 60_000)];
  expect(week.map(({ head }) => (head.toMs - START) / HOUR_MS)).toEqual([1, -8]);
});

test("of a dimension eight periods are kept, and none gives way within the hour; a day's hours take each other's place", async () => {
  await withReports(async (database, reports) => {
    await tell(reports, ORDER);
    const program = { id: PROGRAM, timezone: "UTC" };
    const page = { by: "sales", descending: true, limit: 9 } as const;
    const read = async (days: number, nowMs: number) => {
      const period = { fromMs: START + DAY_MS, toMs: START + days * DAY_MS };
      const rows = await readPage(reports, program, { dimension: "promoter", period }, page, {
        nowMs,
        least: 1,
      });
      expect(rows.map(({ sales }) => sales)).toEqual([100]);
      return database.read("SELECT 1 FROM report_periods").length;
    };
    const nowMs = START + 20 * DAY_MS;
    for (let days = 2; days < 10; days += 1) expect(await read(days, nowMs)).toBe(days - 1);
    expect(await read(10, nowMs + HOUR_MS - 1)).toBe(8);
    expect(database.read(`SELECT 1 FROM report_periods WHERE to_ms = ${START + 10 * DAY_MS}`)).toEqual([]);
    expect(await read(10, nowMs + HOUR_MS)).toBe(8);
    expect(database.read(`SELECT 1 FROM report_periods WHERE to_ms = ${START + 10 * DAY_MS}`)).toHaveLength(
      1,
    );
  });
  await withReports(async (database, reports) => {
    await tell(reports, ORDER);
    const period = { fromMs: START + DAY_MS, toMs: START + 3 * DAY_MS };
    for (const hours of [5, 6, 20]) {
      const keeping = { nowMs: START + 2 * DAY_MS + hours * HOUR_MS + HOUR_MS / 2, least: 1 };
      expect(await readCustomers(reports, { id: PROGRAM, timezone: "UTC" }, period, keeping)).toBe(1);
      const ends = database.read("SELECT to_ms FROM report_periods");
      expect(ends).toEqual([{ to_ms: START + 2 * DAY_MS + hours * HOUR_MS }]);
    }
  });
});

test("of few orders nothing is kept, nor of keys with more orders than are gone through", async () => {
  await withReports(async (database, reports) => {
    await tell(reports, ORDER);
    await tell(reports, { ...ORDER, order: 2 });
    const program = { id: PROGRAM, timezone: "UTC" };
    const nowMs = START + 20 * DAY_MS;
    const period = { fromMs: START, toMs: START + 2 * DAY_MS };
    expect(await readCustomers(reports, program, period, { nowMs })).toBe(1);
    expect(database.read("SELECT 1 FROM report_periods")).toEqual([]);
    const asked = { dimension: "promoter", period } as const;
    const of = async (most: number) =>
      await readCustomersOfKeys(reports, program, { ...asked, most }, ["1"], { nowMs, least: 1 });
    expect(await of(1)).toBe(null);
    expect(await of(2)).toEqual(new Map([["1", 1]]));
  });
});
