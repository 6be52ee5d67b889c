-- The promoter whose case an order under review is, where that is not the one with the greatest credit; else null.
ALTER TABLE orders ADD COLUMN suspect INTEGER;

CREATE INDEX orders_of_suspects ON orders (program_id, coalesce(suspect, promoter), occurred_at_ms, order_id)
  WHERE under_review = 1;
