-- Erasing of people: whom, until it is done, and then only that it was done.
CREATE TABLE erasures (
  number INTEGER PRIMARY KEY,
  program INTEGER NOT NULL REFERENCES programs (number),
  -- 'customer' or 'promoter'.
  kind TEXT NOT NULL,
  -- The merchant's id of the person, and what stands in its place. Null once nothing is left to do.
  subject TEXT,
  pseudonym TEXT,
  -- Of a promoter: its number, which stays.
  promoter INTEGER,
  state TEXT NOT NULL,
  asked_at_ms INTEGER NOT NULL,
  finished_at_ms INTEGER,
  -- On one machine: when files were written anew, without what was deleted.
  scrubbed_at_ms INTEGER
) STRICT;
-- One of a person at a time.
CREATE UNIQUE INDEX erasures_open ON erasures (program, subject) WHERE subject IS NOT NULL;
CREATE UNIQUE INDEX erasures_open_promoter ON erasures (program, promoter) WHERE subject IS NOT NULL;

-- Keys of repeats are swept by their age.
CREATE INDEX idempotency_keys_by_time ON idempotency_keys (created_at_ms);
