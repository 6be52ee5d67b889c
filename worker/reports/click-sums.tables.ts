/** Clicks and impressions of a period. An hour counts where it begins: clicks are counted by the hour. */
import { type SQL, sql } from "drizzle-orm";
import { coverOf, type Span } from "../../domain/reports/cover.ts";
import type { ClickSums } from "../../domain/reports/figures.ts";
import { CLICK_CHANNELS } from "../../domain/tracking/click-channel.ts";
import { IMPRESSION } from "../clicks/click-sums.tables.ts";
import {
  clickCounters,
  clickDays,
  clickHours,
  invalidCounters,
  linkDays,
  linkMonths,
} from "../clicks/schema.tables.ts";
import { queries } from "../platform/queries.ts";
import { spansOf } from "../read-models/report-sums.tables.ts";

/** Clicks of one kind: of a channel, of a reason not to count, or impressions. */
export interface KindSums {
  readonly kind: string;
  readonly clicks: number;
  readonly uniqueClicks: number;
}

/** What a program's links were clicked in a period, by kind. */
export async function programClicks(reports: D1Database, program: number, period: Span): Promise<KindSums[]> {
  const { months, days, quarters, rest } = coverOf(period);
  const [whole, ends] = [
    [...months, ...days],
    [...quarters, ...rest],
  ];
  const within = sql`program = ${program} AND start_ms >= span.from_ms AND start_ms < span.to_ms`;
  return await queries(reports).all<KindSums>(
    sql`SELECT kind, sum(clicks) AS clicks, sum(unique_clicks) AS uniqueClicks FROM (
      SELECT kind, clicks, unique_clicks FROM ${spansOf(whole)} CROSS JOIN ${clickDays} ON ${within}
      UNION ALL SELECT kind, clicks, unique_clicks FROM ${spansOf(ends)} CROSS JOIN ${clickHours} ON ${within})
      GROUP BY kind`,
  );
}

/** The same by the hour, in no sequence. */
export async function hourlyClicks(
  reports: D1Database,
  program: number,
  { fromMs, toMs }: Span,
): Promise<(KindSums & { readonly atMs: number })[]> {
  return await queries(reports).all(
    sql`SELECT start_ms AS atMs, kind, clicks, unique_clicks AS uniqueClicks FROM ${clickHours}
      WHERE program = ${program} AND start_ms >= ${fromMs} AND start_ms < ${toMs}`,
  );
}

const CHANNELS: ReadonlySet<string> = new Set(CLICK_CHANNELS);

/** Kinds as the figures that they are. */
export function clickSumsOf(kinds: readonly KindSums[]): ClickSums {
  let [clicks, uniqueClicks, impressions] = [0, 0, 0];
  const invalidClicks: Record<string, number> = {};
  for (const one of kinds) {
    if (one.kind === IMPRESSION) impressions += one.clicks;
    else if (CHANNELS.has(one.kind)) {
      clicks += one.clicks;
      uniqueClicks += one.uniqueClicks;
    } else invalidClicks[one.kind] = (invalidClicks[one.kind] ?? 0) + one.clicks;
  }
  return { clicks, uniqueClicks, invalidClicks, impressions };
}

interface LinkRow {
  readonly key: number;
  readonly reason: string;
  readonly clicks: number;
  readonly uniqueClicks: number;
  readonly impressions: number;
}

/** Whose clicks are asked for: of promoters, or of links, which their promoters lead to. */
export type Clicked =
  | { readonly by: "promoter"; readonly promoters: readonly number[] }
  | { readonly by: "link"; readonly promoters: readonly number[]; readonly links: readonly number[] };

/** Clicks of some promoters or links in a period, by their numbers. Those without any are missing. */
export async function clicksOf(
  reports: D1Database,
  program: number,
  period: Span,
  clicked: Clicked,
): Promise<ReadonlyMap<number, ClickSums>> {
  const { months, days, quarters, rest } = coverOf(period);
  const [{ fromMs, toMs } = { fromMs: 0, toMs: 0 }] = months;
  const asked = sql`json_each(${JSON.stringify(clicked.promoters)}) AS asked`;
  const key = clicked.by === "promoter" ? sql`promoter` : sql`link`;
  const isAmong =
    clicked.by === "promoter"
      ? sql`promoter IN (SELECT value FROM ${asked})`
      : sql`link IN (SELECT value FROM json_each(${JSON.stringify(clicked.links)}))`;
  const eachDay = days.flatMap(daysOf);
  const ends = spansOf([...quarters, ...rest]);
  const hour = sql`program = ${program} AND hour_ms >= span.from_ms AND hour_ms < span.to_ms AND ${isAmong}`;
  const rows = await queries(reports).all<LinkRow>(
    sql`SELECT key, reason, sum(clicks) AS clicks, sum(unique_clicks) AS uniqueClicks, sum(impressions) AS impressions FROM (
      SELECT ${key} AS key, reason, clicks, unique_clicks, impressions FROM ${asked} CROSS JOIN ${linkMonths}
        ON program = ${program} AND promoter = asked.value AND start_ms >= ${fromMs} AND start_ms < ${toMs} AND ${isAmong}
      UNION ALL SELECT ${key}, reason, clicks, unique_clicks, impressions
        FROM json_each(${JSON.stringify(eachDay)}) AS day CROSS JOIN ${asked} CROSS JOIN ${linkDays}
        ON program = ${program} AND start_ms = day.value AND promoter = asked.value AND ${isAmong}
      UNION ALL SELECT ${key}, '', clicks, unique_clicks, impressions FROM ${ends} CROSS JOIN ${clickCounters} ON ${hour}
      UNION ALL SELECT ${key}, reason, clicks, 0, 0 FROM ${ends} CROSS JOIN ${invalidCounters} ON ${hour})
      GROUP BY 1, 2`,
  );
  return foldedByKey(rows);
}

function daysOf({ fromMs, toMs }: Span): number[] {
  return Array.from({ length: (toMs - fromMs) / 86_400_000 }, (_, place) => fromMs + place * 86_400_000);
}

function foldedByKey(rows: readonly LinkRow[]): Map<number, ClickSums> {
  const found = new Map<number, ClickSums>();
  for (const { key, reason, clicks, uniqueClicks, impressions } of rows) {
    const known = found.get(key) ?? { clicks: 0, uniqueClicks: 0, invalidClicks: {}, impressions: 0 };
    found.set(
      key,
      reason === ""
        ? { ...known, clicks, uniqueClicks, impressions }
        : { ...known, invalidClicks: { ...known.invalidClicks, [reason]: clicks } },
    );
  }
  return found;
}

/** Promoters behind a number, or links, that were clicked in the months which a period touches, by their numbers. */
export async function clickedAfter(
  reports: D1Database,
  program: number,
  by: "promoter" | "link",
  after: number,
  limit: number,
): Promise<number[]> {
  const key: SQL = by === "promoter" ? sql`promoter` : sql`link`;
  const rows = await queries(reports).all<{ readonly key: number }>(
    sql`SELECT DISTINCT ${key} AS key FROM ${linkMonths} WHERE program = ${program} AND ${key} > ${after}
      ORDER BY 1 LIMIT ${limit}`,
  );
  return rows.map((row) => row.key);
}
