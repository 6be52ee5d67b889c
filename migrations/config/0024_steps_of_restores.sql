-- The reconciliation that a restore waits for.
ALTER TABLE restores ADD COLUMN run INTEGER;
-- Why its last step failed; null: it did not.
ALTER TABLE restores ADD COLUMN failure TEXT;
-- When it last did a step, or failed at one.
ALTER TABLE restores ADD COLUMN stepped_at_ms INTEGER NOT NULL DEFAULT 0;
