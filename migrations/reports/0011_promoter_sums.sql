-- What a promoter's days of a night's window come to so far, and what of it was judged: each slice of a night adds to it.
CREATE TABLE promoter_sums (
  program_id TEXT NOT NULL,
  promoter INTEGER NOT NULL,
  -- The last day of the night's window, and the last day that is summed: days since 1970, UTC.
  night INTEGER NOT NULL,
  day INTEGER NOT NULL,
  clicks INTEGER NOT NULL,
  visitors INTEGER NOT NULL,
  orders INTEGER NOT NULL,
  timed_orders INTEGER NOT NULL,
  within_15_seconds INTEGER NOT NULL,
  after_7_days INTEGER NOT NULL,
  customer_orders INTEGER NOT NULL,
  new_customer_orders INTEGER NOT NULL,
  ended_orders INTEGER NOT NULL,
  reversed_orders INTEGER NOT NULL,
  order_pairs INTEGER NOT NULL,
  one_network_pairs REAL NOT NULL,
  sales INTEGER NOT NULL,
  -- What was found, as JSON by the pattern's name.
  patterns TEXT NOT NULL,
  PRIMARY KEY (program_id, promoter)
) STRICT, WITHOUT ROWID;
