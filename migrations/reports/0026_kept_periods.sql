-- Periods of whole days that are over, of which reports keep what each key came to, or how many customers it had: by the first
-- reading, so that the next reads a row for each key that it shows. `stands` is 0 where an order of the period was changed since.
CREATE TABLE report_periods (
  program_id TEXT NOT NULL,
  to_ms INTEGER NOT NULL,
  from_ms INTEGER NOT NULL,
  -- 'sums' or 'customers'.
  what TEXT NOT NULL,
  dimension TEXT NOT NULL,
  kept_at_ms INTEGER NOT NULL,
  stands INTEGER NOT NULL,
  PRIMARY KEY (program_id, to_ms, from_ms, what, dimension)
) STRICT, WITHOUT ROWID;

CREATE TABLE report_period_sums (
  program_id TEXT NOT NULL,
  dimension TEXT NOT NULL,
  from_ms INTEGER NOT NULL,
  to_ms INTEGER NOT NULL,
  key TEXT NOT NULL,
  orders INTEGER NOT NULL,
  new_customers INTEGER NOT NULL,
  sales INTEGER NOT NULL,
  refunded INTEGER NOT NULL,
  commission INTEGER NOT NULL,
  PRIMARY KEY (program_id, dimension, from_ms, to_ms, key)
) STRICT, WITHOUT ROWID;
-- A page by sales, which is what a report begins with, reads its own keys alone.
CREATE INDEX report_period_sums_by_sales ON report_period_sums (program_id, dimension, from_ms, to_ms, sales);

CREATE TABLE report_period_customers (
  program_id TEXT NOT NULL,
  dimension TEXT NOT NULL,
  from_ms INTEGER NOT NULL,
  to_ms INTEGER NOT NULL,
  key TEXT NOT NULL,
  customers INTEGER NOT NULL,
  PRIMARY KEY (program_id, dimension, from_ms, to_ms, key)
) STRICT, WITHOUT ROWID;

-- Whoever writes an order of a period that is kept, of whatever version, ends what was kept of it. Orders of today find none.
-- Customers stand through what changes amounts alone, as a refund.
CREATE TRIGGER orders_periods_added AFTER INSERT ON orders WHEN NEW.is_counted = 1
BEGIN
  UPDATE report_periods SET stands = 0 WHERE program_id = NEW.program_id AND to_ms > NEW.occurred_at_ms
    AND from_ms <= NEW.occurred_at_ms AND stands = 1;
END;
CREATE TRIGGER orders_periods_changed AFTER UPDATE ON orders
  WHEN (NEW.is_counted = 1 OR OLD.is_counted = 1) AND (NEW.occurred_at_ms IS NOT OLD.occurred_at_ms
    OR NEW.is_counted IS NOT OLD.is_counted
    OR NEW.customer_id IS NOT OLD.customer_id
    OR NEW.is_new_customer IS NOT OLD.is_new_customer
    OR NEW.promoter IS NOT OLD.promoter
    OR NEW.campaign_id IS NOT OLD.campaign_id
    OR NEW.link IS NOT OLD.link
    OR NEW.channel IS NOT OLD.channel
    OR NEW.tier IS NOT OLD.tier
    OR NEW.shares IS NOT OLD.shares
    OR NEW.sold IS NOT OLD.sold)
BEGIN
  UPDATE report_periods SET stands = 0 WHERE program_id = NEW.program_id
    AND to_ms > min(OLD.occurred_at_ms, NEW.occurred_at_ms) AND from_ms <= max(OLD.occurred_at_ms, NEW.occurred_at_ms)
    AND stands = 1 AND (what = 'sums'
      OR NEW.occurred_at_ms IS NOT OLD.occurred_at_ms
      OR NEW.is_counted IS NOT OLD.is_counted
      OR NEW.customer_id IS NOT OLD.customer_id
      OR NEW.promoter IS NOT OLD.promoter
      OR NEW.campaign_id IS NOT OLD.campaign_id
      OR NEW.link IS NOT OLD.link
      OR NEW.channel IS NOT OLD.channel
      OR NEW.tier IS NOT OLD.tier
      OR (SELECT json_group_array(value ->> 0) FROM json_each(NEW.sold))
        IS NOT (SELECT json_group_array(value ->> 0) FROM json_each(OLD.sold)));
END;
CREATE TRIGGER orders_periods_gone AFTER DELETE ON orders WHEN OLD.is_counted = 1
BEGIN
  UPDATE report_periods SET stands = 0 WHERE program_id = OLD.program_id AND to_ms > OLD.occurred_at_ms
    AND from_ms <= OLD.occurred_at_ms AND stands = 1;
END;
