-- What people who manage a program note of a promoter, for each other. The promoter reads it in an export of a person alone.
CREATE TABLE promoter_notes (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  program INTEGER NOT NULL REFERENCES programs (number),
  promoter INTEGER NOT NULL,
  -- Random: what the API calls it by.
  id TEXT NOT NULL UNIQUE,
  text TEXT NOT NULL,
  author TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX promoter_notes_newest ON promoter_notes (program, promoter, number DESC);
