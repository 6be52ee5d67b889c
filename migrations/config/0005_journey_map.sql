-- The Journey of each slot of customers, two hexadecimal digits each; null: dealt in turn, as when the program was made.
ALTER TABLE programs ADD COLUMN journey_map TEXT CHECK (length(journey_map) = 512);
