-- What patterns of promoters are looked for in. Null of orders that were written before.
ALTER TABLE orders ADD COLUMN promoter INTEGER;
ALTER TABLE orders ADD COLUMN buyer INTEGER;
ALTER TABLE orders ADD COLUMN is_new_customer INTEGER;
ALTER TABLE orders ADD COLUMN click_to_order_ms INTEGER;
-- The day of the click times 65,536, and the tag of its network.
ALTER TABLE orders ADD COLUMN click_network INTEGER;
-- Codes of its risk as a JSON list, and what its commissions come to after refunds.
ALTER TABLE orders ADD COLUMN risk_codes TEXT;
ALTER TABLE orders ADD COLUMN kept INTEGER;
CREATE INDEX orders_under_review ON orders (program_id, promoter, occurred_at_ms, order_id)
  WHERE under_review = 1;
CREATE INDEX orders_unreleased ON orders (program_id, promoter, occurred_at_ms, order_id)
  WHERE state IN ('pending', 'held');

-- A promoter's figures over the last window of days, and what they show that honest differences do not explain.
CREATE TABLE promoter_statistics (
  program_id TEXT NOT NULL,
  promoter INTEGER NOT NULL,
  -- The last day of the window: days since 1970, UTC.
  day INTEGER NOT NULL,
  figures TEXT NOT NULL,
  patterns TEXT NOT NULL,
  PRIMARY KEY (program_id, promoter)
) STRICT, WITHOUT ROWID;
