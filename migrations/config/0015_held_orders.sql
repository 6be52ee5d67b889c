-- Orders of a held case that the read model had under review by then wait for a person; null: none yet.
ALTER TABLE risk_cases ADD COLUMN held_through_ms INTEGER;
CREATE INDEX risk_cases_held ON risk_cases (held_through_ms)
  WHERE state = 'open' AND held_at_ms IS NOT NULL AND applying_since_ms IS NULL;
