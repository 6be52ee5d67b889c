-- Until when a person looks longer; null: nobody does, or a case of before holds had an end.
ALTER TABLE risk_cases ADD COLUMN held_until_ms INTEGER;
