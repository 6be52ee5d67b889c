-- Coupon codes, each of one promoter. Read at intake, all codes of a batch at once.
CREATE TABLE coupons (
  number INTEGER PRIMARY KEY,
  program INTEGER NOT NULL REFERENCES programs (number),
  -- Lower case: codes ignore case.
  code_key TEXT NOT NULL,
  code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 128),
  promoter INTEGER NOT NULL,
  expires_at_ms INTEGER,
  -- Of the request that made it, for telling a repeat from something else.
  request_hash TEXT NOT NULL CHECK (length(request_hash) = 64),
  created_at_ms INTEGER NOT NULL,
  UNIQUE (program, code_key)
) STRICT;
