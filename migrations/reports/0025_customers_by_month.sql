-- Customers by the day of a month on which they ordered, and by the month of the last one before; -1: there was none. Kept of a
-- month that is over when a summary reads it, so that one of years reads months, and days where it begins and ends. They stand
-- while their month is in `report_kept`, as `customers`.
CREATE TABLE report_customer_months (
  program_id TEXT NOT NULL,
  start_ms INTEGER NOT NULL,
  previous_ms INTEGER NOT NULL,
  customers INTEGER NOT NULL,
  PRIMARY KEY (program_id, start_ms, previous_ms)
) STRICT, WITHOUT ROWID;

-- Whoever changes a day, of whatever version, takes its month off.
CREATE TRIGGER report_customers_added AFTER INSERT ON report_customers
BEGIN
  DELETE FROM report_kept WHERE program_id = NEW.program_id AND dimension = 'customers'
    AND from_ms = unixepoch(NEW.start_ms / 1000, 'unixepoch', 'start of month') * 1000
    AND to_ms = unixepoch(NEW.start_ms / 1000, 'unixepoch', 'start of month', '+1 month') * 1000;
END;
CREATE TRIGGER report_customers_changed AFTER UPDATE ON report_customers WHEN NEW.customers <> OLD.customers
BEGIN
  DELETE FROM report_kept WHERE program_id = NEW.program_id AND dimension = 'customers'
    AND from_ms = unixepoch(NEW.start_ms / 1000, 'unixepoch', 'start of month') * 1000
    AND to_ms = unixepoch(NEW.start_ms / 1000, 'unixepoch', 'start of month', '+1 month') * 1000;
END;
CREATE TRIGGER report_customers_gone AFTER DELETE ON report_customers
BEGIN
  DELETE FROM report_kept WHERE program_id = OLD.program_id AND dimension = 'customers'
    AND from_ms = unixepoch(OLD.start_ms / 1000, 'unixepoch', 'start of month') * 1000
    AND to_ms = unixepoch(OLD.start_ms / 1000, 'unixepoch', 'start of month', '+1 month') * 1000;
END;

-- Who ordered at an end of a period and not in the rest of it is told by this index alone.
CREATE INDEX orders_counted_of_customers ON orders (program_id, customer_id, occurred_at_ms)
  WHERE is_counted = 1 AND customer_id IS NOT NULL;

-- Customers of some links are counted by this index alone.
CREATE INDEX orders_of_links ON orders (program_id, link, occurred_at_ms, customer_id) WHERE is_counted = 1;
