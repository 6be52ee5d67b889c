-- Share links. One row is all that a redirect needs of a link.
CREATE TABLE links (
  number INTEGER PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE CHECK (length(slug) > 0),
  program_id TEXT NOT NULL,
  promoter INTEGER NOT NULL,
  destination TEXT NOT NULL,
  campaign_id TEXT,
  product_id TEXT,
  preview TEXT CHECK (preview IS NULL OR json_valid(preview)),
  status TEXT NOT NULL DEFAULT 'active',
  expires_at_ms INTEGER,
  created_at_ms INTEGER NOT NULL,
  -- SHA-256 of the request that made it, for telling a repeat from something else.
  request_hash TEXT CHECK (request_hash IS NULL OR length(request_hash) = 64)
) STRICT;
CREATE INDEX links_by_promoter ON links (program_id, promoter, number);
CREATE INDEX links_by_program ON links (program_id, number);

-- A link's campaign as versions: an order goes by the one that was in force at its own time. A link whose campaign was
-- never changed has none; what stands in its row counts from the beginning then.
CREATE TABLE link_campaign_versions (
  link INTEGER NOT NULL REFERENCES links (number),
  version INTEGER NOT NULL CHECK (version > 0),
  effective_from_ms INTEGER NOT NULL,
  campaign_id TEXT,
  PRIMARY KEY (link, version)
) STRICT, WITHOUT ROWID;
