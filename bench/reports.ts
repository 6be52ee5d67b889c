/**
 * The first page of each report on a program of two years, with a million orders and with ten thousand. What its database
 * takes, asked as the routes ask it. Books, which are asked for payouts, and links are left out.
 */
import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CLICK_TO_ORDER_FROM_MS } from "../domain/reports/click-to-order.ts";
import { clicksOf, hourlyClicks, programClicks } from "../worker/reports/click-sums.tables.ts";
import { cohortMonths } from "../worker/reports/cohorts/cohorts.tables.ts";
import { CHANNELS_REPORT, JOURNEYS_REPORT, TIERS_REPORT } from "../worker/reports/keyed/channels.ts";
import type { KeyedReport, Source } from "../worker/reports/keyed/keyed-report.ts";
import { CAMPAIGNS, LINKS, PRODUCTS } from "../worker/reports/keyed/link-reports.ts";
import { PROMOTERS as PROMOTERS_REPORT } from "../worker/reports/keyed/promoters.ts";
import { ordersOfDays } from "../worker/reports/ordered-days.ts";
import { keepEndsOf } from "../worker/reports/keep-ends.ts";
import { programSums, sumsOfKeys } from "../worker/reports/order-sums.tables.ts";
import {
  type KeptDimension,
  readCustomers,
  readCustomersOfKeys,
} from "../worker/reports/periods/period-customers.tables.ts";
import { readPage, readSums } from "../worker/reports/periods/period-sums.tables.ts";
import { daysOf, periodOf, type ReportPeriod } from "../worker/reports/report-period.ts";
import type { Dimension } from "../worker/read-models/report-sums.tables.ts";
import type { Report } from "./report.ts";
import { type FirstReadings, firstReadings, sayFirstReadings } from "./reports/first-readings.ts";
import { SEEDED, SEEDED_DAYS, SEEDED_UNTIL_MS, SeededReports } from "./reports/seeded-reports.ts";

const PROMOTERS = 5_000;
const ZONE = "Asia/Shanghai";
const PERIOD = periodOf(
  {
    from: new Date(SEEDED_UNTIL_MS - (SEEDED_DAYS - 1) * 86_400_000).toISOString().slice(0, 10),
    to: "2026-11-26",
  },
  ZONE,
  SEEDED_UNTIL_MS,
);
/** Of all years that it may be, the one whose customers come from most of the days before. */
const SECOND_YEAR = periodOf({ from: "2025-11-27", to: "2026-11-26" }, ZONE, SEEDED_UNTIL_MS);
const LAST_MONTH = { ...PERIOD, fromMs: PERIOD.toMs - 30 * 86_400_000 };
const PROGRAM = { id: SEEDED.id, timezone: ZONE };
/** Behind the last order. */
const NOW_MS = SEEDED_UNTIL_MS + 86_400_000;
/** The last day of the periods has hours left. */
const LAST_DAY_MS = PERIOD.toMs - 1;
const PAGE = { by: "sales", descending: true, limit: 51 } as const;
const REPEATS = 7;
/** Where databases are left for the next run, which reads them as they are: for one version of the migrations. */
const KEPT = process.env["BENCH_REPORTS_FOLDER"];

type Read = (reports: D1Database) => Promise<unknown>;

const READS: Readonly<Record<string, Read>> = {
  summary: summaryOf(PERIOD, NOW_MS),
  "summary of the second year": summaryOf(SECOND_YEAR, NOW_MS),
  daily: async (reports) => {
    const days = daysOf(PERIOD, 0, 50);
    const whole = { fromMs: days[0]?.fromMs ?? 0, toMs: days.at(-1)?.toMs ?? 0 };
    await ordersOfDays(reports, PROGRAM, days, NOW_MS);
    await hourlyClicks(reports, SEEDED.number, whole);
  },
  promoters: async (reports) => {
    const promoters = (await pageOf(reports, PROMOTERS_REPORT, PERIOD)).map(Number);
    await clicksOf(reports, SEEDED.number, PERIOD, { by: "promoter", promoters });
  },
  links: async (reports) => {
    const links = (await pageOf(reports, LINKS, PERIOD)).map(Number);
    await clicksOf(reports, SEEDED.number, PERIOD, { by: "link", promoters: links, links });
  },
  campaigns: firstPage(CAMPAIGNS, PERIOD),
  products: firstPage(PRODUCTS, PERIOD),
  channels: firstPage(CHANNELS_REPORT, PERIOD),
  tiers: firstPage(TIERS_REPORT, PERIOD),
  journeys: firstPage(JOURNEYS_REPORT, PERIOD),
  "click-to-order": async (reports) => {
    await keepEndsOf(reports, PROGRAM, "click_to_order", { period: PERIOD, nowMs: NOW_MS });
    const keys = CLICK_TO_ORDER_FROM_MS.map(String);
    await sumsOfKeys(reports, SEEDED.id, { dimension: "click_to_order", period: PERIOD }, keys);
  },
  teams: async (reports) => {
    const keys = Array.from({ length: 1_000 }, (_, place) => String(256 + place));
    await readSums(reports, PROGRAM, { dimension: "promoter", period: PERIOD }, keys, { nowMs: NOW_MS });
  },
  "links of a month": firstPage(LINKS, LAST_MONTH),
  "products of a month": firstPage(PRODUCTS, LAST_MONTH),
  "channels of a month": firstPage(CHANNELS_REPORT, LAST_MONTH),
  "campaigns of a month": firstPage(CAMPAIGNS, LAST_MONTH),
  "tiers of a month": firstPage(TIERS_REPORT, LAST_MONTH),
  "summary, today among it": summaryOf(SECOND_YEAR, LAST_DAY_MS),
  "promoters, today among it": underWay("promoter", SECOND_YEAR),
  "links of a month, today among it": underWay("link", LAST_MONTH),
  "channels of a month, today among it": underWay("channel", LAST_MONTH),
  "products of a month, today among it": underWay("product", LAST_MONTH),
  cohorts: async (reports) => await cohortMonths(reports, SEEDED.id, { from: "2024-01", to: "2026-12" }),
};

function summaryOf(period: ReportPeriod, nowMs: number): Read {
  return async (reports) => {
    await programSums(reports, SEEDED.id, period);
    await programClicks(reports, SEEDED.number, period);
    await readCustomers(reports, PROGRAM, period, { nowMs });
  };
}

function firstPage(report: KeyedReport, period: ReportPeriod): Read {
  return async (reports) => await pageOf(reports, report, period);
}

/** Keys of a page and their customers, as the routes read them: what is over is kept by the first reading. */
async function pageOf(reports: D1Database, report: KeyedReport, period: ReportPeriod): Promise<string[]> {
  const asked = { dimension: report.dimension, period };
  const rows = await readPage(reports, PROGRAM, asked, PAGE, { nowMs: NOW_MS });
  const keys = rows.map(({ key }) => key);
  await report.customers({ env: { REPORTS: reports }, program: PROGRAM, period } as unknown as Source, keys);
  return keys;
}

/** A page whose last day is not over. */
function underWay(dimension: Dimension & KeptDimension, period: ReportPeriod): Read {
  return async (reports) => {
    const keeping = { nowMs: LAST_DAY_MS };
    const rows = await readPage(reports, PROGRAM, { dimension, period }, PAGE, keeping);
    const keys = rows.map(({ key }) => key);
    await readCustomersOfKeys(reports, PROGRAM, { dimension, period, most: null }, keys, keeping);
  };
}

export async function measureReports(report: Report): Promise<void> {
  report.part("Reports: the first page over two years, of 10,000 and of 1,000,000 orders");
  const few = await measured(10_000);
  const many = await measured(1_000_000);
  for (const name of Object.keys(READS)) {
    const [small = NOTHING, large = NOTHING] = [few.pages.get(name), many.pages.get(name)];
    report.say(`${name}: ${presentTimes(small)} of 10,000, ${presentTimes(large)} of 1,000,000`);
  }
  sayFirstReadings(report, few.first, many.first);
}

/** Milliseconds of a read: the median by the clock, and of the processor the least, which other work hardly moves, and the first. */
interface Times {
  readonly first: number;
  readonly clock: number;
  readonly processor: number;
}

const NOTHING: Times = { first: 0, clock: 0, processor: 0 };

function presentTimes({ first, clock, processor }: Times): string {
  return `${clock.toFixed(1)} ms (processor ${processor.toFixed(2)}, at first ${first.toFixed(1)})`;
}

interface Measured {
  /** By report. */
  readonly pages: ReadonlyMap<string, Times>;
  readonly first: FirstReadings;
}

async function measured(orders: number): Promise<Measured> {
  const folder = KEPT ?? mkdtempSync(join(tmpdir(), "reports-"));
  const file = join(folder, `reports-${orders}.sqlite`);
  if (!existsSync(file)) await seed(file, orders);
  const seeded = new SeededReports(file, true);
  try {
    seeded.forgetKept();
    const pages = new Map<string, Times>();
    for (const [name, read] of Object.entries(READS)) pages.set(name, await timesOf(read, seeded.reports));
    return { pages, first: await firstReadings(seeded) };
  } finally {
    seeded.close();
    if (KEPT === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** Under its name once it is whole. */
async function seed(file: string, orders: number): Promise<void> {
  const begun = `${file}.begun`;
  rmSync(begun, { force: true });
  const seeded = new SeededReports(begun);
  try {
    await seeded.seed(orders, PROMOTERS);
  } finally {
    seeded.close();
  }
  renameSync(begun, file);
}

async function timesOf(read: Read, reports: D1Database): Promise<Times> {
  const [clocks, processors]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < REPEATS; turn += 1) {
    const [from, used] = [performance.now(), process.cpuUsage()];
    await read(reports);
    const { user, system } = process.cpuUsage(used);
    clocks.push(performance.now() - from);
    processors.push((user + system) / 1_000);
  }
  const clock = clocks.toSorted((a, b) => a - b)[Math.floor(REPEATS / 2)] ?? 0;
  return { first: processors[0] ?? 0, clock, processor: Math.min(...processors) };
}
