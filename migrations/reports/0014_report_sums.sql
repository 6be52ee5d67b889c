-- What reports need of an order. Null of orders that were written before: these count once they are written again.
ALTER TABLE orders ADD COLUMN campaign_id TEXT;
-- The link of the credited click, and the tier of the promoter with the greatest credit.
ALTER TABLE orders ADD COLUMN link INTEGER;
ALTER TABLE orders ADD COLUMN channel TEXT;
ALTER TABLE orders ADD COLUMN tier TEXT;
ALTER TABLE orders ADD COLUMN currency TEXT;
-- The months of its customer's first order and of its own, and 1 where it is the first one itself.
ALTER TABLE orders ADD COLUMN cohort TEXT;
ALTER TABLE orders ADD COLUMN opens_cohort INTEGER;
-- 1 where it is counted; 0 where another order stands for the same payment.
ALTER TABLE orders ADD COLUMN is_counted INTEGER;
-- Lists of [promoter, orders, sales, refunded, commission] and of [product, sales, refunded, commission], as JSON.
ALTER TABLE orders ADD COLUMN shares TEXT;
ALTER TABLE orders ADD COLUMN sold TEXT;

-- Customers are counted by these indexes alone; the last has what is not counted, which is little.
CREATE INDEX orders_counted ON orders (program_id, occurred_at_ms, customer_id) WHERE is_counted = 1;
CREATE INDEX orders_of_promoters ON orders (program_id, promoter, occurred_at_ms, customer_id) WHERE is_counted = 1;
CREATE INDEX orders_not_counted ON orders (program_id, occurred_at_ms, customer_id) WHERE is_counted IS NOT 1;

-- What orders come to, by when they occurred in UTC: kept by the writes of the orders, as differences between versions.
CREATE TABLE report_quarters (
  program_id TEXT NOT NULL,
  start_ms INTEGER NOT NULL,
  orders INTEGER NOT NULL,
  new_customers INTEGER NOT NULL,
  sales INTEGER NOT NULL,
  refunded INTEGER NOT NULL,
  commission INTEGER NOT NULL,
  PRIMARY KEY (program_id, start_ms)
) STRICT, WITHOUT ROWID;

-- By day, and by what a dimension distinguishes. The key is empty where an order has nothing of it.
CREATE TABLE report_days (
  program_id TEXT NOT NULL,
  dimension TEXT NOT NULL,
  start_ms INTEGER NOT NULL,
  key TEXT NOT NULL,
  orders INTEGER NOT NULL,
  new_customers INTEGER NOT NULL,
  sales INTEGER NOT NULL,
  refunded INTEGER NOT NULL,
  commission INTEGER NOT NULL,
  PRIMARY KEY (program_id, dimension, start_ms, key)
) STRICT, WITHOUT ROWID;

-- The same by month; the months of one key lie together, as a report over years sums them.
CREATE TABLE report_months (
  program_id TEXT NOT NULL,
  dimension TEXT NOT NULL,
  key TEXT NOT NULL,
  start_ms INTEGER NOT NULL,
  orders INTEGER NOT NULL,
  new_customers INTEGER NOT NULL,
  sales INTEGER NOT NULL,
  refunded INTEGER NOT NULL,
  commission INTEGER NOT NULL,
  PRIMARY KEY (program_id, dimension, key, start_ms)
) STRICT, WITHOUT ROWID;
