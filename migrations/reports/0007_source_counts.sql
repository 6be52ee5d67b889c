-- How webhooks of each source fare: written by isolates after their answers, some seconds of them together.
CREATE TABLE source_counts (
  program_id TEXT NOT NULL,
  source TEXT NOT NULL,
  -- Signed, and then either used, or kept among the unusable ones.
  received INTEGER NOT NULL,
  accepted INTEGER NOT NULL,
  unusable INTEGER NOT NULL,
  -- Of a signature that does not hold.
  refused INTEGER NOT NULL,
  last_received_at_ms INTEGER,
  last_refused_at_ms INTEGER,
  last_error TEXT,
  last_error_at_ms INTEGER,
  PRIMARY KEY (program_id, source)
) STRICT, WITHOUT ROWID;
