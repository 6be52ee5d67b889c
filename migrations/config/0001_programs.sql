-- Programs and what was set for them, as versions. Read whole, by version, and cached.
CREATE TABLE programs (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE CHECK (length(id) BETWEEN 1 AND 40),
  name TEXT NOT NULL,
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  timezone TEXT NOT NULL,
  -- Random, made once: places customers, orders and promoters in slots.
  slot_key TEXT NOT NULL,
  -- Objects of each class that the 256 slots are dealt to.
  objects INTEGER NOT NULL DEFAULT 1 CHECK (objects BETWEEN 1 AND 256),
  -- Raised by every change of configuration, keys and secrets included.
  version INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
  created_at_ms INTEGER NOT NULL
) STRICT;

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
