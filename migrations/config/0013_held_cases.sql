-- Why a person looks longer, who that is, and since when; null: nobody has said so.
ALTER TABLE risk_cases ADD COLUMN held_reason TEXT;
ALTER TABLE risk_cases ADD COLUMN held_by TEXT;
ALTER TABLE risk_cases ADD COLUMN held_at_ms INTEGER;
