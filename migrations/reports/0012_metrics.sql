-- What a total sums up beside its count: minor units, or milliseconds.
ALTER TABLE totals ADD COLUMN amount INTEGER NOT NULL DEFAULT 0;

-- Orders by program and state, in place of those by state alone; and how many were decided, without those that pages told.
DELETE FROM totals WHERE kind = 'orders';
INSERT INTO totals (kind, label, n)
  SELECT 'orders_by_state', program_id || ' ' || state, count(*) FROM orders GROUP BY program_id, state;
INSERT INTO totals (kind, label, n)
  SELECT 'orders_decided', program_id, count(*) FROM orders
  WHERE NOT (order_id >= 'page  ' AND order_id < 'page !') GROUP BY program_id;

-- Commissions by program and state, with what is left of them; what was taken back counts as reversed.
INSERT INTO totals (kind, label, n, amount)
  SELECT 'commissions', program_id || ' ' || state, count(*), sum(kept) FROM commissions GROUP BY program_id, state;
INSERT INTO totals (kind, label, n, amount)
  SELECT 'commissions', program_id || ' reversed', 0, sum(amount - kept) FROM commissions WHERE amount <> kept GROUP BY program_id
  ON CONFLICT (kind, label) DO UPDATE SET amount = amount + excluded.amount;

-- Payouts of each book by state, as the book last told them: whole, and over a lower version alone.
CREATE TABLE payout_sums (
  program_id TEXT NOT NULL,
  book TEXT NOT NULL,
  state TEXT NOT NULL,
  version INTEGER NOT NULL,
  payouts INTEGER NOT NULL,
  gross INTEGER NOT NULL,
  PRIMARY KEY (program_id, book, state)
) STRICT, WITHOUT ROWID;
