-- Clicks of days before `since_ms`, as they were known when the row was written. Days since then are summed hour by hour, so
-- that no hour sums up years. Zero of rows that were written before: they carry nothing, and all days are summed once.
ALTER TABLE alert_totals ADD COLUMN since_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE alert_totals ADD COLUMN carried INTEGER NOT NULL DEFAULT 0;
