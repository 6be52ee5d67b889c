-- Read model of orders and their commissions, written by each order's owner, over a lower version alone.
CREATE TABLE orders (
  program_id TEXT NOT NULL,
  order_id TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0),
  occurred_at_ms INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  reversed_amount INTEGER NOT NULL,
  customer_id TEXT,
  state TEXT NOT NULL,
  under_review INTEGER NOT NULL,
  basis TEXT NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  PRIMARY KEY (program_id, order_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX orders_by_time ON orders (program_id, occurred_at_ms, order_id);

CREATE TABLE commissions (
  program_id TEXT NOT NULL,
  id TEXT NOT NULL,
  order_id TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0),
  promoter INTEGER NOT NULL,
  credited_promoter INTEGER NOT NULL,
  level INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  kept INTEGER NOT NULL,
  state TEXT NOT NULL,
  occurred_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  PRIMARY KEY (program_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX commissions_by_promoter ON commissions (program_id, promoter, occurred_at_ms, id);
