-- Customers by the month of a day on which they ordered, and by the month of the last one before; -1: there was none. So a
-- summary of years reads months, and days where it begins and ends.
CREATE TABLE report_customer_months (
  program_id TEXT NOT NULL,
  start_ms INTEGER NOT NULL,
  previous_ms INTEGER NOT NULL,
  customers INTEGER NOT NULL,
  PRIMARY KEY (program_id, start_ms, previous_ms)
) STRICT, WITHOUT ROWID;

INSERT INTO report_customer_months SELECT program_id, unixepoch(start_ms / 1000, 'unixepoch', 'start of month') * 1000,
    CASE previous_ms WHEN -1 THEN -1 ELSE unixepoch(previous_ms / 1000, 'unixepoch', 'start of month') * 1000 END,
    sum(customers)
  FROM report_customers GROUP BY 1, 2, 3;

-- By triggers of the days: whoever writes these, of whatever version, months follow.
CREATE TRIGGER report_customers_added AFTER INSERT ON report_customers
BEGIN
  INSERT INTO report_customer_months (program_id, start_ms, previous_ms, customers)
    VALUES (NEW.program_id, unixepoch(NEW.start_ms / 1000, 'unixepoch', 'start of month') * 1000,
      CASE NEW.previous_ms WHEN -1 THEN -1 ELSE unixepoch(NEW.previous_ms / 1000, 'unixepoch', 'start of month') * 1000 END, NEW.customers)
    ON CONFLICT (program_id, start_ms, previous_ms) DO UPDATE SET customers = customers + excluded.customers;
END;
CREATE TRIGGER report_customers_changed AFTER UPDATE OF customers ON report_customers
  WHEN NEW.customers <> OLD.customers
BEGIN
  INSERT INTO report_customer_months (program_id, start_ms, previous_ms, customers)
    VALUES (NEW.program_id, unixepoch(NEW.start_ms / 1000, 'unixepoch', 'start of month') * 1000,
      CASE NEW.previous_ms WHEN -1 THEN -1 ELSE unixepoch(NEW.previous_ms / 1000, 'unixepoch', 'start of month') * 1000 END, NEW.customers - OLD.customers)
    ON CONFLICT (program_id, start_ms, previous_ms) DO UPDATE SET customers = customers + excluded.customers;
END;
CREATE TRIGGER report_customers_gone AFTER DELETE ON report_customers
BEGIN
  INSERT INTO report_customer_months (program_id, start_ms, previous_ms, customers)
    VALUES (OLD.program_id, unixepoch(OLD.start_ms / 1000, 'unixepoch', 'start of month') * 1000,
      CASE OLD.previous_ms WHEN -1 THEN -1 ELSE unixepoch(OLD.previous_ms / 1000, 'unixepoch', 'start of month') * 1000 END, -OLD.customers)
    ON CONFLICT (program_id, start_ms, previous_ms) DO UPDATE SET customers = customers + excluded.customers;
END;

-- Customers of some links are counted by this index alone.
CREATE INDEX orders_of_links ON orders (program_id, link, occurred_at_ms, customer_id) WHERE is_counted = 1;
