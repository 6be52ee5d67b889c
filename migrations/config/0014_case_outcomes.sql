-- What a case made of each order, so that a ledger that is put back hears of it again.
-- 'review', 'reverse' or 'clear'; null: it is not known to have reached the order.
ALTER TABLE risk_case_orders ADD COLUMN outcome TEXT;
-- Which decision of the case that was: the first, or the one after an appeal.
ALTER TABLE risk_case_orders ADD COLUMN decision INTEGER;
ALTER TABLE risk_case_orders ADD COLUMN applied_at_ms INTEGER;
-- Since when the order waits to hear of it again; null: it does not.
ALTER TABLE risk_case_orders ADD COLUMN replay_since_ms INTEGER;
CREATE INDEX risk_case_orders_replayed ON risk_case_orders (case_number, order_id) WHERE replay_since_ms IS NOT NULL;
