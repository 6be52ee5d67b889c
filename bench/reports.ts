/**
 * The first page of each report on a program of two years, with a million orders and with ten thousand: what its database
 * takes, asked as the routes ask it. Books, which are asked for payouts, and links are left out.
 */
import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LIMITS } from "../domain/kernel/limits.ts";
import type { Span } from "../domain/reports/cover.ts";
import { clicksOf, hourlyClicks, programClicks } from "../worker/reports/click-sums.tables.ts";
import { cohortMonths } from "../worker/reports/cohorts/cohorts.tables.ts";
import {
  type CountedDimension,
  customersOf,
  customersOfKeys,
  customersOfLinks,
  customersOfPromoters,
} from "../worker/reports/customers.tables.ts";
import { ordersOfDays } from "../worker/reports/ordered-days.ts";
import { keepEndsOf } from "../worker/reports/keep-ends.ts";
import { type KeyedSums, pageOfKeys, programSums, sumsOfKeys } from "../worker/reports/order-sums.tables.ts";
import { daysOf, periodOf } from "../worker/reports/report-period.ts";
import type { Dimension } from "../worker/read-models/report-sums.tables.ts";
import type { Report } from "./report.ts";
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
const SECOND_YEAR = { fromMs: PERIOD.fromMs + (PERIOD.toMs - PERIOD.fromMs) / 2, toMs: PERIOD.toMs };
const LAST_MONTH = { fromMs: PERIOD.toMs - 30 * 86_400_000, toMs: PERIOD.toMs };
const PROGRAM = { id: SEEDED.id, timezone: ZONE };
/** Behind the last order. */
const NOW_MS = SEEDED_UNTIL_MS + 86_400_000;
const PAGE = { by: "sales", descending: true, limit: 51 } as const;
const REPEATS = 7;
/** Where databases are left for the next run, which reads them as they are: for one version of the migrations. */
const KEPT = process.env["BENCH_REPORTS_FOLDER"];

type Read = (reports: D1Database) => Promise<unknown>;

const READS: Readonly<Record<string, Read>> = {
  summary: async (reports) => {
    await programSums(reports, SEEDED.id, PERIOD);
    await programClicks(reports, SEEDED.number, PERIOD);
    await customersOf(reports, SEEDED.id, PERIOD, { nowMs: NOW_MS });
  },
  "summary of the second year": async (reports) => {
    await programSums(reports, SEEDED.id, SECOND_YEAR);
    await programClicks(reports, SEEDED.number, SECOND_YEAR);
    await customersOf(reports, SEEDED.id, SECOND_YEAR, { nowMs: NOW_MS });
  },
  daily: async (reports) => {
    const days = daysOf(PERIOD, 0, 50);
    const whole = { fromMs: days[0]?.fromMs ?? 0, toMs: days.at(-1)?.toMs ?? 0 };
    await ordersOfDays(reports, PROGRAM, days, NOW_MS);
    await hourlyClicks(reports, SEEDED.number, whole);
  },
  promoters: async (reports) => {
    const page = await pageOf(reports, "promoter", PERIOD);
    const promoters = page.map(({ key }) => Number(key));
    await clicksOf(reports, SEEDED.number, PERIOD, { by: "promoter", promoters });
    await customersOfPromoters(reports, SEEDED.id, PERIOD, promoters);
  },
  links: async (reports) => {
    const page = await pageOf(reports, "link", PERIOD);
    const links = page.map(({ key }) => Number(key));
    await clicksOf(reports, SEEDED.number, PERIOD, { by: "link", promoters: links, links });
    const keys = page.map(({ key }) => key);
    await customersOfLinks(reports, SEEDED.id, { keys, period: PERIOD }, LIMITS.ordersCountedByKey);
  },
  campaigns: firstPage("campaign"),
  products: firstPage("product"),
  channels: firstPage("channel"),
  tiers: firstPage("tier"),
  journeys: firstPage("path"),
  "click-to-order": firstPage("click_to_order"),
  teams: async (reports) => {
    const keys = Array.from({ length: 1_000 }, (_, place) => String(256 + place));
    await keepEndsOf(reports, PROGRAM, "promoter", { period: PERIOD, nowMs: NOW_MS });
    await sumsOfKeys(reports, SEEDED.id, { dimension: "promoter", period: PERIOD }, keys);
  },
  "links of a month": linksOfMonth,
  "products of a month": customersOfMonth("product"),
  "channels of a month": customersOfMonth("channel"),
  cohorts: async (reports) => await cohortMonths(reports, SEEDED.id, { from: "2024-01", to: "2026-12" }),
};

/** Customers of a month by some keys, which are counted order by order. */
function customersOfMonth(dimension: CountedDimension): Read {
  return async (reports) => {
    const page = await pageOf(reports, dimension, LAST_MONTH);
    const keys = page.map(({ key }) => key);
    await customersOfKeys(reports, SEEDED.id, { dimension, period: LAST_MONTH }, keys);
  };
}

async function linksOfMonth(reports: D1Database): Promise<void> {
  const keys = (await pageOf(reports, "link", LAST_MONTH)).map(({ key }) => key);
  await customersOfLinks(reports, SEEDED.id, { keys, period: LAST_MONTH }, LIMITS.ordersCountedByKey);
}

function firstPage(dimension: Dimension): Read {
  return async (reports) => await pageOf(reports, dimension, PERIOD);
}

/** As the routes read it: what ends of the period come to is kept by the first reading. */
async function pageOf(reports: D1Database, dimension: Dimension, period: Span): Promise<KeyedSums[]> {
  await keepEndsOf(reports, PROGRAM, dimension, { period, nowMs: NOW_MS });
  return await pageOfKeys(reports, SEEDED.id, { dimension, period }, PAGE);
}

export async function measureReports(report: Report): Promise<void> {
  report.part("Reports: the first page over two years, of 10,000 and of 1,000,000 orders");
  const few = await medians(10_000);
  const many = await medians(1_000_000);
  for (const name of Object.keys(READS)) {
    const [small = NOTHING, large = NOTHING] = [few.get(name), many.get(name)];
    report.say(`${name}: ${presentTimes(small)} of 10,000, ${presentTimes(large)} of 1,000,000`);
  }
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

/** By report. */
async function medians(orders: number): Promise<ReadonlyMap<string, Times>> {
  const folder = KEPT ?? mkdtempSync(join(tmpdir(), "reports-"));
  const file = join(folder, `reports-${orders}.sqlite`);
  if (!existsSync(file)) await seed(file, orders);
  const seeded = new SeededReports(file, true);
  try {
    const found = new Map<string, Times>();
    for (const [name, read] of Object.entries(READS)) found.set(name, await timesOf(read, seeded.reports));
    return found;
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
