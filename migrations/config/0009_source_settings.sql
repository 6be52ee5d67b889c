-- What a merchant set for a source of webhooks, as JSON. What is not set has the source's own defaults.
CREATE TABLE source_settings (
  program INTEGER NOT NULL REFERENCES programs (number),
  source TEXT NOT NULL,
  settings TEXT NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  PRIMARY KEY (program, source)
) STRICT, WITHOUT ROWID;
