-- What merchants give promoters to share: texts, pictures, links and stories. A picture stands last, so that lists do not read it.
CREATE TABLE materials (
  program INTEGER NOT NULL REFERENCES programs (number),
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  position INTEGER NOT NULL,
  -- Null: from the beginning, and for ever.
  published_from_ms INTEGER,
  published_until_ms INTEGER,
  -- Of a story: the promoter whose it is, with whom it is erased.
  promoter INTEGER,
  -- JSON: all else but the picture.
  material TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  picture TEXT,
  PRIMARY KEY (program, id)
) STRICT;
CREATE INDEX materials_in_order ON materials (program, position, id);
CREATE INDEX materials_of_promoters ON materials (program, promoter) WHERE promoter IS NOT NULL;

-- A promoter's own code is put into texts.
CREATE INDEX coupons_by_promoter ON coupons (program, promoter, number);
