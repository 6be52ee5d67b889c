-- Promoters whose orders a person looks at, all together.
CREATE TABLE risk_cases (
  number INTEGER PRIMARY KEY,
  program INTEGER NOT NULL REFERENCES programs (number),
  promoter INTEGER NOT NULL,
  state TEXT NOT NULL,
  opened_at_ms INTEGER NOT NULL,
  -- When it ends by itself; null: a person ends it.
  expires_at_ms INTEGER,
  -- What the promoter says, once.
  appeal TEXT,
  appealed_at_ms INTEGER,
  -- Who confirmed it before it was appealed: somebody else decides then.
  confirmed_by TEXT,
  closed_at_ms INTEGER,
  closed_by TEXT,
  closed_reason TEXT,
  -- As it stood when it was closed: codes with their orders as JSON, and what was at stake.
  reasons TEXT,
  at_stake INTEGER,
  -- Since when its decision waits to reach its orders; null: it has.
  applying_since_ms INTEGER
) STRICT;
-- One of a promoter at a time.
CREATE UNIQUE INDEX risk_cases_open ON risk_cases (program, promoter) WHERE state = 'open';
CREATE INDEX risk_cases_by_state ON risk_cases (program, state, number);
CREATE INDEX risk_cases_by_promoter ON risk_cases (program, promoter, number);
CREATE INDEX risk_cases_applying ON risk_cases (applying_since_ms) WHERE applying_since_ms IS NOT NULL;

-- The orders that a confirmation reversed, for an appeal to restore.
CREATE TABLE risk_case_orders (
  case_number INTEGER NOT NULL REFERENCES risk_cases (number),
  order_id TEXT NOT NULL,
  PRIMARY KEY (case_number, order_id)
) STRICT, WITHOUT ROWID;
