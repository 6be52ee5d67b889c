-- Keys of orders that pages reported: a hash of program, order and visitor each, under our key. Numbered by program as they come, so
-- that the oldest go when there are too many.
CREATE TABLE reported_conversions (
  program INTEGER NOT NULL,
  number INTEGER NOT NULL,
  key TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (program, number),
  UNIQUE (program, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX reported_conversions_by_time ON reported_conversions (at_ms);
