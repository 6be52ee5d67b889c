-- Length and head of each promoter's journal as its book last published them, so that a cut tail is found.
CREATE TABLE journal_heads (
  program_id TEXT NOT NULL,
  promoter INTEGER NOT NULL,
  entries INTEGER NOT NULL CHECK (entries > 0),
  head TEXT NOT NULL CHECK (length(head) = 64),
  PRIMARY KEY (program_id, promoter)
) STRICT, WITHOUT ROWID;
