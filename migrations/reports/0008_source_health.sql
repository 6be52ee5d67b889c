-- The last deliveries of each source. Places are dealt in turn, so that the table never grows: 100 to those that were signed, and 20
-- to those that were not, which anybody can send.
CREATE TABLE source_deliveries (
  program_id TEXT NOT NULL,
  source TEXT NOT NULL,
  place INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  verdict TEXT NOT NULL,
  reason TEXT,
  webhook_id TEXT,
  bytes INTEGER NOT NULL,
  -- JSON of its messages, with who bought masked.
  messages TEXT NOT NULL,
  PRIMARY KEY (program_id, source, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX source_deliveries_by_time ON source_deliveries (at_ms);

-- How many came in each hour since 1970, for nine weeks: by these it is known whether a source that is silent usually is.
CREATE TABLE source_hours (
  program_id TEXT NOT NULL,
  source TEXT NOT NULL,
  hour INTEGER NOT NULL,
  received INTEGER NOT NULL,
  unusable INTEGER NOT NULL,
  PRIMARY KEY (program_id, source, hour)
) STRICT, WITHOUT ROWID;
CREATE INDEX source_hours_by_time ON source_hours (hour);
