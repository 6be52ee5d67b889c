-- Where a program's objects lie: part of their names. Null: the platform makes each near its first caller.
ALTER TABLE programs ADD COLUMN region TEXT;
