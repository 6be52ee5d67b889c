-- Addresses that a program's events are sent to, by the merchant or by a promoter for its own.
CREATE TABLE webhook_endpoints (
  number INTEGER PRIMARY KEY,
  program INTEGER NOT NULL REFERENCES programs (number),
  id TEXT NOT NULL UNIQUE,
  -- Whose it is; null: the merchant's.
  promoter INTEGER,
  url TEXT NOT NULL,
  -- JSON; empty: all types.
  types TEXT NOT NULL,
  description TEXT NOT NULL,
  state TEXT NOT NULL,
  state_since_ms INTEGER NOT NULL,
  -- Greater with each change, also where the database went back.
  version INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX webhook_endpoints_of_owner ON webhook_endpoints (program, promoter, number);

-- What they are signed with, sealed.
CREATE TABLE webhook_secrets (
  number INTEGER PRIMARY KEY,
  endpoint TEXT NOT NULL,
  sealed TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  -- Until when it signs; null: the newest.
  expires_at_ms INTEGER
) STRICT;

CREATE INDEX webhook_secrets_of_endpoint ON webhook_secrets (endpoint, number);
