-- Webhooks that could not be used are kept whole, and can be tried again: the headers that their source reads, and when
-- one was used after all.
ALTER TABLE unusable_webhooks ADD COLUMN headers TEXT NOT NULL DEFAULT '{}';
ALTER TABLE unusable_webhooks ADD COLUMN done_at_ms INTEGER;
CREATE INDEX unusable_webhooks_open ON unusable_webhooks (program_id, number) WHERE done_at_ms IS NULL;
CREATE INDEX unusable_webhooks_large ON unusable_webhooks (program_id, number) WHERE length(body) > 16384;
