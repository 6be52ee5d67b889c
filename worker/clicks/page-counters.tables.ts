/** Hourly counters of what pages told by themselves: page views, and conversions for comparison. Never evidence. */

/** Adds what batches say of pages. Part of the transaction that takes those batches. */
export function countPages(db: D1Database, rowsJson: string): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO page_counters
         (program, hour_ms, link, promoter, pageviews, conversions, amount_minor)
       SELECT row.value ->> 'program', row.value ->> 'hourMs', row.value ->> 'link',
              max(row.value ->> 'promoter'), sum(row.value ->> 'pageviews'),
              sum(row.value ->> 'conversions'), min(sum(row.value ->> 'amountMinor'), ?2)
       FROM json_each(?1) AS row
       WHERE NOT EXISTS (SELECT 1 FROM counted_batches WHERE batch_id = row.value ->> 'batch')
       GROUP BY 1, 2, 3
       HAVING sum(row.value ->> 'pageviews') + sum(row.value ->> 'conversions') > 0
       ON CONFLICT (program, hour_ms, link) DO UPDATE SET
         pageviews = pageviews + excluded.pageviews,
         conversions = conversions + excluded.conversions,
         amount_minor = min(amount_minor + excluded.amount_minor, ?2)`,
    )
    .bind(rowsJson, Number.MAX_SAFE_INTEGER);
}

export interface PageCounts {
  /** 0: no token said which. */
  readonly link: number;
  readonly pageviews: number;
  readonly conversions: number;
  /** Sum of what was told, at most the greatest safe integer: anyone can tell anything. */
  readonly amountMinor: number;
}

/** What pages of a program told from `fromMs` up to but not with `toMs`, in whole hours, by link. */
export async function pageCounts(
  db: D1Database,
  query: { readonly program: number; readonly fromMs: number; readonly toMs: number; readonly limit: number },
): Promise<PageCounts[]> {
  const { results } = await db
    .prepare(
      `SELECT link, sum(pageviews) AS pageviews, sum(conversions) AS conversions,
              CAST(min(total(amount_minor), ?5) AS INTEGER) AS amountMinor
       FROM page_counters WHERE program = ?1 AND hour_ms >= ?2 AND hour_ms < ?3
       GROUP BY link ORDER BY link LIMIT ?4`,
    )
    .bind(query.program, query.fromMs, query.toMs, query.limit, Number.MAX_SAFE_INTEGER)
    .all<PageCounts>();
  return results;
}
