-- When a campaign runs, as versions: an order goes by the dates that were in force at its own time.
CREATE TABLE campaign_versions (
  program INTEGER NOT NULL,
  campaign TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0),
  effective_from_ms INTEGER NOT NULL,
  starts_at_ms INTEGER NOT NULL,
  ends_at_ms INTEGER NOT NULL CHECK (ends_at_ms > starts_at_ms),
  PRIMARY KEY (program, campaign, version),
  FOREIGN KEY (program, campaign) REFERENCES campaigns (program, id)
) STRICT, WITHOUT ROWID;

-- Dates that a campaign was made with count from the beginning.
INSERT INTO campaign_versions (program, campaign, version, effective_from_ms, starts_at_ms, ends_at_ms)
SELECT program, id, 1, 0, starts_at_ms, ends_at_ms FROM campaigns;

ALTER TABLE campaigns DROP COLUMN ends_at_ms;
ALTER TABLE campaigns DROP COLUMN starts_at_ms;
