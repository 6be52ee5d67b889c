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
