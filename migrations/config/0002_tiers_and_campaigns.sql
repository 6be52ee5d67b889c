-- Tiers of promoters, as versions like settings and rules.
CREATE TABLE tier_versions (
  program INTEGER NOT NULL REFERENCES programs (number),
  version INTEGER NOT NULL CHECK (version > 0),
  effective_from_ms INTEGER NOT NULL,
  tiers TEXT NOT NULL CHECK (json_valid(tiers)),
  PRIMARY KEY (program, version)
) STRICT, WITHOUT ROWID;

-- Campaigns. The budget is what it was opened with; what holds now is known to the AccountBook that keeps it.
CREATE TABLE campaigns (
  program INTEGER NOT NULL REFERENCES programs (number),
  id TEXT NOT NULL CHECK (length(id) BETWEEN 1 AND 128),
  name TEXT NOT NULL,
  starts_at_ms INTEGER NOT NULL,
  ends_at_ms INTEGER NOT NULL CHECK (ends_at_ms > starts_at_ms),
  first_budget INTEGER CHECK (first_budget >= 0),
  -- The request that made it, for telling a repeat from something else.
  request_hash TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY (program, id)
) STRICT, WITHOUT ROWID;
