/**
 * The first reading of a period: after hourly work has kept the usual ones, and of days that nobody asked for before. Merchants
 * opened promoters, links and products the day before.
 */
import type { Span } from "../../domain/reports/cover.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { keepUsual } from "../../worker/reports/ahead/keep-usual.ts";
import { usualPeriods } from "../../worker/reports/ahead/usual-periods.ts";
import { customersOfKeys } from "../../worker/reports/customers.tables.ts";
import { programSums } from "../../worker/reports/order-sums.tables.ts";
import {
  isIndexed,
  type KeptDimension,
  readCustomers,
  readCustomersOfKeys,
} from "../../worker/reports/periods/period-customers.tables.ts";
import { readPage } from "../../worker/reports/periods/period-sums.tables.ts";
import { periodOf } from "../../worker/reports/report-period.ts";
import type { Report } from "../report.ts";
import { SEEDED, SEEDED_UNTIL_MS, type SeededReports } from "./seeded-reports.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ROUNDS = 5;
const PROGRAM = { id: SEEDED.id, timezone: "America/New_York" };
/** Behind the last order: seven in the evening of the 26th, in the zone. */
const NOW_MS = SEEDED_UNTIL_MS;
/** Hourly work runs 17 minutes behind each hour: of the one in which that day began, and the last one. */
const BEGUN_MS = NOW_MS - 19 * HOUR_MS + 17 * 60_000;
const LAST_MS = NOW_MS - HOUR_MS + 17 * 60_000;
const PAGE = { by: "sales", descending: true, limit: 51 } as const;
const SHARE = { kept: Infinity, shareMs: Infinity, least: 1_000 };

const ofDays = (from: string, to: string) => periodOf({ from, to }, PROGRAM.timezone, NOW_MS);
const MONTH = ofDays("2026-10-28", "2026-11-26");
const YEAR = ofDays("2026-01-01", "2026-11-26");
const NEVER = ofDays("2026-08-05", "2026-09-03");
const DIMENSIONS = ["promoter", "link", "product", "channel", "campaign", "tier"] as const;

type Read = (reports: D1Database) => Promise<unknown>;

function readsOf(name: string, period: Span, dimensions: readonly KeptDimension[]): [string, Read][] {
  return [
    [`summary of ${name}`, async (reports) => await summaryOf(reports, period)],
    ...dimensions.map((dimension): [string, Read] => [
      `${dimension}s of ${name}`,
      async (reports) => await pageOf(reports, dimension, period),
    ]),
  ];
}

const READS = [
  ...readsOf("30 days", MONTH, DIMENSIONS),
  ...readsOf("the year", YEAR, ["promoter", "link"]),
  ...readsOf("30 days that nobody opened", NEVER, DIMENSIONS),
];

async function summaryOf(reports: D1Database, period: Span): Promise<void> {
  await programSums(reports, SEEDED.id, period);
  await readCustomers(reports, PROGRAM, period, { nowMs: NOW_MS });
}

/** As the routes ask it. */
async function pageOf(reports: D1Database, dimension: KeptDimension, period: Span): Promise<void> {
  const keeping = { nowMs: NOW_MS };
  const rows = await readPage(reports, PROGRAM, { dimension, period }, PAGE, keeping);
  const keys = rows.map(({ key }) => key);
  const most = dimension === "promoter" ? null : LIMITS.ordersCountedByKey;
  if (!isIndexed(dimension)) {
    const { orders } = await programSums(reports, SEEDED.id, period);
    if (orders > LIMITS.ordersCountedByKey) return;
  }
  const counted = await readCustomersOfKeys(reports, PROGRAM, { dimension, period, most }, keys, keeping);
  if (counted === null && !isIndexed(dimension))
    await customersOfKeys(reports, SEEDED.id, { dimension, period }, keys);
}

/** By reading, the least of some rounds, each of which begins with nothing kept. */
export interface FirstReadings {
  readonly times: ReadonlyMap<string, number>;
  /** Milliseconds of the hourly work, and what it kept. */
  readonly keptIn: number;
  readonly kept: number;
}

export async function firstReadings({ reports, forgetKept }: SeededReports): Promise<FirstReadings> {
  const times = new Map<string, number>();
  let [keptIn, kept] = [Infinity, 0];
  for (let round = 0; round < ROUNDS; round += 1) {
    forgetKept();
    const [, week] = usualPeriods(PROGRAM.timezone, BEGUN_MS - DAY_MS);
    for (const dimension of ["promoter", "link", "product"] as const) {
      const asked = { dimension, period: week?.head ?? MONTH };
      await readPage(reports, PROGRAM, asked, PAGE, { nowMs: BEGUN_MS - DAY_MS });
    }
    const used = process.cpuUsage();
    kept = await keepUsual(reports, PROGRAM, BEGUN_MS, SHARE);
    keptIn = Math.min(keptIn, processorMs(used));
    await keepUsual(reports, PROGRAM, LAST_MS, SHARE);
    for (const [name, read] of READS) {
      const before = process.cpuUsage();
      await read(reports);
      times.set(name, Math.min(times.get(name) ?? Infinity, processorMs(before)));
    }
  }
  return { times, keptIn, kept };
}

function processorMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1_000;
}

export function sayFirstReadings(report: Report, few: FirstReadings, many: FirstReadings): void {
  report.part(
    "Reports: the first reading of a period, of 10,000 and of 1,000,000 orders, milliseconds of the processor",
  );
  for (const [name, small] of few.times) {
    const large = many.times.get(name) ?? Number.NaN;
    report.say(
      `${name}: ${small.toFixed(1)} of 10,000, ${large.toFixed(1)} of 1,000,000, times ${(large / small).toFixed(1)}`,
    );
  }
  for (const { kept, keptIn } of [few, many]) report.say(`hourly work kept ${kept} in ${keptIn.toFixed(0)}`);
}
