-- What orders come to by month and by year of UTC once more, of the dimensions that have as many keys as a program has promoters,
-- links or products. All keys of a month or a year lie together: a report of all of them reads them in their sequence.
CREATE TABLE report_spans (
  program_id TEXT NOT NULL,
  dimension TEXT NOT NULL,
  -- 1 or 12.
  months INTEGER NOT NULL,
  start_ms INTEGER NOT NULL,
  key TEXT NOT NULL,
  orders INTEGER NOT NULL,
  new_customers INTEGER NOT NULL,
  sales INTEGER NOT NULL,
  refunded INTEGER NOT NULL,
  commission INTEGER NOT NULL,
  PRIMARY KEY (program_id, dimension, months, start_ms, key)
) STRICT, WITHOUT ROWID;

INSERT INTO report_spans SELECT program_id, dimension, 1, start_ms, key, orders, new_customers, sales, refunded, commission
  FROM report_months WHERE dimension IN ('promoter', 'link', 'product');
INSERT INTO report_spans SELECT program_id, dimension, 12, unixepoch(start_ms / 1000, 'unixepoch', 'start of year') * 1000, key,
    sum(orders), sum(new_customers), sum(sales), sum(refunded), sum(commission)
  FROM report_months WHERE dimension IN ('promoter', 'link', 'product') GROUP BY 1, 2, 3, 4, 5;

-- By triggers: whoever writes a month, of whatever version, these follow. So a year is the sum of its months always.
CREATE TRIGGER report_months_added AFTER INSERT ON report_months
  WHEN NEW.dimension IN ('promoter', 'link', 'product')
BEGIN
  INSERT INTO report_spans (program_id, dimension, months, start_ms, key, orders, new_customers, sales, refunded, commission)
    SELECT NEW.program_id, NEW.dimension, months, CASE months WHEN 1 THEN NEW.start_ms
        ELSE unixepoch(NEW.start_ms / 1000, 'unixepoch', 'start of year') * 1000 END, NEW.key,
      NEW.orders, NEW.new_customers, NEW.sales, NEW.refunded, NEW.commission
    FROM (SELECT 1 AS months UNION ALL SELECT 12) WHERE true
    ON CONFLICT (program_id, dimension, months, start_ms, key) DO UPDATE SET orders = orders + excluded.orders,
      new_customers = new_customers + excluded.new_customers, sales = sales + excluded.sales,
      refunded = refunded + excluded.refunded, commission = commission + excluded.commission;
END;
CREATE TRIGGER report_months_changed AFTER UPDATE OF orders, new_customers, sales, refunded, commission ON report_months
  WHEN NEW.dimension IN ('promoter', 'link', 'product')
BEGIN
  INSERT INTO report_spans (program_id, dimension, months, start_ms, key, orders, new_customers, sales, refunded, commission)
    SELECT NEW.program_id, NEW.dimension, months, CASE months WHEN 1 THEN NEW.start_ms
        ELSE unixepoch(NEW.start_ms / 1000, 'unixepoch', 'start of year') * 1000 END, NEW.key,
      NEW.orders - OLD.orders, NEW.new_customers - OLD.new_customers, NEW.sales - OLD.sales,
      NEW.refunded - OLD.refunded, NEW.commission - OLD.commission
    FROM (SELECT 1 AS months UNION ALL SELECT 12) WHERE true
    ON CONFLICT (program_id, dimension, months, start_ms, key) DO UPDATE SET orders = orders + excluded.orders,
      new_customers = new_customers + excluded.new_customers, sales = sales + excluded.sales,
      refunded = refunded + excluded.refunded, commission = commission + excluded.commission;
END;
CREATE TRIGGER report_months_gone AFTER DELETE ON report_months
  WHEN OLD.dimension IN ('promoter', 'link', 'product')
BEGIN
  INSERT INTO report_spans (program_id, dimension, months, start_ms, key, orders, new_customers, sales, refunded, commission)
    SELECT OLD.program_id, OLD.dimension, months, CASE months WHEN 1 THEN OLD.start_ms
        ELSE unixepoch(OLD.start_ms / 1000, 'unixepoch', 'start of year') * 1000 END, OLD.key,
      -OLD.orders, -OLD.new_customers, -OLD.sales, -OLD.refunded, -OLD.commission
    FROM (SELECT 1 AS months UNION ALL SELECT 12) WHERE true
    ON CONFLICT (program_id, dimension, months, start_ms, key) DO UPDATE SET orders = orders + excluded.orders,
      new_customers = new_customers + excluded.new_customers, sales = sales + excluded.sales,
      refunded = refunded + excluded.refunded, commission = commission + excluded.commission;
END;
