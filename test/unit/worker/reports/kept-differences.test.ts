/** What reports keep is compared with what the orders come to: whatever differs is found, and is forgotten by a repair. */
import { expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "../../../../domain/kernel/duration.ts";
import { projectOrders } from "../../../../worker/read-models/order-projection.tables.ts";
import { keepDays } from "../../../../worker/read-models/kept-sums.tables.ts";
import { keepEndsOf } from "../../../../worker/reports/keep-ends.ts";
import { keptDifferences } from "../../../../worker/reports/kept-differences.ts";
import {
  readCustomers,
  readCustomersOfKeys,
} from "../../../../worker/reports/periods/period-customers.tables.ts";
import { readPage } from "../../../../worker/reports/periods/period-sums.tables.ts";
import type { StoredDatabase } from "../../../simulation/platform/stored-database.ts";
import { projectingLedger } from "../../../support/projecting-ledger.ts";
import { withReports } from "../../../support/reports/stored-reports.ts";
import { ORDER, projection, START } from "../../../support/reports/told-orders.ts";

const ZONED = { id: "tea", timezone: "Asia/Shanghai" };
/** From the year before to the first of January, in the zone. */
const PERIOD = { fromMs: Date.UTC(2025, 10, 3) - 8 * HOUR_MS, toMs: START + 3 * DAY_MS - 8 * HOUR_MS };
const OVER = "2025-11-02T16:00/2027-01-01T16:00";
const NOW_MS = START + 40 * DAY_MS;

/** Reads what is kept, and keeps it where it is not. */
async function read(reports: D1Database, nowMs = NOW_MS) {
  const keeping = { nowMs, least: 1 };
  const page = { by: "sales", descending: true, limit: 9 } as const;
  await keepEndsOf(reports, ZONED, "channel", { period: PERIOD, ...keeping });
  const first = { fromMs: PERIOD.toMs - DAY_MS, toMs: PERIOD.toMs };
  await keepDays(reports, ZONED.id, { days: [first], ...keeping });
  const asked = { dimension: "promoter", period: PERIOD } as const;
  return {
    sums: await readPage(reports, ZONED, asked, page, keeping),
    customers: await readCustomers(reports, ZONED, PERIOD, keeping),
    ofPromoters: await readCustomersOfKeys(reports, ZONED, { ...asked, most: null }, ["1", "0"], keeping),
    ofProducts: await readCustomersOfKeys(
      reports,
      ZONED,
      { dimension: "product", period: PERIOD, most: null },
      ["tea"],
      keeping,
    ),
  };
}

/** A database in which something of each kind is kept. */
async function withKept(
  use: (
    database: StoredDatabase,
    reports: D1Database,
    before: Awaited<ReturnType<typeof read>>,
  ) => Promise<void>,
): Promise<void> {
  await withReports(async (database, reports) => {
    const orders = [1, 2, 3, 4].map((order) => ({
      ...ORDER,
      order,
      day: order - 1,
      customer: `c${order % 3}`,
    }));
    const late = orders.map(projection).map((one) => ({ ...one, occurredAtMs: one.occurredAtMs - HOUR_MS }));
    await projectOrders(reports, projectingLedger(ZONED.id), late, 1);
    await use(database, reports, await read(reports));
  });
}

const MISTAKES = [
  ["UPDATE report_period_sums SET sales = sales + 7", `kept sums of promoter ${OVER} 1`, 300, 307],
  ["UPDATE report_period_sums SET commission = 0", `kept sums of promoter ${OVER} 1`, 21, 0],
  ["DELETE FROM report_period_sums", `kept sums of promoter ${OVER} 1`, 3, 0],
  [
    "UPDATE report_period_customers SET customers = 9 WHERE dimension = 'program'",
    `kept customers of program ${OVER}`,
    3,
    9,
  ],
  [
    "UPDATE report_period_customers SET customers = 9 WHERE dimension = 'promoter' AND key = '1'",
    `kept customers of promoter ${OVER} 1`,
    3,
    9,
  ],
  [
    "DELETE FROM report_period_customers WHERE dimension = 'product'",
    `kept customers of product ${OVER} tea`,
    3,
    0,
  ],
  [
    "UPDATE report_kept_sums SET orders = 5 WHERE dimension = 'channel'",
    "kept channel 2027-01-01T16:00/2027-01-02T00:00 coupon",
    1,
    5,
  ],
  [
    "UPDATE report_kept_sums SET customers = 5 WHERE dimension = 'day'",
    "kept day 2026-12-31T16:00/2027-01-01T16:00",
    1,
    5,
  ],
  [
    "UPDATE report_customer_months SET customers = customers + 2",
    "kept customers 2026-12-01T00:00/2027-01-01T00:00 -1",
    3,
    5,
  ],
] as const;

test.each(MISTAKES)("%s is found, and ends with a repair", async (mistake, about, expected, found) => {
  await withKept(async (database, reports, before) => {
    const env = { REPORTS: reports };
    expect(await keptDifferences(env, ZONED.id, false)).toEqual([]);
    database.read(mistake);
    const difference = { kind: "orders_and_reports", about, expected, found };
    expect(await keptDifferences(env, ZONED.id, false)).toContainEqual(difference);
    // Nothing was changed by looking.
    expect(await keptDifferences(env, ZONED.id, false)).toContainEqual(difference);
    expect(await keptDifferences(env, "rice", true)).toEqual([]);
    expect(await keptDifferences(env, ZONED.id, true)).toEqual([]);
    expect(await keptDifferences(env, ZONED.id, false)).toEqual([]);
    // What was kept is kept anew an hour later.
    const anew = await read(reports, NOW_MS + HOUR_MS);
    expect(anew).toEqual(before);
  });
});

test("a repair forgets what differs, and nothing beside it", async () => {
  await withKept(async (database, reports) => {
    const kept = () => ({
      spans: database.read("SELECT 1 FROM report_kept").length,
      periods: database.read("SELECT 1 FROM report_periods WHERE stands = 1").length,
    });
    const { spans, periods } = kept();
    database.read("UPDATE report_period_customers SET customers = 9 WHERE dimension = 'program'");
    expect(await keptDifferences({ REPORTS: reports }, ZONED.id, true)).toEqual([]);
    expect(kept()).toEqual({ spans, periods: periods - 1 });
    database.read("UPDATE report_kept_sums SET customers = 5 WHERE dimension = 'day'");
    const days = database.read("SELECT 1 FROM report_kept WHERE dimension = 'day'").length;
    expect(await keptDifferences({ REPORTS: reports }, ZONED.id, true)).toEqual([]);
    expect(kept()).toEqual({ spans: spans - days, periods: periods - 1 });
  });
});

test("what is kept and stands no more is no difference, nor what a later version keeps under a name of its own", async () => {
  await withKept(async (database, reports) => {
    database.read("UPDATE report_period_sums SET sales = sales + 7");
    database.read("UPDATE report_period_customers SET customers = 9");
    database.read("UPDATE report_periods SET stands = 0");
    database.read("UPDATE report_kept_sums SET orders = 5");
    database.read("DELETE FROM report_kept");
    database.read("INSERT INTO report_kept VALUES ('tea', 9, 8, 'mood')");
    const later = "('tea', 9, 8, 'customers', 'mood', 0, 1), ('tea', 9, 8, 'sums', 'mood', 0, 1)";
    database.read(
      `INSERT INTO report_periods (program_id, to_ms, from_ms, what, dimension, kept_at_ms, stands) VALUES ${later}`,
    );
    expect(await keptDifferences({ REPORTS: reports }, "tea", false)).toEqual([]);
  });
});
