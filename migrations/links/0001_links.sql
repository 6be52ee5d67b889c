-- Share links. One row is all that a redirect needs of a link.
CREATE TABLE links (
  number INTEGER PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE CHECK (length(slug) BETWEEN 4 AND 64),
  program_id TEXT NOT NULL,
  promoter INTEGER NOT NULL,
  destination TEXT NOT NULL,
  campaign_id TEXT,
  product_id TEXT,
  preview TEXT CHECK (preview IS NULL OR json_valid(preview)),
  status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'disabled')),
  expires_at_ms INTEGER,
  created_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX links_by_promoter ON links (program_id, promoter, number);
CREATE INDEX links_by_program ON links (program_id, number);
