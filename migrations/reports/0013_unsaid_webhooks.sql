-- Signed webhooks that could not be used, and of which the program's log of events does not say so yet.
CREATE TABLE unsaid_webhooks (
  number INTEGER PRIMARY KEY,
  program_id TEXT NOT NULL,
  webhook_number INTEGER NOT NULL,
  source TEXT NOT NULL,
  reason TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX unsaid_webhooks_of_program ON unsaid_webhooks (program_id, number);

CREATE TRIGGER unusable_webhooks_kept AFTER INSERT ON unusable_webhooks BEGIN
  INSERT INTO unsaid_webhooks (program_id, webhook_number, source, reason, at_ms)
  VALUES (new.program_id, new.number, new.source, new.reason, new.received_at_ms);
END;
