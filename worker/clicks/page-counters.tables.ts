/** Hourly counters of what pages told by themselves: page views, and conversions for comparison. Never evidence. */
import { sql } from "drizzle-orm";
import { queries, type Statement } from "../platform/queries.ts";
import { countedBatches } from "../read-models/schema.tables.ts";
import { pageCounters } from "./schema.tables.ts";

/** Adds what batches say of pages. Part of the transaction that takes those batches. */
export function countPages(db: D1Database, rowsJson: string): Statement<D1Result> {
  return queries(db).run(
    sql`INSERT INTO ${pageCounters}
        (program, hour_ms, link, promoter, pageviews, conversions, amount_minor)
      SELECT row.value ->> 'program', row.value ->> 'hourMs', row.value ->> 'link',
        max(row.value ->> 'promoter'), sum(row.value ->> 'pageviews'),
        sum(row.value ->> 'conversions'), min(sum(row.value ->> 'amountMinor'), ${Number.MAX_SAFE_INTEGER})
      FROM json_each(${rowsJson}) AS row
      WHERE NOT EXISTS (SELECT 1 FROM ${countedBatches} WHERE batch_id = row.value ->> 'batch')
      GROUP BY 1, 2, 3
      HAVING sum(row.value ->> 'pageviews') + sum(row.value ->> 'conversions') > 0
      ON CONFLICT (program, hour_ms, link) DO UPDATE SET
        pageviews = pageviews + excluded.pageviews,
        conversions = conversions + excluded.conversions,
        amount_minor = min(amount_minor + excluded.amount_minor, ${Number.MAX_SAFE_INTEGER})`,
  );
}
