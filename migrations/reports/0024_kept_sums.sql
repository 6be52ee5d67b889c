-- Sums of short spans of a program that are over: of what lies between the begin of a day in its zone and the nearest day of UTC,
-- by a dimension, and of whole days. Reports keep them when they read one, so that the next reads no orders.
CREATE TABLE report_kept (
  program_id TEXT NOT NULL,
  to_ms INTEGER NOT NULL,
  from_ms INTEGER NOT NULL,
  dimension TEXT NOT NULL,
  PRIMARY KEY (program_id, to_ms, from_ms, dimension)
) STRICT, WITHOUT ROWID;

-- They stand for what they say while their span is among those above, and for nothing otherwise.
CREATE TABLE report_kept_sums (
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
  -- Of days alone.
  customers INTEGER,
  PRIMARY KEY (program_id, dimension, from_ms, to_ms, key)
) STRICT, WITHOUT ROWID;

-- Whoever writes an order into a span that was kept, of whatever version, takes it off: it is kept anew when it is read again.
-- No span is longer than 26 hours, so few are looked at. Orders of today find none.
CREATE TRIGGER orders_kept_added AFTER INSERT ON orders WHEN NEW.is_counted = 1
BEGIN
  DELETE FROM report_kept WHERE program_id = NEW.program_id AND to_ms > NEW.occurred_at_ms
    AND to_ms <= NEW.occurred_at_ms + 93600000 AND from_ms <= NEW.occurred_at_ms;
END;
CREATE TRIGGER orders_kept_changed AFTER UPDATE ON orders
  WHEN (NEW.is_counted = 1 OR OLD.is_counted = 1) AND (NEW.occurred_at_ms IS NOT OLD.occurred_at_ms
    OR NEW.is_counted IS NOT OLD.is_counted
    OR NEW.customer_id IS NOT OLD.customer_id
    OR NEW.is_new_customer IS NOT OLD.is_new_customer
    OR NEW.campaign_id IS NOT OLD.campaign_id
    OR NEW.link IS NOT OLD.link
    OR NEW.channel IS NOT OLD.channel
    OR NEW.tier IS NOT OLD.tier
    OR NEW.path IS NOT OLD.path
    OR NEW.click_to_order_ms IS NOT OLD.click_to_order_ms
    OR NEW.shares IS NOT OLD.shares
    OR NEW.sold IS NOT OLD.sold)
BEGIN
  DELETE FROM report_kept WHERE program_id = OLD.program_id AND to_ms > OLD.occurred_at_ms
    AND to_ms <= OLD.occurred_at_ms + 93600000 AND from_ms <= OLD.occurred_at_ms;
  DELETE FROM report_kept WHERE program_id = NEW.program_id AND to_ms > NEW.occurred_at_ms
    AND to_ms <= NEW.occurred_at_ms + 93600000 AND from_ms <= NEW.occurred_at_ms;
END;
CREATE TRIGGER orders_kept_gone AFTER DELETE ON orders WHEN OLD.is_counted = 1
BEGIN
  DELETE FROM report_kept WHERE program_id = OLD.program_id AND to_ms > OLD.occurred_at_ms
    AND to_ms <= OLD.occurred_at_ms + 93600000 AND from_ms <= OLD.occurred_at_ms;
END;
