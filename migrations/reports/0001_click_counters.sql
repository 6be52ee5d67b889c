-- Hourly counters per link, written by the consumer of the event queue.
CREATE TABLE click_counters (
  program_number INTEGER NOT NULL,
  hour_ms INTEGER NOT NULL CHECK (hour_ms % 3600000 = 0),
  link INTEGER NOT NULL,
  promoter INTEGER NOT NULL,
  clicks INTEGER NOT NULL DEFAULT 0 CHECK (clicks >= 0),
  unique_clicks INTEGER NOT NULL DEFAULT 0 CHECK (unique_clicks BETWEEN 0 AND clicks),
  impressions INTEGER NOT NULL DEFAULT 0 CHECK (impressions >= 0),
  PRIMARY KEY (program_number, hour_ms, link)
) STRICT, WITHOUT ROWID;

CREATE TABLE invalid_counters (
  program_number INTEGER NOT NULL,
  hour_ms INTEGER NOT NULL CHECK (hour_ms % 3600000 = 0),
  link INTEGER NOT NULL,
  promoter INTEGER NOT NULL,
  reason TEXT NOT NULL,
  clicks INTEGER NOT NULL DEFAULT 0 CHECK (clicks >= 0),
  PRIMARY KEY (program_number, hour_ms, link, reason)
) STRICT, WITHOUT ROWID;

-- Batches that were counted; a repeat changes nothing. An id begins with the time of its batch, so that old ones
-- are swept by it.
CREATE TABLE counted_batches (
  batch_id TEXT PRIMARY KEY CHECK (length(batch_id) = 32)
) STRICT, WITHOUT ROWID;

-- Messages that a consumer gave up on.
CREATE TABLE dead_letters (
  number INTEGER PRIMARY KEY,
  queue TEXT NOT NULL,
  message_id TEXT NOT NULL UNIQUE,
  body TEXT NOT NULL,
  received_at_ms INTEGER NOT NULL
) STRICT;
