-- Until when the orders of a program were projected: one row, written with each batch.
CREATE TABLE projection_watermarks (
  program_id TEXT PRIMARY KEY,
  as_of_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO projection_watermarks (program_id, as_of_ms)
  SELECT program_id, max(updated_at_ms) FROM orders GROUP BY program_id;

-- What monitoring asks for, kept by the batches that change it, so that no scrape reads the tables themselves.
CREATE TABLE totals (
  kind TEXT NOT NULL,
  label TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (kind, label)
) STRICT, WITHOUT ROWID;
INSERT INTO totals (kind, label, n) SELECT 'orders', state, count(*) FROM orders GROUP BY state;
INSERT INTO totals (kind, label, n)
  SELECT 'events', 'clicks', coalesce(sum(clicks), 0) FROM click_counters
  UNION ALL SELECT 'events', 'impressions', coalesce(sum(impressions), 0) FROM click_counters
  UNION ALL SELECT 'events', 'invalid_clicks', coalesce(sum(clicks), 0) FROM invalid_counters
  UNION ALL SELECT 'events', 'pageviews', coalesce(sum(pageviews), 0) FROM page_counters
  UNION ALL SELECT 'events', 'conversions', coalesce(sum(conversions), 0) FROM page_counters;

CREATE INDEX dead_letters_waiting ON dead_letters (number) WHERE replayed_at_ms IS NULL;
CREATE INDEX overdue_alarms_by_time ON overdue_alarms (seen_at_ms);

-- The orders of a promoter, each once, in the sequence of their list.
DROP INDEX commissions_by_promoter;
CREATE INDEX commissions_by_promoter ON commissions (program_id, promoter, occurred_at_ms, order_id);
