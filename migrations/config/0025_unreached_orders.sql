-- Orders that refused what was last made of their case, and have not gone on by themselves. They are asked again each hour.
ALTER TABLE risk_cases ADD COLUMN unreached INTEGER NOT NULL DEFAULT 0;
