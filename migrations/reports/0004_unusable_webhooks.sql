-- Webhooks that were rightly signed and can never be used: kept to be read, a bounded number per program.
CREATE TABLE unusable_webhooks (
  number INTEGER PRIMARY KEY,
  program_id TEXT NOT NULL,
  source TEXT NOT NULL,
  webhook_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  body TEXT NOT NULL,
  received_at_ms INTEGER NOT NULL,
  UNIQUE (program_id, source, webhook_id)
) STRICT;
CREATE INDEX unusable_webhooks_by_program ON unusable_webhooks (program_id, number);
