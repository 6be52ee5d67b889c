-- A dead letter is open until what it asks for was done: until its batch was counted, or its job was.
ALTER TABLE dead_letters ADD COLUMN batch_id TEXT;
ALTER TABLE dead_letters ADD COLUMN done_at_ms INTEGER;
UPDATE dead_letters SET batch_id = body ->> 'id' WHERE json_valid(body);
UPDATE dead_letters SET done_at_ms = replayed_at_ms;
CREATE INDEX dead_letters_open ON dead_letters (batch_id) WHERE done_at_ms IS NULL;

-- A part of a reconciliation that could not be compared says why.
ALTER TABLE reconciliation_parts ADD COLUMN failure TEXT;

-- Objects that could not be woken.
CREATE TABLE unwoken_objects (
  class TEXT NOT NULL,
  object TEXT NOT NULL,
  times INTEGER NOT NULL DEFAULT 1 CHECK (times > 0),
  seen_at_ms INTEGER NOT NULL,
  PRIMARY KEY (class, object)
) STRICT, WITHOUT ROWID;
CREATE INDEX unwoken_objects_by_time ON unwoken_objects (seen_at_ms);

-- How objects stand, as each announced it last: refused rows, pairs that stand, what waits. No row: nothing is wrong.
CREATE TABLE object_conditions (
  class TEXT NOT NULL,
  object TEXT NOT NULL,
  refused_rows INTEGER NOT NULL CHECK (refused_rows >= 0),
  stopped_pairs INTEGER NOT NULL CHECK (stopped_pairs >= 0),
  waiting_rows INTEGER NOT NULL CHECK (waiting_rows >= 0),
  waiting_since_ms INTEGER,
  unprojected INTEGER NOT NULL CHECK (unprojected >= 0),
  announced_at_ms INTEGER NOT NULL,
  PRIMARY KEY (class, object)
) STRICT, WITHOUT ROWID;
