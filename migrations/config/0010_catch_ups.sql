-- By what a vendor's API is asked: an address and keys as one JSON text, sealed, so that neither is ever changed alone.
CREATE TABLE source_api_keys (
  program INTEGER NOT NULL REFERENCES programs (number),
  source TEXT NOT NULL,
  sealed TEXT NOT NULL,
  set_at_ms INTEGER NOT NULL,
  PRIMARY KEY (program, source)
) STRICT, WITHOUT ROWID;

-- Catching up with what a vendor lists, one page after another.
CREATE TABLE catch_ups (
  number INTEGER PRIMARY KEY,
  program INTEGER NOT NULL REFERENCES programs (number),
  source TEXT NOT NULL,
  from_ms INTEGER NOT NULL,
  to_ms INTEGER NOT NULL,
  asked_at_ms INTEGER NOT NULL,
  state TEXT NOT NULL,
  -- Random: the one chain of messages that goes on with it.
  chain TEXT NOT NULL,
  moved_at_ms INTEGER NOT NULL,
  -- Where the vendor's list goes on, as JSON of the source; null: at its beginning.
  cursor TEXT,
  requests INTEGER NOT NULL DEFAULT 0,
  listed INTEGER NOT NULL DEFAULT 0,
  recorded INTEGER NOT NULL DEFAULT 0,
  repeated INTEGER NOT NULL DEFAULT 0,
  unusable INTEGER NOT NULL DEFAULT 0,
  -- Up to when everything is told, as far as the vendor lists by time.
  reached_at_ms INTEGER,
  -- Answers in turn that could not be used.
  failures INTEGER NOT NULL DEFAULT 0,
  fault TEXT,
  fault_status INTEGER,
  fault_code TEXT,
  fault_at_ms INTEGER,
  finished_at_ms INTEGER
) STRICT;
-- One of a source at a time.
CREATE UNIQUE INDEX catch_ups_running ON catch_ups (program, source) WHERE state = 'running';
CREATE INDEX catch_ups_by_source ON catch_ups (program, source, number);
