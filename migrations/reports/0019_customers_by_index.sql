-- The triggers of 0018 anew. By the clock alone SQLite chose an index by time, and read all orders of the program for each
-- one that was written. Named, the index of the customer leads to the days around the order, and the planner has no choice.
DROP TRIGGER orders_customer_added;
DROP TRIGGER orders_customer_changed;
DROP TRIGGER orders_customer_gone;

CREATE TRIGGER orders_customer_added AFTER INSERT ON orders WHEN NEW.is_counted = 1 AND NEW.customer_id IS NOT NULL
BEGIN
  INSERT INTO report_customers (program_id, start_ms, previous_ms, customers)
    SELECT program_id, CASE step WHEN 0 THEN day_ms ELSE next_ms END AS start_ms,
      CASE step WHEN 2 THEN day_ms ELSE coalesce(previous_ms, -1) END AS previous_ms,
      sum(CASE step WHEN 1 THEN -sign ELSE sign END) AS customers
    FROM (SELECT sign, program_id, day_ms,
        (SELECT max(occurred_at_ms) / 86400000 * 86400000 FROM (SELECT occurred_at_ms FROM orders other INDEXED BY orders_by_customer
          WHERE other.program_id = moved.program_id AND other.customer_id = moved.customer_id
            AND other.occurred_at_ms < moved.day_ms AND other.is_counted = 1 AND other.order_id <> moved.order_id
          ORDER BY occurred_at_ms DESC LIMIT 1)) AS previous_ms,
        (SELECT min(occurred_at_ms) / 86400000 * 86400000 FROM (SELECT occurred_at_ms FROM orders other INDEXED BY orders_by_customer
          WHERE other.program_id = moved.program_id AND other.customer_id = moved.customer_id
            AND other.occurred_at_ms >= moved.day_ms + 86400000 AND other.is_counted = 1
            AND other.order_id <> moved.order_id
          ORDER BY occurred_at_ms LIMIT 1)) AS next_ms
      FROM (SELECT 1 AS sign, NEW.program_id AS program_id, NEW.customer_id AS customer_id, NEW.order_id AS order_id,
          NEW.occurred_at_ms - NEW.occurred_at_ms % 86400000 AS day_ms WHERE NEW.is_counted = 1 AND NEW.customer_id IS NOT NULL) AS moved
      WHERE NOT EXISTS (SELECT 1 FROM orders other INDEXED BY orders_by_customer WHERE other.program_id = moved.program_id
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
        (SELECT max(occurred_at_ms) / 86400000 * 86400000 FROM (SELECT occurred_at_ms FROM orders other INDEXED BY orders_by_customer
          WHERE other.program_id = moved.program_id AND other.customer_id = moved.customer_id
            AND other.occurred_at_ms < moved.day_ms AND other.is_counted = 1 AND other.order_id <> moved.order_id
          ORDER BY occurred_at_ms DESC LIMIT 1)) AS previous_ms,
        (SELECT min(occurred_at_ms) / 86400000 * 86400000 FROM (SELECT occurred_at_ms FROM orders other INDEXED BY orders_by_customer
          WHERE other.program_id = moved.program_id AND other.customer_id = moved.customer_id
            AND other.occurred_at_ms >= moved.day_ms + 86400000 AND other.is_counted = 1
            AND other.order_id <> moved.order_id
          ORDER BY occurred_at_ms LIMIT 1)) AS next_ms
      FROM (SELECT -1 AS sign, OLD.program_id AS program_id, OLD.customer_id AS customer_id, OLD.order_id AS order_id,
          OLD.occurred_at_ms - OLD.occurred_at_ms % 86400000 AS day_ms WHERE OLD.is_counted = 1 AND OLD.customer_id IS NOT NULL
        UNION ALL SELECT 1, NEW.program_id, NEW.customer_id, NEW.order_id,
          NEW.occurred_at_ms - NEW.occurred_at_ms % 86400000 WHERE NEW.is_counted = 1 AND NEW.customer_id IS NOT NULL) AS moved
      WHERE NOT EXISTS (SELECT 1 FROM orders other INDEXED BY orders_by_customer WHERE other.program_id = moved.program_id
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
        (SELECT max(occurred_at_ms) / 86400000 * 86400000 FROM (SELECT occurred_at_ms FROM orders other INDEXED BY orders_by_customer
          WHERE other.program_id = moved.program_id AND other.customer_id = moved.customer_id
            AND other.occurred_at_ms < moved.day_ms AND other.is_counted = 1 AND other.order_id <> moved.order_id
          ORDER BY occurred_at_ms DESC LIMIT 1)) AS previous_ms,
        (SELECT min(occurred_at_ms) / 86400000 * 86400000 FROM (SELECT occurred_at_ms FROM orders other INDEXED BY orders_by_customer
          WHERE other.program_id = moved.program_id AND other.customer_id = moved.customer_id
            AND other.occurred_at_ms >= moved.day_ms + 86400000 AND other.is_counted = 1
            AND other.order_id <> moved.order_id
          ORDER BY occurred_at_ms LIMIT 1)) AS next_ms
      FROM (SELECT -1 AS sign, OLD.program_id AS program_id, OLD.customer_id AS customer_id, OLD.order_id AS order_id,
          OLD.occurred_at_ms - OLD.occurred_at_ms % 86400000 AS day_ms WHERE OLD.is_counted = 1 AND OLD.customer_id IS NOT NULL) AS moved
      WHERE NOT EXISTS (SELECT 1 FROM orders other INDEXED BY orders_by_customer WHERE other.program_id = moved.program_id
        AND other.customer_id = moved.customer_id AND other.occurred_at_ms >= moved.day_ms
        AND other.occurred_at_ms < moved.day_ms + 86400000 AND other.is_counted = 1
        AND other.order_id <> moved.order_id)) AS alone
    CROSS JOIN (SELECT 0 AS step UNION ALL SELECT 1 UNION ALL SELECT 2) AS steps
    WHERE step = 0 OR next_ms IS NOT NULL
    GROUP BY 1, 2, 3 HAVING sum(CASE step WHEN 1 THEN -sign ELSE sign END) <> 0
    ON CONFLICT (program_id, start_ms, previous_ms) DO UPDATE SET customers = customers + excluded.customers;
END;
