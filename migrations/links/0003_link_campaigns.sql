-- A link's campaign as versions: an order goes by the one that was in force at its own time. A link whose campaign was
-- never changed has none; what stands in its row counts from the beginning then.
CREATE TABLE link_campaign_versions (
  link INTEGER NOT NULL REFERENCES links (number),
  version INTEGER NOT NULL CHECK (version > 0),
  effective_from_ms INTEGER NOT NULL,
  campaign_id TEXT,
  PRIMARY KEY (link, version)
) STRICT, WITHOUT ROWID;
