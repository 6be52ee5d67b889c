/** A promoter's own clicks by the hour: of the days on which its links were clicked, and of these links alone. */
import { HOUR_MS } from "../../../domain/kernel/duration.ts";
import { sql } from "drizzle-orm";
import type { Span } from "../../../domain/reports/cover.ts";
import { clickCounters, linkDays } from "../../clicks/schema.tables.ts";
import { queries } from "../../platform/queries.ts";

const DAY_MS = 86_400_000;
const HOURS = JSON.stringify(Array.from({ length: 24 }, (_, hour) => hour * HOUR_MS));

/** What a promoter's links were clicked in the hour that begins then. */
export interface OwnHour {
  readonly atMs: number;
  readonly clicks: number;
  readonly uniqueClicks: number;
  readonly impressions: number;
}

/** In no sequence; several may be of one hour. */
export async function ownHours(
  reports: D1Database,
  program: number,
  promoter: number,
  { fromMs, toMs }: Span,
): Promise<OwnHour[]> {
  const first = Math.floor(fromMs / DAY_MS) * DAY_MS;
  const count = Math.ceil((toMs - first) / DAY_MS);
  const days = JSON.stringify(Array.from({ length: count }, (_, place) => first + place * DAY_MS));
  return await queries(reports).all<OwnHour>(
    sql`SELECT hour_ms AS atMs, clicks, unique_clicks AS uniqueClicks, impressions FROM (
        SELECT DISTINCT start_ms, link FROM json_each(${days}) AS day CROSS JOIN ${linkDays}
          ON program = ${program} AND start_ms = day.value AND promoter = ${promoter}) AS clicked
      CROSS JOIN json_each(${HOURS}) AS hour
      CROSS JOIN ${clickCounters} AS counted ON counted.program = ${program}
        AND counted.hour_ms = clicked.start_ms + hour.value AND counted.link = clicked.link
      WHERE hour_ms >= ${fromMs} AND hour_ms < ${toMs}`,
  );
}
