-- Programs and what was set for them, as versions. Read whole, by version, and cached.
CREATE TABLE programs (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE CHECK (length(id) > 0),
  name TEXT NOT NULL,
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  timezone TEXT NOT NULL,
  -- Random, made once: places customers, orders and promoters in slots.
  slot_key TEXT NOT NULL,
  -- Objects of each class that the 256 slots are dealt to.
  objects INTEGER NOT NULL DEFAULT 1 CHECK (objects > 0),
  -- Raised by every change of configuration, keys and secrets included.
  version INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
  created_at_ms INTEGER NOT NULL,
  -- While its objects are put back to an earlier moment, nobody but the operator is answered.
  fenced_at_ms INTEGER
) STRICT;

-- Programs whose objects were put back to an earlier moment, by an operator.
CREATE TABLE restores (
  number INTEGER PRIMARY KEY,
  program_id TEXT NOT NULL,
  to_ms INTEGER NOT NULL,
  reason TEXT NOT NULL,
  state TEXT NOT NULL,
  started_at_ms INTEGER NOT NULL,
  finished_at_ms INTEGER,
  -- Objects that were put back, and those that could not be: made later, or without a bookmark.
  restored INTEGER NOT NULL DEFAULT 0,
  unchanged INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX restores_by_program ON restores (program_id, number);

CREATE TABLE settings_versions (
  program INTEGER NOT NULL REFERENCES programs (number),
  version INTEGER NOT NULL CHECK (version > 0),
  effective_from_ms INTEGER NOT NULL,
  settings TEXT NOT NULL CHECK (json_valid(settings)),
  PRIMARY KEY (program, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE rule_versions (
  program INTEGER NOT NULL REFERENCES programs (number),
  version INTEGER NOT NULL CHECK (version > 0),
  effective_from_ms INTEGER NOT NULL,
  rules TEXT NOT NULL CHECK (json_valid(rules)),
  PRIMARY KEY (program, version)
) STRICT, WITHOUT ROWID;

-- Up to which sequence numbers of promoters were taken: none is given twice, even by a tree that was put back.
CREATE TABLE promoter_numbers (
  program_id TEXT PRIMARY KEY,
  taken INTEGER NOT NULL CHECK (taken > 0)
) STRICT, WITHOUT ROWID;

-- Keys are stored as SHA-256; the key itself is shown once.
CREATE TABLE api_keys (
  number INTEGER PRIMARY KEY,
  program INTEGER NOT NULL REFERENCES programs (number),
  name TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
  created_at_ms INTEGER NOT NULL,
  revoked_at_ms INTEGER
) STRICT;
CREATE INDEX api_keys_by_program ON api_keys (program, number);

CREATE TABLE promoter_tokens (
  number INTEGER PRIMARY KEY,
  program INTEGER NOT NULL REFERENCES programs (number),
  promoter INTEGER NOT NULL,
  hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
  created_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  revoked_at_ms INTEGER
) STRICT;

-- Secrets of webhook sources and of identify, encrypted under DATA_KEY.
CREATE TABLE secrets (
  number INTEGER PRIMARY KEY,
  program INTEGER NOT NULL REFERENCES programs (number),
  source TEXT NOT NULL,
  sealed TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER
) STRICT;
CREATE INDEX secrets_by_program ON secrets (program, source);

-- What an Idempotency-Key was first used for, where the resource has no id of its own.
CREATE TABLE idempotency_keys (
  program INTEGER NOT NULL REFERENCES programs (number),
  operation TEXT NOT NULL,
  key TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  resource TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY (program, operation, key)
) STRICT, WITHOUT ROWID;

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
  id TEXT NOT NULL CHECK (length(id) > 0),
  name TEXT NOT NULL,
  first_budget INTEGER CHECK (first_budget >= 0),
  -- The request that made it, for telling a repeat from something else.
  request_hash TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY (program, id)
) STRICT, WITHOUT ROWID;

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

-- Coupon codes, each of one promoter. Read at intake, all codes of a batch at once.
CREATE TABLE coupons (
  number INTEGER PRIMARY KEY,
  program INTEGER NOT NULL REFERENCES programs (number),
  -- Lower case: codes ignore case.
  code_key TEXT NOT NULL,
  code TEXT NOT NULL CHECK (length(code) > 0),
  promoter INTEGER NOT NULL,
  expires_at_ms INTEGER,
  -- Of the request that made it, for telling a repeat from something else.
  request_hash TEXT NOT NULL CHECK (length(request_hash) = 64),
  created_at_ms INTEGER NOT NULL,
  UNIQUE (program, code_key)
) STRICT;
