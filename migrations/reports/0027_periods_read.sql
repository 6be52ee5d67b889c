-- When a kept period was last read, to the day: hourly work keeps anew what was read of late.
ALTER TABLE report_periods ADD COLUMN read_at_ms INTEGER NOT NULL DEFAULT 0;
-- 1 where hourly work kept it before anybody read it. It gives way to what hourly work keeps later, and to no reading.
ALTER TABLE report_periods ADD COLUMN is_ahead INTEGER NOT NULL DEFAULT 0;
