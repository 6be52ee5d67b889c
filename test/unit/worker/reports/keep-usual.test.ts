/** Hourly work keeps the usual periods of a program: those of its zone, once, and in place of those of the day before. */
import { expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "../../../../domain/kernel/duration.ts";
import { projectOrders } from "../../../../worker/read-models/order-projection.tables.ts";
import { keepUsual } from "../../../../worker/reports/ahead/keep-usual.ts";
import { usualPeriods } from "../../../../worker/reports/ahead/usual-periods.ts";
import {
  readCustomers,
  readCustomersOfKeys,
} from "../../../../worker/reports/periods/period-customers.tables.ts";
import { readPage } from "../../../../worker/reports/periods/period-sums.tables.ts";
import type { StoredDatabase } from "../../../simulation/platform/stored-database.ts";
import { projectingLedger } from "../../../support/projecting-ledger.ts";
import { withReports } from "../../../support/reports/stored-reports.ts";
import { ORDER, projection, START, type Told } from "../../../support/reports/told-orders.ts";

const PROGRAM = { id: "tea", timezone: "UTC" };
const SHARE = { kept: 200, shareMs: Infinity, least: 1 };
/** Of the 3rd of January, after the last order. */
const NOW_MS = START + 4 * DAY_MS + 17 * 60_000;
const PAGE = { by: "sales", descending: true, limit: 9 } as const;

/** `from/to` of heads, in days of a zone's offset. */
function spansIn(timezone: string, nowMs: number, offsetMs: number) {
  return usualPeriods(timezone, nowMs).map(({ head, isBefore }) => {
    const [from, to] = [head.fromMs, head.toMs].map((ms) =>
      new Date(ms + offsetMs).toISOString().slice(0, 13),
    );
    return `${from}/${to}${isBefore ? " before" : ""}`;
  });
}

test("the usual periods end with the days that are over, each once", () => {
  const shanghai = 8 * HOUR_MS;
  expect(spansIn("Asia/Shanghai", Date.UTC(2026, 10, 14, 18), shanghai)).toEqual([
    "2026-10-17T00/2026-11-15T00",
    "2026-11-09T00/2026-11-15T00",
    "2026-11-01T00/2026-11-15T00",
    "2026-08-18T00/2026-11-15T00",
    "2026-01-01T00/2026-11-15T00",
    "2026-10-01T00/2026-11-01T00",
    "2026-09-17T00/2026-10-17T00 before",
    "2026-11-02T00/2026-11-09T00 before",
  ]);
  // Nothing of the month and the year is over.
  expect(spansIn("UTC", Date.UTC(2027, 0, 1), 0)).toEqual([
    "2026-12-03T00/2027-01-01T00",
    "2026-12-26T00/2027-01-01T00",
    "2026-10-04T00/2027-01-01T00",
    "2026-12-01T00/2027-01-01T00",
    "2026-11-03T00/2026-12-03T00 before",
    "2026-12-19T00/2026-12-26T00 before",
  ]);
  // Clocks were put back in between: the week began an hour earlier by UTC.
  const week = usualPeriods("Europe/Berlin", Date.UTC(2026, 9, 28, 12))[1]?.head;
  expect(week).toEqual({ fromMs: Date.UTC(2026, 9, 21, 22), toMs: Date.UTC(2026, 9, 27, 23) });
});

async function tell(reports: D1Database, ...orders: Told[]): Promise<void> {
  await projectOrders(reports, projectingLedger(PROGRAM.id), orders.map(projection), 1);
}

/** Kinds that stand, with how many periods of each, and whether all were kept ahead. */
function kept(database: StoredDatabase): Record<string, number> {
  const rows = database.read(
    "SELECT what || ' ' || dimension AS kind, count(*) AS n FROM report_periods WHERE stands = 1 GROUP BY 1",
  ) as { kind: string; n: number }[];
  return Object.fromEntries(rows.map(({ kind, n }) => [kind, n]));
}

/** Without the two that only a summary compares with: nothing was sold then. */
const FEW = {
  "customers campaign": 5,
  "customers channel": 5,
  "customers product": 5,
  "customers program": 5,
  "customers tier": 5,
};

test("what has few rows is kept of every usual period with enough orders, and once", async () => {
  await withReports(async (database, reports) => {
    await tell(reports, ORDER, { ...ORDER, order: 2, day: 3 });
    expect(await keepUsual(reports, PROGRAM, NOW_MS, { ...SHARE, least: 3 })).toBe(0);
    expect([kept(database), database.read("SELECT 1 FROM report_kept")]).toEqual([{}, []]);
    // The year and its first month have one order, and the same days.
    expect(await keepUsual(reports, PROGRAM, NOW_MS, { ...SHARE, least: 2 })).toBe(15);
    expect(await keepUsual(reports, PROGRAM, NOW_MS, SHARE)).toBe(10);
    expect(kept(database)).toEqual(FEW);
    expect(await keepUsual(reports, PROGRAM, NOW_MS, SHARE)).toBe(0);
    expect(database.read("SELECT 1 FROM report_periods WHERE is_ahead = 0 OR read_at_ms > 0")).toEqual([]);
    // Up to each hour what takes a few rows of the four that are under way, in place of the hour before.
    for (const hour of [1, 2, 9]) {
      expect(await keepUsual(reports, PROGRAM, NOW_MS + hour * HOUR_MS, SHARE)).toBe(16);
      expect(kept(database)).toMatchObject({
        "customers program": 9,
        "customers tier": 9,
        "customers product": 5,
      });
    }
    // The next day they give way.
    await keepUsual(reports, PROGRAM, NOW_MS + DAY_MS, SHARE);
    expect(kept(database)).toEqual(FEW);
  });
});

test("an hour keeps so much of one program, and the next one goes on", async () => {
  await withReports(async (database, reports) => {
    await tell(reports, ORDER, { ...ORDER, order: 2, day: 3 });
    for (const all of [10, 20, 25]) {
      await keepUsual(reports, PROGRAM, NOW_MS, { ...SHARE, kept: 10 });
      expect(Object.values(kept(database)).reduce((sum, n) => sum + n, 0)).toBe(all);
    }
    await withReports(async (other, late) => {
      await tell(late, ORDER);
      expect(await keepUsual(late, PROGRAM, NOW_MS, { ...SHARE, shareMs: -1 })).toBe(0);
      expect(kept(other)).toEqual({});
    });
  });
});

test("a reading uses what is kept ahead, and writes no more than that it was read", async () => {
  await withReports(async (database, reports) => {
    await tell(
      reports,
      ORDER,
      { ...ORDER, order: 2, day: 3, customer: "c2" },
      { ...ORDER, order: 3, day: 4 },
    );
    await keepUsual(reports, PROGRAM, NOW_MS, SHARE);
    const [month] = usualPeriods("UTC", NOW_MS);
    if (month === undefined) throw new Error("there is one");
    const before = kept(database);
    const keeping = { nowMs: NOW_MS, least: 1 };
    expect(await readCustomers(reports, PROGRAM, month.period, keeping)).toBe(2);
    const asked = { dimension: "channel", period: month.period, most: null } as const;
    const found = await readCustomersOfKeys(reports, PROGRAM, asked, ["coupon"], keeping);
    expect(found).toEqual(new Map([["coupon", 2]]));
    expect(kept(database)).toEqual(before);
    expect(database.read("SELECT dimension FROM report_periods WHERE read_at_ms > 0 ORDER BY 1")).toEqual([
      { dimension: "channel" },
      { dimension: "program" },
    ]);
  });
});

test("sums of keys are kept of the usual periods once somebody read some, until nobody does", async () => {
  await withReports(async (database, reports) => {
    await tell(reports, ORDER);
    const period = { fromMs: START, toMs: START + 2 * DAY_MS };
    await readPage(reports, PROGRAM, { dimension: "promoter", period }, PAGE, { nowMs: NOW_MS, least: 1 });
    await keepUsual(reports, PROGRAM, NOW_MS, SHARE);
    // What was read, and the four usual periods that have the order.
    expect(kept(database)).toMatchObject({ "sums promoter": 5 });
    await keepUsual(reports, PROGRAM, NOW_MS + 6 * DAY_MS, SHARE);
    expect(kept(database)["sums promoter"]).toBeGreaterThan(3);
    expect(kept(database)["sums link"]).toBe(undefined);
    database.read("DELETE FROM report_periods WHERE is_ahead = 1");
    await keepUsual(reports, PROGRAM, NOW_MS + 8 * DAY_MS, SHARE);
    expect(kept(database)["sums promoter"]).toBe(1);
  });
});

test("of whoever reads once a week sums stay kept ahead, and what nobody reads any more goes", async () => {
  await withReports(async (database, reports) => {
    const at = (day: number) => NOW_MS + day * DAY_MS;
    const usual = (day: number) => usualPeriods("UTC", at(day))[0]?.period ?? { fromMs: 0, toMs: 1 };
    const dimension = "promoter";
    const ahead = (where: string) =>
      database.read(`SELECT 1 FROM report_periods WHERE is_ahead = 1 AND ${where}`).length;
    await tell(reports, ORDER);
    const kinds: number[] = [];
    for (let day = 0; day < 21; day += 1) {
      await keepUsual(reports, PROGRAM, at(day), SHARE);
      kinds.push(ahead("what = 'sums'"));
      const asked = { dimension, period: usual(day) } as const;
      if (day % 7 === 0) await readPage(reports, PROGRAM, asked, PAGE, { nowMs: at(day), least: 1 });
    }
    expect(Math.min(...kinds.slice(1))).toBeGreaterThan(0);
    for (let day = 21; day < 40; day += 1) await keepUsual(reports, PROGRAM, at(day), SHARE);
    expect(ahead("what = 'sums'")).toBe(0);
  });
});

test("a period that was read of late is kept anew once it changed, and one that nobody reads is not", async () => {
  await withReports(async (database, reports) => {
    await tell(reports, ORDER);
    const period = { fromMs: START + DAY_MS, toMs: START + 3 * DAY_MS };
    const stands = () =>
      database.read(
        `SELECT stands, is_ahead, read_at_ms FROM report_periods WHERE from_ms = ${period.fromMs} AND to_ms = ${period.toMs}`,
      );
    const readAtMs = NOW_MS;
    await readCustomers(reports, PROGRAM, period, { nowMs: readAtMs, least: 1 });
    const row = { is_ahead: 0, read_at_ms: readAtMs };
    await tell(reports, { ...ORDER, order: 2, customer: "c2" });
    expect(stands()).toEqual([{ ...row, stands: 0 }]);
    // It was kept within the hour.
    await keepUsual(reports, PROGRAM, NOW_MS + HOUR_MS / 2, SHARE);
    expect(stands()).toEqual([{ ...row, stands: 0 }]);
    await keepUsual(reports, PROGRAM, NOW_MS + HOUR_MS, SHARE);
    expect(stands()).toEqual([{ ...row, stands: 1 }]);
    await tell(reports, { ...ORDER, order: 3, customer: "c3" });
    await keepUsual(reports, PROGRAM, NOW_MS + 8 * DAY_MS, SHARE);
    expect(stands()).toEqual([{ ...row, stands: 0 }]);
    expect(await readCustomers(reports, PROGRAM, period, { nowMs: NOW_MS + 8 * DAY_MS, least: 1 })).toBe(3);
  });
});

test("what readings keep and what is kept ahead take no room from each other, and a reading takes over what changed", async () => {
  await withReports(async (database, reports) => {
    await tell(reports, ORDER);
    const read = async (fromDay: number, nowMs: number) =>
      await readCustomers(
        reports,
        PROGRAM,
        { fromMs: START - fromDay * DAY_MS, toMs: START + 3 * DAY_MS },
        { nowMs, least: 1 },
      );
    for (let day = 0; day < 9; day += 1) expect(await read(day, NOW_MS + day * HOUR_MS)).toBe(1);
    await keepUsual(reports, PROGRAM, NOW_MS, SHARE);
    const rows = (isAhead: number) =>
      database.read(`SELECT 1 FROM report_periods WHERE dimension = 'program' AND is_ahead = ${isAhead}`)
        .length;
    expect([rows(0), rows(1)]).toEqual([8, 4]);
    await tell(reports, { ...ORDER, order: 2, customer: "c2" });
    const [month] = usualPeriods("UTC", NOW_MS);
    const nowMs = NOW_MS + 11 * HOUR_MS;
    expect(
      await readCustomers(reports, PROGRAM, month?.head ?? { fromMs: 0, toMs: 1 }, { nowMs, least: 1 }),
    ).toBe(2);
    expect([rows(0), rows(1)]).toEqual([8, 3]);
  });
});

test("a program that moved has its own days kept, and what was kept of the other zone's is read by nobody", async () => {
  await withReports(async (database, reports) => {
    await tell(reports, ORDER, { ...ORDER, order: 2, day: 3, customer: "c2" });
    await keepUsual(reports, PROGRAM, NOW_MS, SHARE);
    const moved = { id: "tea", timezone: "America/New_York" };
    const [, week] = usualPeriods(moved.timezone, NOW_MS);
    if (week === undefined) throw new Error("there is one");
    expect(await readCustomers(reports, moved, week.period, { nowMs: NOW_MS, least: 1 })).toBe(2);
    await keepUsual(reports, moved, NOW_MS + HOUR_MS, SHARE);
    const heads = usualPeriods(moved.timezone, NOW_MS + HOUR_MS)
      .flatMap(({ head, hours }) => [head, hours])
      .map(({ fromMs, toMs }) => `${fromMs} ${toMs}`);
    const ahead = database.read(
      "SELECT DISTINCT from_ms || ' ' || to_ms AS span FROM report_periods WHERE is_ahead = 1 AND dimension = 'channel'",
    ) as { span: string }[];
    for (const { span } of ahead) expect(heads).toContain(span);
    expect(await readCustomers(reports, moved, week.period, { nowMs: NOW_MS + HOUR_MS, least: 1 })).toBe(2);
  });
});
