-- Orders that were taken back whole, which count in no rank.
CREATE INDEX orders_taken_back ON orders (program_id, occurred_at_ms, promoter, is_new_customer, customer_id)
  WHERE is_counted = 1 AND state = 'reversed';

-- What programs came to up to the end of each hour, as it was known then, for nine weeks.
CREATE TABLE alert_totals (
  program_id TEXT NOT NULL,
  hour INTEGER NOT NULL,
  clicks INTEGER NOT NULL,
  orders INTEGER NOT NULL,
  sales INTEGER NOT NULL,
  refunded INTEGER NOT NULL,
  commission INTEGER NOT NULL,
  PRIMARY KEY (program_id, hour)
) STRICT, WITHOUT ROWID;

-- What of a program's figures is or was unlike it.
CREATE TABLE alerts (
  number INTEGER PRIMARY KEY,
  program_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  -- Empty of what is no source's.
  source TEXT NOT NULL,
  direction TEXT NOT NULL,
  observed INTEGER NOT NULL,
  expected INTEGER NOT NULL,
  -- JSON of what it rests on.
  evidence TEXT NOT NULL,
  opened_at_ms INTEGER NOT NULL,
  closed_at_ms INTEGER
) STRICT;
CREATE UNIQUE INDEX alerts_open ON alerts (program_id, kind, source, direction) WHERE closed_at_ms IS NULL;
CREATE INDEX alerts_of_program ON alerts (program_id, number);
CREATE INDEX alerts_closed ON alerts (closed_at_ms) WHERE closed_at_ms IS NOT NULL;

-- What happened to alerts and is not in the program's log of events yet: written with the change, deleted when the log has it.
CREATE TABLE unsaid_alerts (
  number INTEGER PRIMARY KEY,
  program_id TEXT NOT NULL,
  alert_number INTEGER NOT NULL,
  kind TEXT NOT NULL,
  source TEXT NOT NULL,
  direction TEXT NOT NULL,
  observed INTEGER NOT NULL,
  expected INTEGER NOT NULL,
  is_open INTEGER NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX unsaid_alerts_of_program ON unsaid_alerts (program_id, number);

CREATE TRIGGER alerts_raised AFTER INSERT ON alerts BEGIN
  INSERT INTO unsaid_alerts (program_id, alert_number, kind, source, direction, observed, expected, is_open, at_ms)
  VALUES (new.program_id, new.number, new.kind, new.source, new.direction, new.observed, new.expected, 1, new.opened_at_ms);
END;

CREATE TRIGGER alerts_resolved AFTER UPDATE OF closed_at_ms ON alerts WHEN old.closed_at_ms IS NULL AND new.closed_at_ms IS NOT NULL BEGIN
  INSERT INTO unsaid_alerts (program_id, alert_number, kind, source, direction, observed, expected, is_open, at_ms)
  VALUES (new.program_id, new.number, new.kind, new.source, new.direction, new.observed, new.expected, 0, new.closed_at_ms);
END;
