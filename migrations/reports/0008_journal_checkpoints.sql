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
