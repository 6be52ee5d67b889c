-- What a key of the deployment made when it was first used. Another key under the same name is noticed by it.
CREATE TABLE key_marks (
  key TEXT PRIMARY KEY CHECK (key = 'check' OR key LIKE 'token:%' OR key LIKE 'data:%'),
  mark TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
