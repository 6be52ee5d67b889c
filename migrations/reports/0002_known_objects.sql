-- Objects that there are. Each says so itself, soon after it was made and once a day while it is used.
CREATE TABLE known_objects (
  program_id TEXT NOT NULL,
  class TEXT NOT NULL,
  object TEXT NOT NULL,
  seen_at_ms INTEGER NOT NULL,
  -- How often it has said that it was woken: an object that says a lower number was put back.
  wakes INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (program_id, class, object)
) STRICT, WITHOUT ROWID;

-- Objects that were put back to an earlier moment, until an operator has repaired their program.
CREATE TABLE put_back_objects (
  program_id TEXT NOT NULL,
  class TEXT NOT NULL,
  object TEXT NOT NULL,
  -- Of wakes: how many were known, and how many the object knew.
  expected INTEGER NOT NULL,
  found INTEGER NOT NULL,
  seen_at_ms INTEGER NOT NULL,
  PRIMARY KEY (program_id, class, object)
) STRICT, WITHOUT ROWID;
