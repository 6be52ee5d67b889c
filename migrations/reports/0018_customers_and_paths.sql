-- The steps by which a customer came to an order, as `social>direct`. Null of orders that were written before.
ALTER TABLE orders ADD COLUMN path TEXT;

-- How many customers ordered on a day of UTC whose last day with an order before was another one; -1: there was none. So
-- customers of a period are those of its days whose day before is not in it. It names nobody.
CREATE TABLE report_customers (
  program_id TEXT NOT NULL,
  start_ms INTEGER NOT NULL,
  previous_ms INTEGER NOT NULL,
  customers INTEGER NOT NULL,
  PRIMARY KEY (program_id, start_ms, previous_ms)
) STRICT, WITHOUT ROWID;

-- A customer's first order of a day comes between the days around it, and its last one leaves them to each other. By
-- triggers: whoever writes orders, in whatever sequence, each row is seen by itself.
CREATE TRIGGER orders_customer_added AFTER INSERT ON orders WHEN NEW.is_counted = 1 AND NEW.customer_id IS NOT NULL
BEGIN
  INSERT INTO report_customers (program_id, start_ms, previous_ms, customers)
    SELECT program_id, CASE step WHEN 0 THEN day_ms ELSE next_ms END AS start_ms,
      CASE step WHEN 2 THEN day_ms ELSE coalesce(previous_ms, -1) END AS previous_ms,
      sum(CASE step WHEN 1 THEN -sign ELSE sign END) AS customers
    FROM (SELECT sign, program_id, day_ms,
        (SELECT max(occurred_at_ms) / 86400000 * 86400000 FROM (SELECT occurred_at_ms FROM orders other
          WHERE other.program_id = moved.program_id AND other.customer_id = moved.customer_id
            AND other.occurred_at_ms < moved.day_ms AND other.is_counted = 1 AND other.order_id <> moved.order_id
          ORDER BY occurred_at_ms DESC LIMIT 1)) AS previous_ms,
        (SELECT min(occurred_at_ms) / 86400000 * 86400000 FROM (SELECT occurred_at_ms FROM orders other
          WHERE other.program_id = moved.program_id AND other.customer_id = moved.customer_id
            AND other.occurred_at_ms >= moved.day_ms + 86400000 AND other.is_counted = 1
            AND other.order_id <> moved.order_id
          ORDER BY occurred_at_ms LIMIT 1)) AS next_ms
      FROM (SELECT 1 AS sign, NEW.program_id AS program_id, NEW.customer_id AS customer_id, NEW.order_id AS order_id,
          NEW.occurred_at_ms - NEW.occurred_at_ms % 86400000 AS day_ms WHERE NEW.is_counted = 1 AND NEW.customer_id IS NOT NULL) AS moved
      WHERE NOT EXISTS (SELECT 1 FROM orders other WHERE other.program_id = moved.program_id
        AND other.customer_id = moved.customer_id AND other.occurred_at_ms >= moved.day_ms
        AND other.occurred_at_ms < moved.day_ms + 86400000 AND other.is_counted = 1
        AND other.order_id <> moved.order_id)) AS alone
    CROSS JOIN (SELECT 0 AS step UNION ALL SELECT 1 UNION ALL SELECT 2) AS steps
    WHERE step = 0 OR next_ms IS NOT NULL
    GROUP BY 1, 2, 3 HAVING sum(CASE step WHEN 1 THEN -sign ELSE sign END) <> 0
    ON CONFLICT (program_id, start_ms, previous_ms) DO UPDATE SET customers = customers + excluded.customers;
END;
CREATE TRIGGER orders_customer_changed AFTER UPDATE OF customer_id, occurred_at_ms, is_counted ON orders
  WHEN NEW.customer_id IS NOT OLD.customer_id OR NEW.is_counted IS NOT OLD.is_counted
    OR NEW.occurred_at_ms / 86400000 <> OLD.occurred_at_ms / 86400000
BEGIN
  INSERT INTO report_customers (program_id, start_ms, previous_ms, customers)
    SELECT program_id, CASE step WHEN 0 THEN day_ms ELSE next_ms END AS start_ms,
      CASE step WHEN 2 THEN day_ms ELSE coalesce(previous_ms, -1) END AS previous_ms,
      sum(CASE step WHEN 1 THEN -sign ELSE sign END) AS customers
    FROM (SELECT sign, program_id, day_ms,
        (SELECT max(occurred_at_ms) / 86400000 * 86400000 FROM (SELECT occurred_at_ms FROM orders other
          WHERE other.program_id = moved.program_id AND other.customer_id = moved.customer_id
            AND other.occurred_at_ms < moved.day_ms AND other.is_counted = 1 AND other.order_id <> moved.order_id
          ORDER BY occurred_at_ms DESC LIMIT 1)) AS previous_ms,
        (SELECT min(occurred_at_ms) / 86400000 * 86400000 FROM (SELECT occurred_at_ms FROM orders other
          WHERE other.program_id = moved.program_id AND other.customer_id = moved.customer_id
            AND other.occurred_at_ms >= moved.day_ms + 86400000 AND other.is_counted = 1
            AND other.order_id <> moved.order_id
          ORDER BY occurred_at_ms LIMIT 1)) AS next_ms
      FROM (SELECT -1 AS sign, OLD.program_id AS program_id, OLD.customer_id AS customer_id, OLD.order_id AS order_id,
          OLD.occurred_at_ms - OLD.occurred_at_ms % 86400000 AS day_ms WHERE OLD.is_counted = 1 AND OLD.customer_id IS NOT NULL
        UNION ALL SELECT 1, NEW.program_id, NEW.customer_id, NEW.order_id,
          NEW.occurred_at_ms - NEW.occurred_at_ms % 86400000 WHERE NEW.is_counted = 1 AND NEW.customer_id IS NOT NULL) AS moved
      WHERE NOT EXISTS (SELECT 1 FROM orders other WHERE other.program_id = moved.program_id
        AND other.customer_id = moved.customer_id AND other.occurred_at_ms >= moved.day_ms
        AND other.occurred_at_ms < moved.day_ms + 86400000 AND other.is_counted = 1
        AND other.order_id <> moved.order_id)) AS alone
    CROSS JOIN (SELECT 0 AS step UNION ALL SELECT 1 UNION ALL SELECT 2) AS steps
    WHERE step = 0 OR next_ms IS NOT NULL
    GROUP BY 1, 2, 3 HAVING sum(CASE step WHEN 1 THEN -sign ELSE sign END) <> 0
    ON CONFLICT (program_id, start_ms, previous_ms) DO UPDATE SET customers = customers + excluded.customers;
END;
CREATE TRIGGER orders_customer_gone AFTER DELETE ON orders WHEN OLD.is_counted = 1 AND OLD.customer_id IS NOT NULL
BEGIN
  INSERT INTO report_customers (program_id, start_ms, previous_ms, customers)
    SELECT program_id, CASE step WHEN 0 THEN day_ms ELSE next_ms END AS start_ms,
      CASE step WHEN 2 THEN day_ms ELSE coalesce(previous_ms, -1) END AS previous_ms,
      sum(CASE step WHEN 1 THEN -sign ELSE sign END) AS customers
    FROM (SELECT sign, program_id, day_ms,
        (SELECT max(occurred_at_ms) / 86400000 * 86400000 FROM (SELECT occurred_at_ms FROM orders other
          WHERE other.program_id = moved.program_id AND other.customer_id = moved.customer_id
            AND other.occurred_at_ms < moved.day_ms AND other.is_counted = 1 AND other.order_id <> moved.order_id
          ORDER BY occurred_at_ms DESC LIMIT 1)) AS previous_ms,
        (SELECT min(occurred_at_ms) / 86400000 * 86400000 FROM (SELECT occurred_at_ms FROM orders other
          WHERE other.program_id = moved.program_id AND other.customer_id = moved.customer_id
            AND other.occurred_at_ms >= moved.day_ms + 86400000 AND other.is_counted = 1
            AND other.order_id <> moved.order_id
          ORDER BY occurred_at_ms LIMIT 1)) AS next_ms
      FROM (SELECT -1 AS sign, OLD.program_id AS program_id, OLD.customer_id AS customer_id, OLD.order_id AS order_id,
          OLD.occurred_at_ms - OLD.occurred_at_ms % 86400000 AS day_ms WHERE OLD.is_counted = 1 AND OLD.customer_id IS NOT NULL) AS moved
      WHERE NOT EXISTS (SELECT 1 FROM orders other WHERE other.program_id = moved.program_id
        AND other.customer_id = moved.customer_id AND other.occurred_at_ms >= moved.day_ms
        AND other.occurred_at_ms < moved.day_ms + 86400000 AND other.is_counted = 1
        AND other.order_id <> moved.order_id)) AS alone
    CROSS JOIN (SELECT 0 AS step UNION ALL SELECT 1 UNION ALL SELECT 2) AS steps
    WHERE step = 0 OR next_ms IS NOT NULL
    GROUP BY 1, 2, 3 HAVING sum(CASE step WHEN 1 THEN -sign ELSE sign END) <> 0
    ON CONFLICT (program_id, start_ms, previous_ms) DO UPDATE SET customers = customers + excluded.customers;
END;

INSERT INTO report_customers SELECT program_id, day_ms, coalesce(previous_ms, -1), count(*) FROM (
    SELECT program_id, day_ms, lag(day_ms) OVER (PARTITION BY program_id, customer_id ORDER BY day_ms) AS previous_ms FROM (
      SELECT DISTINCT program_id, customer_id, occurred_at_ms - occurred_at_ms % 86400000 AS day_ms FROM orders
      WHERE is_counted = 1 AND customer_id IS NOT NULL))
  GROUP BY 1, 2, 3;

-- Sums by path, which is not known yet, and by the class of the time from click to order, of what was counted before.
INSERT INTO report_days SELECT program_id, 'path', start_ms, '', orders, new_customers, sales, refunded, commission
  FROM report_days WHERE dimension = 'program';
INSERT INTO report_months SELECT program_id, 'path', '', start_ms, orders, new_customers, sales, refunded, commission
  FROM report_months WHERE dimension = 'program';
INSERT INTO report_days SELECT program_id, 'click_to_order', occurred_at_ms - occurred_at_ms % 86400000,
    CASE WHEN click_to_order_ms IS NULL THEN '' WHEN click_to_order_ms >= 2592000000 THEN '2592000000'
      WHEN click_to_order_ms >= 1209600000 THEN '1209600000' WHEN click_to_order_ms >= 604800000 THEN '604800000'
      WHEN click_to_order_ms >= 259200000 THEN '259200000' WHEN click_to_order_ms >= 86400000 THEN '86400000'
      WHEN click_to_order_ms >= 21600000 THEN '21600000' WHEN click_to_order_ms >= 3600000 THEN '3600000'
      WHEN click_to_order_ms >= 600000 THEN '600000' WHEN click_to_order_ms >= 60000 THEN '60000'
      WHEN click_to_order_ms >= 5000 THEN '5000' ELSE '0' END,
    count(*), sum(customer_id IS NOT NULL AND is_new_customer = 1), sum(amount), sum(reversed_amount), sum(kept)
  FROM orders WHERE is_counted = 1 GROUP BY 1, 2, 3, 4;
INSERT INTO report_months SELECT program_id, dimension, key,
    unixepoch(start_ms / 1000, 'unixepoch', 'start of month') * 1000,
    sum(orders), sum(new_customers), sum(sales), sum(refunded), sum(commission)
  FROM report_days WHERE dimension = 'click_to_order' GROUP BY 1, 2, 3, 4;

-- Programs whose sums are compared with their orders and summed anew, a month after the other; and the month that comes next.
CREATE TABLE report_rebuilds (
  program_id TEXT NOT NULL PRIMARY KEY,
  next_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
