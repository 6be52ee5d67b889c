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

-- Whoever writes an order, of whatever version, ends what was kept of customers: not by what changes amounts alone, as a refund.
-- Sums end where the order's day of UTC lies in the period in part. Orders of the hour find no period.
CREATE TRIGGER orders_periods_added AFTER INSERT ON orders WHEN NEW.is_counted = 1
BEGIN
  UPDATE report_periods SET stands = 0 WHERE program_id = NEW.program_id AND to_ms > NEW.occurred_at_ms
    AND from_ms <= NEW.occurred_at_ms AND stands = 1 AND (what = 'customers'
      OR from_ms > NEW.occurred_at_ms - NEW.occurred_at_ms % 86400000
      OR to_ms < NEW.occurred_at_ms - NEW.occurred_at_ms % 86400000 + 86400000);
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
    AND stands = 1 AND CASE what
      WHEN 'sums' THEN from_ms > min(OLD.occurred_at_ms, NEW.occurred_at_ms) / 86400000 * 86400000
        OR to_ms < max(OLD.occurred_at_ms, NEW.occurred_at_ms) / 86400000 * 86400000 + 86400000
      ELSE NEW.occurred_at_ms IS NOT OLD.occurred_at_ms
        OR NEW.is_counted IS NOT OLD.is_counted
        OR NEW.customer_id IS NOT OLD.customer_id
        OR NEW.promoter IS NOT OLD.promoter
        OR NEW.campaign_id IS NOT OLD.campaign_id
        OR NEW.link IS NOT OLD.link
        OR NEW.channel IS NOT OLD.channel
        OR NEW.tier IS NOT OLD.tier
        OR (SELECT json_group_array(value ->> 0) FROM json_each(NEW.sold))
          IS NOT (SELECT json_group_array(value ->> 0) FROM json_each(OLD.sold)) END;
END;
CREATE TRIGGER orders_periods_gone AFTER DELETE ON orders WHEN OLD.is_counted = 1
BEGIN
  UPDATE report_periods SET stands = 0 WHERE program_id = OLD.program_id AND to_ms > OLD.occurred_at_ms
    AND from_ms <= OLD.occurred_at_ms AND stands = 1;
END;

-- Of days of UTC that a period has whole, its sums follow: a refund is a row for each period that is kept.
CREATE TRIGGER report_days_added AFTER INSERT ON report_days
  WHEN NEW.dimension IN ('promoter', 'link', 'product')
BEGIN
  INSERT INTO report_period_sums (program_id, dimension, from_ms, to_ms, key, orders, new_customers, sales, refunded, commission)
    SELECT NEW.program_id, NEW.dimension, from_ms, to_ms, NEW.key, NEW.orders, NEW.new_customers, NEW.sales, NEW.refunded, NEW.commission
    FROM report_periods WHERE program_id = NEW.program_id AND to_ms >= NEW.start_ms + 86400000 AND from_ms <= NEW.start_ms
      AND what = 'sums' AND dimension = NEW.dimension AND stands = 1
    ON CONFLICT (program_id, dimension, from_ms, to_ms, key) DO UPDATE SET orders = orders + excluded.orders,
      new_customers = new_customers + excluded.new_customers, sales = sales + excluded.sales,
      refunded = refunded + excluded.refunded, commission = commission + excluded.commission;
END;
CREATE TRIGGER report_days_changed AFTER UPDATE OF orders, new_customers, sales, refunded, commission ON report_days
  WHEN NEW.dimension IN ('promoter', 'link', 'product')
BEGIN
  INSERT INTO report_period_sums (program_id, dimension, from_ms, to_ms, key, orders, new_customers, sales, refunded, commission)
    SELECT NEW.program_id, NEW.dimension, from_ms, to_ms, NEW.key, NEW.orders - OLD.orders, NEW.new_customers - OLD.new_customers, NEW.sales - OLD.sales,
      NEW.refunded - OLD.refunded, NEW.commission - OLD.commission
    FROM report_periods WHERE program_id = NEW.program_id AND to_ms >= NEW.start_ms + 86400000 AND from_ms <= NEW.start_ms
      AND what = 'sums' AND dimension = NEW.dimension AND stands = 1
    ON CONFLICT (program_id, dimension, from_ms, to_ms, key) DO UPDATE SET orders = orders + excluded.orders,
      new_customers = new_customers + excluded.new_customers, sales = sales + excluded.sales,
      refunded = refunded + excluded.refunded, commission = commission + excluded.commission;
END;
CREATE TRIGGER report_days_gone AFTER DELETE ON report_days
  WHEN OLD.dimension IN ('promoter', 'link', 'product')
BEGIN
  INSERT INTO report_period_sums (program_id, dimension, from_ms, to_ms, key, orders, new_customers, sales, refunded, commission)
    SELECT OLD.program_id, OLD.dimension, from_ms, to_ms, OLD.key, -OLD.orders, -OLD.new_customers, -OLD.sales, -OLD.refunded, -OLD.commission
    FROM report_periods WHERE program_id = OLD.program_id AND to_ms >= OLD.start_ms + 86400000 AND from_ms <= OLD.start_ms
      AND what = 'sums' AND dimension = OLD.dimension AND stands = 1
    ON CONFLICT (program_id, dimension, from_ms, to_ms, key) DO UPDATE SET orders = orders + excluded.orders,
      new_customers = new_customers + excluded.new_customers, sales = sales + excluded.sales,
      refunded = refunded + excluded.refunded, commission = commission + excluded.commission;
END;
