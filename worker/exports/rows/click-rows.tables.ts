/** Counts of links by the hour: taps, those that did not count, impressions, and what pages reported. */
import { sql, type SQL } from "drizzle-orm";
import { clickCounters, invalidCounters, pageCounters } from "../../clicks/schema.tables.ts";
import { queries } from "../../platform/queries.ts";

// A type, not an interface: rows of a query must be assignable to a record.
export type HourToExport = {
  readonly hourMs: number;
  readonly link: number;
  readonly promoter: number;
  readonly clicks: number;
  readonly uniqueClicks: number;
  readonly impressions: number;
  readonly invalidClicks: number;
  /** JSON: how many by each reason. */
  readonly invalidReasons: string;
  readonly pageviews: number;
  readonly reportedConversions: number;
  readonly reportedAmount: number;
};

export interface HoursOfProgram {
  /** Number of the program. */
  readonly program: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * A link may be in any of the three tables. Each gives no more than a page, and so all of what the page shows. The least of
 * two texts of reasons is the one that names some.
 */
export async function hoursBehind(
  reports: D1Database,
  { program, fromMs, toMs }: HoursOfProgram,
  after: { readonly hourMs: number; readonly link: number },
  limit: number,
): Promise<HourToExport[]> {
  const page = sql`WHERE program = ${program} AND hour_ms >= ${fromMs} AND hour_ms < ${toMs}
    AND (hour_ms, link) > (${after.hourMs}, ${after.link})`;
  const [counted, invalid, pages] = partsOf(page, limit);
  return await queries(reports).all<HourToExport>(
    sql`SELECT hour_ms AS hourMs, link, max(promoter) AS promoter, sum(clicks) AS clicks, sum(unique_clicks) AS uniqueClicks,
        sum(impressions) AS impressions, sum(invalid) AS invalidClicks, min(reasons) AS invalidReasons,
        sum(pageviews) AS pageviews, sum(conversions) AS reportedConversions, sum(amount) AS reportedAmount
      FROM (SELECT * FROM ${counted} UNION ALL SELECT * FROM ${invalid} UNION ALL SELECT * FROM ${pages})
      GROUP BY hour_ms, link ORDER BY hour_ms, link LIMIT ${limit}`,
  );
}

/** Each with the same columns. */
function partsOf(page: SQL, limit: number): [SQL, SQL, SQL] {
  const end = sql`ORDER BY hour_ms, link LIMIT ${limit}`;
  return [
    sql`(SELECT hour_ms, link, promoter, clicks, unique_clicks, impressions, 0 AS invalid, '{}' AS reasons, 0 AS pageviews,
      0 AS conversions, 0 AS amount FROM ${clickCounters} ${page} ${end})`,
    sql`(SELECT hour_ms, link, max(promoter), 0, 0, 0, sum(clicks), json_group_object(reason, clicks), 0, 0, 0
      FROM ${invalidCounters} ${page} GROUP BY hour_ms, link ${end})`,
    sql`(SELECT hour_ms, link, promoter, 0, 0, 0, 0, '{}', pageviews, conversions, amount_minor
      FROM ${pageCounters} ${page} ${end})`,
  ];
}
