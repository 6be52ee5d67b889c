-- Hourly counters per link, written by the consumer of the event queue.
CREATE TABLE click_counters (
  program INTEGER NOT NULL,
  hour_ms INTEGER NOT NULL CHECK (hour_ms % 3600000 = 0),
  link INTEGER NOT NULL,
  promoter INTEGER NOT NULL,
  clicks INTEGER NOT NULL DEFAULT 0 CHECK (clicks >= 0),
  unique_clicks INTEGER NOT NULL DEFAULT 0 CHECK (unique_clicks BETWEEN 0 AND clicks),
  impressions INTEGER NOT NULL DEFAULT 0 CHECK (impressions >= 0),
  PRIMARY KEY (program, hour_ms, link)
) STRICT, WITHOUT ROWID;

CREATE TABLE invalid_counters (
  program INTEGER NOT NULL,
  hour_ms INTEGER NOT NULL CHECK (hour_ms % 3600000 = 0),
  link INTEGER NOT NULL,
  promoter INTEGER NOT NULL,
  reason TEXT NOT NULL,
  clicks INTEGER NOT NULL DEFAULT 0 CHECK (clicks >= 0),
  PRIMARY KEY (program, hour_ms, link, reason)
) STRICT, WITHOUT ROWID;

-- Batches that were counted; a repeat changes nothing. An id begins with the time of its batch, so that old ones
-- are swept by it.
CREATE TABLE counted_batches (
  batch_id TEXT PRIMARY KEY CHECK (length(batch_id) = 32)
) STRICT, WITHOUT ROWID;

-- Messages that a consumer gave up on.
CREATE TABLE dead_letters (
  number INTEGER PRIMARY KEY,
  queue TEXT NOT NULL,
  message_id TEXT NOT NULL UNIQUE,
  body TEXT NOT NULL,
  received_at_ms INTEGER NOT NULL,
  -- When an operator had it delivered again.
  replayed_at_ms INTEGER
) STRICT;
CREATE INDEX dead_letters_waiting ON dead_letters (number) WHERE replayed_at_ms IS NULL;

-- What pages told by themselves, hourly: for comparison with orders, never evidence. Link 0: no token said which.
CREATE TABLE page_counters (
  program INTEGER NOT NULL,
  hour_ms INTEGER NOT NULL CHECK (hour_ms % 3600000 = 0),
  link INTEGER NOT NULL,
  promoter INTEGER NOT NULL,
  pageviews INTEGER NOT NULL DEFAULT 0 CHECK (pageviews >= 0),
  conversions INTEGER NOT NULL DEFAULT 0 CHECK (conversions >= 0),
  amount_minor INTEGER NOT NULL DEFAULT 0 CHECK (amount_minor BETWEEN 0 AND 9007199254740991),
  PRIMARY KEY (program, hour_ms, link)
) STRICT, WITHOUT ROWID;

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
-- The orders of a promoter, each once, in the sequence of their list.
CREATE INDEX commissions_by_promoter ON commissions (program_id, promoter, occurred_at_ms, order_id);

-- Until when the orders of a program were projected: one row, written with each batch.
CREATE TABLE projection_watermarks (
  program_id TEXT PRIMARY KEY,
  as_of_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The last write of each ledger, by which it notices that it was put back to an earlier moment, or that this database was.
CREATE TABLE projection_marks (
  program_id TEXT NOT NULL,
  ledger TEXT NOT NULL,
  life TEXT NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (program_id, ledger)
) STRICT, WITHOUT ROWID;

-- What monitoring asks for, kept by the batches that change it, so that no scrape reads the tables themselves.
CREATE TABLE totals (
  kind TEXT NOT NULL,
  label TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (kind, label)
) STRICT, WITHOUT ROWID;

-- Length and head of each promoter's journal as its book last published them, so that a cut tail is found.
CREATE TABLE journal_heads (
  program_id TEXT NOT NULL,
  promoter INTEGER NOT NULL,
  entries INTEGER NOT NULL CHECK (entries > 0),
  head TEXT NOT NULL CHECK (length(head) = 64),
  PRIMARY KEY (program_id, promoter)
) STRICT, WITHOUT ROWID;

-- Heads that an operator gave up after a book was put back: so many entries were known, so many were found.
CREATE TABLE abandoned_heads (
  program_id TEXT NOT NULL,
  promoter INTEGER NOT NULL,
  entries INTEGER NOT NULL CHECK (entries > 0),
  found INTEGER NOT NULL CHECK (found >= 0),
  reason TEXT NOT NULL,
  abandoned_at_ms INTEGER NOT NULL,
  PRIMARY KEY (program_id, promoter, entries)
) STRICT, WITHOUT ROWID;

-- Where verified journals stood: a later verification goes on from here, and what it finds must lead through here.
CREATE TABLE journal_checkpoints (
  program_id TEXT NOT NULL,
  promoter INTEGER NOT NULL,
  entries INTEGER NOT NULL CHECK (entries > 0),
  head TEXT NOT NULL CHECK (length(head) = 64),
  -- The balance of available after that entry.
  available INTEGER NOT NULL CHECK (available >= 0),
  PRIMARY KEY (program_id, promoter, entries)
) STRICT, WITHOUT ROWID;

-- Webhooks that were rightly signed and can never be used: kept to be read, a bounded number per program.
CREATE TABLE unusable_webhooks (
  number INTEGER PRIMARY KEY,
  program_id TEXT NOT NULL,
  source TEXT NOT NULL,
  webhook_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  body TEXT NOT NULL,
  received_at_ms INTEGER NOT NULL,
  UNIQUE (program_id, source, webhook_id)
) STRICT;
CREATE INDEX unusable_webhooks_by_program ON unusable_webhooks (program_id, number);

-- Runs of the reconciliation of a program: one part for each of its books.
CREATE TABLE reconciliation_runs (
  program_id TEXT NOT NULL,
  run INTEGER NOT NULL CHECK (run > 0),
  started_at_ms INTEGER NOT NULL,
  parts INTEGER NOT NULL CHECK (parts > 0),
  PRIMARY KEY (program_id, run)
) STRICT, WITHOUT ROWID;

CREATE TABLE reconciliation_parts (
  program_id TEXT NOT NULL,
  run INTEGER NOT NULL,
  part INTEGER NOT NULL,
  in_flight INTEGER NOT NULL CHECK (in_flight >= 0),
  -- How many, and the first of them.
  difference_count INTEGER NOT NULL CHECK (difference_count >= 0),
  differences TEXT NOT NULL CHECK (json_valid(differences)),
  finished_at_ms INTEGER NOT NULL,
  PRIMARY KEY (program_id, run, part)
) STRICT, WITHOUT ROWID;

-- Objects whose alarm was found lost when they were woken.
CREATE TABLE overdue_alarms (
  class TEXT NOT NULL,
  object TEXT NOT NULL,
  times INTEGER NOT NULL DEFAULT 1 CHECK (times > 0),
  seen_at_ms INTEGER NOT NULL,
  PRIMARY KEY (class, object)
) STRICT, WITHOUT ROWID;
CREATE INDEX overdue_alarms_by_time ON overdue_alarms (seen_at_ms);
