-- Objects that there are. Each says so itself, soon after it was made and once a day while it is used.
CREATE TABLE known_objects (
  program_id TEXT NOT NULL,
  class TEXT NOT NULL,
  object TEXT NOT NULL,
  seen_at_ms INTEGER NOT NULL,
  PRIMARY KEY (program_id, class, object)
) STRICT, WITHOUT ROWID;
