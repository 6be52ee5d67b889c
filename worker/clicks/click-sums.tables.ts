/** Sums of clicks that reports read, kept by the very transaction that counts them: of a program by time, of a link by day. */
import { type SQL, sql } from "drizzle-orm";
import { queries, type Statement } from "../platform/queries.ts";
import { countedBatches } from "../read-models/schema.tables.ts";
import { clickDays, clickHours, linkDays, linkMonths } from "./schema.tables.ts";

/** The kind of impressions among clicks. */
export const IMPRESSION = "impression";

const DAY = sql`hour_ms - hour_ms % 86400000`;
const MONTH = sql`unixepoch(hour_ms / 1000, 'unixepoch', 'start of month') * 1000`;

/** Adds what batches bring. Before the batches are taken, in that transaction. */
export function sumClicks(db: D1Database, rowsJson: string): Statement<D1Result>[] {
  const fresh = sql`fresh AS MATERIALIZED (SELECT value ->> 'program' AS program, value ->> 'hourMs' AS hour_ms,
      value ->> 'promoter' AS promoter, value ->> 'link' AS link, value FROM json_each(${rowsJson})
    WHERE NOT EXISTS (SELECT 1 FROM ${countedBatches} WHERE batch_id = value ->> 'batch'))`;
  const kinds = sql`WITH ${fresh}, kinds (program, hour_ms, kind, clicks, unique_clicks) AS (
      SELECT program, hour_ms, part.key, part.value ->> 0, part.value ->> 1
      FROM fresh, json_each(fresh.value, '$.channels') AS part
      UNION ALL SELECT program, hour_ms, part.key, part.value, 0 FROM fresh, json_each(fresh.value, '$.invalid') AS part
      UNION ALL SELECT program, hour_ms, ${IMPRESSION}, value ->> 'impressions', 0 FROM fresh
        WHERE value ->> 'impressions' > 0)`;
  const links = sql`WITH ${fresh}, parts AS (
      SELECT program, hour_ms, promoter, link, '' AS reason, value ->> 'clicks' AS clicks, value ->> 'unique' AS uniques,
        value ->> 'impressions' AS impressions
      FROM fresh WHERE value ->> 'clicks' > 0 OR value ->> 'impressions' > 0
      UNION ALL SELECT program, hour_ms, promoter, link, part.key, part.value, 0, 0
      FROM fresh, json_each(fresh.value, '$.invalid') AS part)`;
  return [
    queries(db).run(addKinds(clickHours, kinds, sql`hour_ms`)),
    queries(db).run(addKinds(clickDays, kinds, DAY)),
    queries(db).run(
      sql`${links} INSERT INTO ${linkDays} (program, start_ms, promoter, link, reason, clicks, unique_clicks, impressions)
        SELECT program, ${DAY} AS start_ms, promoter, link, reason, sum(clicks), sum(uniques), sum(impressions)
        FROM parts GROUP BY 1, 2, 3, 4, 5 ON CONFLICT (program, start_ms, promoter, link, reason) DO UPDATE SET ${ADDED}`,
    ),
    queries(db).run(
      sql`${links} INSERT INTO ${linkMonths} (program, promoter, link, reason, start_ms, clicks, unique_clicks, impressions)
        SELECT program, promoter, link, reason, ${MONTH} AS start_ms, sum(clicks), sum(uniques), sum(impressions)
        FROM parts GROUP BY 1, 2, 3, 4, 5 ON CONFLICT (program, promoter, link, reason, start_ms) DO UPDATE SET ${ADDED}`,
    ),
  ];
}

const ADDED = sql`clicks = clicks + excluded.clicks, unique_clicks = unique_clicks + excluded.unique_clicks,
  impressions = impressions + excluded.impressions`;

function addKinds(table: typeof clickHours | typeof clickDays, kinds: SQL, start: SQL): SQL {
  return sql`${kinds} INSERT INTO ${table} (program, start_ms, kind, clicks, unique_clicks)
    SELECT program, ${start} AS start_ms, kind, sum(clicks), sum(unique_clicks) FROM kinds GROUP BY 1, 2, 3
    ON CONFLICT (program, start_ms, kind) DO UPDATE SET clicks = clicks + excluded.clicks,
      unique_clicks = unique_clicks + excluded.unique_clicks`;
}
