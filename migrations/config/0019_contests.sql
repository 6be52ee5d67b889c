-- Contests of a program, and who won what.
CREATE TABLE contests (
  program INTEGER NOT NULL REFERENCES programs (number),
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  metric TEXT NOT NULL,
  starts_at_ms INTEGER NOT NULL,
  ends_at_ms INTEGER NOT NULL,
  -- JSON of ranks with their amounts.
  prizes TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  cancelled_at_ms INTEGER,
  cancelled_because TEXT,
  -- When its ranks were written down, once and for all.
  decided_at_ms INTEGER,
  -- When every prize stood in its journal.
  settled_at_ms INTEGER,
  PRIMARY KEY (program, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX contests_by_time ON contests (program, starts_at_ms, id);
CREATE INDEX contests_open ON contests (ends_at_ms) WHERE settled_at_ms IS NULL AND cancelled_at_ms IS NULL;

-- The ranks that have prizes, as they were when the contest was decided.
CREATE TABLE contest_ranks (
  program INTEGER NOT NULL,
  contest TEXT NOT NULL,
  promoter INTEGER NOT NULL,
  rank INTEGER NOT NULL,
  value INTEGER NOT NULL,
  prize INTEGER NOT NULL CHECK (prize >= 0),
  -- Since when the prize stands in the promoter's journal, and by which adjustment.
  paid_at_ms INTEGER,
  adjustment TEXT,
  PRIMARY KEY (program, contest, promoter)
) STRICT, WITHOUT ROWID;
CREATE INDEX contest_ranks_unpaid ON contest_ranks (program, contest, promoter) WHERE paid_at_ms IS NULL AND prize > 0;
