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

-- Objects whose alarm was found lost when they were touched, and woken.
CREATE TABLE overdue_alarms (
  class TEXT NOT NULL,
  object TEXT NOT NULL,
  times INTEGER NOT NULL DEFAULT 1 CHECK (times > 0),
  seen_at_ms INTEGER NOT NULL,
  PRIMARY KEY (class, object)
) STRICT, WITHOUT ROWID;

-- When an operator had a message delivered again.
ALTER TABLE dead_letters ADD COLUMN replayed_at_ms INTEGER;
