/** Sums of reports follow versions of orders: late, repeated, out of sequence, and over rows that an older version wrote. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { OrderSums } from "../../../../domain/reports/figures.ts";
import { projectOrders } from "../../../../worker/read-models/order-projection.tables.ts";
import {
  differencesOfMonth,
  rebuildMonth,
  reportedMonths,
} from "../../../../worker/reports/report-check.tables.ts";
import { customersOf as customersIn } from "../../../../worker/reports/customers.tables.ts";
import { type KeyedSums, pageOfKeys, sumsOfKeys } from "../../../../worker/reports/order-sums.tables.ts";
import { databaseBinding, StoredDatabase } from "../../../simulation/platform/stored-database.ts";
import { projectingLedger } from "../../../support/projecting-ledger.ts";
import {
  customersOf,
  dayOf,
  expected,
  monthOf,
  ORDER,
  projection,
  START,
  type Told,
  told,
  yearOf,
} from "../../../support/reports/told-orders.ts";

function storedCustomers(database: StoredDatabase): Map<string, number> {
  const rows = database.read(
    "SELECT start_ms || ' ' || previous_ms AS at, customers FROM report_customers WHERE customers <> 0",
  ) as unknown as { readonly at: string; readonly customers: number }[];
  return new Map(rows.map(({ at, customers }) => [at, customers]));
}

/** Of those dimensions alone that are summed by year. */
function ofManyKeys(sums: Map<string, number[]>): Map<string, number[]> {
  return new Map([...sums].filter(([at]) => /^(?:promoter|link|product) /u.test(at)));
}

function storedSpans(database: StoredDatabase, months: 1 | 12): Map<string, number[]> {
  return stored(database, `report_spans WHERE months = ${months}`);
}

function stored(database: StoredDatabase, table: string): Map<string, number[]> {
  const rows = database.read(`SELECT * FROM ${table}`) as unknown as Record<string, string | number>[];
  return new Map(
    rows
      .map((row): [string, number[]] => [
        `${row["dimension"]} ${row["start_ms"]} ${row["key"]}`,
        ["orders", "new_customers", "sales", "refunded", "commission"].map((name) => Number(row[name])),
      ])
      .filter(([, values]) => values.some((value) => value !== 0)),
  );
}

const HOUR_MS = 3_600_000;

/** In periods that begin and end anywhere, customers are those who have an order in it. */
async function expectCustomers(reports: D1Database, standing: readonly Told[]): Promise<void> {
  const short = [-5, 0, 8, 24, 25].flatMap((from) =>
    [1, 16, 24, 47, 90].map((hours) => ({
      fromMs: START + from * HOUR_MS,
      toMs: START + (from + hours) * HOUR_MS,
    })),
  );
  // Whole months, and begins on the second, the last and in the middle of one, near the orders and far from them.
  const long = [-400, -16, 0, 1, 2, 3].flatMap((from) =>
    [32, 60.5, 700].map((days) => ({
      fromMs: START + from * 24 * HOUR_MS,
      toMs: START + (from + days) * 24 * HOUR_MS,
    })),
  );
  for (const period of [...short, ...long]) {
    const names = standing
      .filter(({ day, isClosed }) => !isClosed && dayOf(day) >= period.fromMs && dayOf(day) < period.toMs)
      .flatMap(({ customer }) => customer ?? []);
    const plain = new Set(names).size;
    // As days tell it, and as months do that are kept: the first reading keeps them, of a month that is over.
    for (const nowMs of [0, START + 1_000 * 24 * HOUR_MS]) {
      expect([period, nowMs, await customersIn(reports, "tea", period, { nowMs, least: 1 })]).toEqual([
        period,
        nowMs,
        plain,
      ]);
    }
  }
}

/** Ends of periods: beside days with orders and far from them, where years and months are added and taken off. */
const ENDS = [
  Date.UTC(2025, 10, 3, 7),
  Date.UTC(2026, 11, 29, 18),
  START + 16 * HOUR_MS,
  Date.UTC(2027, 0),
  Date.UTC(2027, 0, 1, 0, 1),
  Date.UTC(2027, 5, 20),
  Date.UTC(2028, 0),
];

/** In each period each key has what its own orders of that period come to: asked for by itself, and among all. */
async function expectPeriods(reports: D1Database, standing: readonly Told[]): Promise<void> {
  for (const [place, fromMs] of ENDS.entries()) {
    for (const toMs of ENDS.slice(place + 1)) {
      const within = standing.filter(({ day }) => dayOf(day) >= fromMs && dayOf(day) < toMs);
      const sums = expected(within, () => 0);
      for (const dimension of ["promoter", "link", "path"] as const) {
        const asked = { dimension, period: { fromMs, toMs } };
        const all = await pageOfKeys(reports, "tea", asked, { by: "sales", descending: false, limit: 9 });
        const named = new Map(
          all.map((row): [string, number[]] => [`${dimension} 0 ${row.key}`, figuresOf(row)]),
        );
        const own = new Map([...sums].filter(([at]) => at.startsWith(`${dimension} `)));
        expect([fromMs, toMs, named]).toEqual([fromMs, toMs, own]);
        const some = await sumsOfKeys(
          reports,
          "tea",
          asked,
          all.map(({ key }) => key),
        );
        for (const row of all) expect(some.get(row.key)).toEqual(sumsIn(row));
      }
    }
  }
}

function sumsIn({ orders, newCustomers, sales, refunded, commission }: KeyedSums): OrderSums {
  return { orders, newCustomers, sales, refunded, commission };
}

function figuresOf(row: KeyedSums): number[] {
  return Object.values(sumsIn(row));
}

/** The check finds nothing, and what is summed anew is the same. */
async function expectRebuilt(database: StoredDatabase, reports: D1Database): Promise<void> {
  const read = () => [
    stored(database, "report_days"),
    stored(database, "report_months"),
    storedSpans(database, 1),
    storedSpans(database, 12),
    storedCustomers(database),
  ];
  const before = read();
  for (const month of await reportedMonths(reports, "tea")) {
    expect(await differencesOfMonth(reports, "tea", month, 5)).toEqual([]);
    await rebuildMonth(reports, "tea", month);
  }
  expect(read()).toEqual(before);
}

test("sums are those of the newest versions, in whatever sequence and batches versions come", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(told, { maxLength: 4 }), { maxLength: 8 }), async (batches) => {
      const database = new StoredDatabase("REPORTS");
      try {
        const reports = databaseBinding(async (statements) => database.run(statements));
        const standing = new Map<number, Told>();
        for (const batch of batches) {
          // A ledger tells each order once in a batch, and a version means the same whenever it is told.
          const orders = [...new Map(batch.map((one) => [one.order, one])).values()];
          await projectOrders(reports, projectingLedger("tea"), orders.map(projection), 1);
          for (const one of orders) {
            if (one.version > (standing.get(one.order)?.version ?? 0)) standing.set(one.order, one);
          }
          await expectCustomers(reports, [...standing.values()]);
        }
        const all = [...standing.values()];
        expect(stored(database, "report_days")).toEqual(expected(all, dayOf));
        expect(stored(database, "report_months")).toEqual(expected(all, monthOf, true));
        expect(storedSpans(database, 1)).toEqual(ofManyKeys(expected(all, monthOf)));
        expect(storedSpans(database, 12)).toEqual(ofManyKeys(expected(all, yearOf)));
        expect(storedCustomers(database)).toEqual(customersOf(all));
        await expectPeriods(reports, all);
        await expectRebuilt(database, reports);
      } finally {
        database.close();
      }
    }),
    { numRuns: 40 },
  );
});

test("a row that a version before wrote counts for nothing, until its order is written again", async () => {
  const database = new StoredDatabase("REPORTS");
  try {
    const reports = databaseBinding(async (statements) => database.run(statements));
    const first: Told = { ...ORDER, day: 0 };
    await projectOrders(reports, projectingLedger("tea"), [projection(first)], 1);
    for (const table of ["report_quarters", "report_days", "report_months"])
      database.read(`DELETE FROM ${table}`);
    database.read("UPDATE orders SET is_counted = NULL, shares = NULL, sold = NULL");
    const second = { ...first, version: 2, reversed: 40 };
    await projectOrders(reports, projectingLedger("tea"), [projection(second)], 1);
    expect(stored(database, "report_days")).toEqual(expected([second], dayOf));
  } finally {
    database.close();
  }
});

test("amounts that a version before wrote over a counted row are told by the check, and set right with its order's next write", async () => {
  const database = new StoredDatabase("REPORTS");
  try {
    const reports = databaseBinding(async (statements) => database.run(statements));
    const first: Told = { ...ORDER, day: 0 };
    await projectOrders(reports, projectingLedger("tea"), [projection(first)], 1);
    database.read("UPDATE orders SET version = 2, amount = 90, reversed_amount = 60, kept = 3");
    const [month] = await reportedMonths(reports, "tea");
    const differences = await differencesOfMonth(reports, "tea", month ?? { fromMs: 0, toMs: 0 }, 5);
    expect(differences).toMatchObject([
      { dimension: "written by an earlier version", expected: 0, found: 1 },
    ]);
    const third = { ...first, version: 3, amount: 90, reversed: 70 };
    await projectOrders(reports, projectingLedger("tea"), [projection(third)], 1);
    expect(stored(database, "report_days")).toEqual(expected([third], dayOf));
    expect(stored(database, "report_months")).toEqual(expected([third], monthOf, true));
  } finally {
    database.close();
  }
});
