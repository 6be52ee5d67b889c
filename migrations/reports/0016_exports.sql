-- Exports: what was asked for, how far each has come, and the files that it lists.
CREATE TABLE exports (
  id TEXT NOT NULL PRIMARY KEY,
  program_id TEXT NOT NULL,
  dataset TEXT NOT NULL,
  format TEXT NOT NULL,
  from_ms INTEGER NOT NULL,
  to_ms INTEGER NOT NULL,
  -- By which rows are dealt to days.
  timezone TEXT NOT NULL,
  -- The day of one that the nightly cron asked for; null of one that was asked for by hand.
  night TEXT,
  -- The caller's own key of the request.
  request_key TEXT,
  state TEXT NOT NULL,
  asked_at_ms INTEGER NOT NULL,
  moved_at_ms INTEGER NOT NULL,
  started_at_ms INTEGER,
  finished_at_ms INTEGER,
  -- When its files go; null: they stay.
  expires_at_ms INTEGER,
  as_of_ms INTEGER,
  -- Where reading goes on, as JSON of the dataset; null: at the beginning, or at the end where all is read.
  place TEXT,
  is_read INTEGER NOT NULL DEFAULT 0,
  -- Steps that were noted: a step is noted once, whoever took it.
  steps INTEGER NOT NULL DEFAULT 0,
  row_count INTEGER NOT NULL DEFAULT 0,
  file_count INTEGER NOT NULL DEFAULT 0,
  byte_count INTEGER NOT NULL DEFAULT 0,
  failure TEXT
) STRICT, WITHOUT ROWID;
-- One of a program at a time.
CREATE UNIQUE INDEX exports_running ON exports (program_id) WHERE state = 'running';
CREATE UNIQUE INDEX exports_by_night ON exports (program_id, dataset, night) WHERE night IS NOT NULL;
CREATE UNIQUE INDEX exports_by_key ON exports (program_id, request_key) WHERE request_key IS NOT NULL;
CREATE INDEX exports_of_program ON exports (program_id, asked_at_ms, id);
CREATE INDEX exports_unfinished ON exports (program_id, asked_at_ms, id) WHERE state IN ('queued', 'running');
CREATE INDEX exports_expiring ON exports (expires_at_ms) WHERE expires_at_ms IS NOT NULL;

CREATE TABLE export_files (
  export_id TEXT NOT NULL,
  path TEXT NOT NULL,
  day TEXT NOT NULL,
  row_count INTEGER NOT NULL,
  byte_count INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  PRIMARY KEY (export_id, path)
) STRICT, WITHOUT ROWID;
