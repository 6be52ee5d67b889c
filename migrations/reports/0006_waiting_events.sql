-- Events of orders that had not come when their ledger was last looked at.
ALTER TABLE object_conditions ADD COLUMN waiting_events INTEGER NOT NULL DEFAULT 0;
