-- How many ledgers the orders of a program are dealt to; null: as many as it has objects of the other classes.
ALTER TABLE programs ADD COLUMN ledgers INTEGER CHECK (ledgers > 0);
-- The ledger of each slot of orders, two hexadecimal digits each; null: dealt in turn, as when the program was made.
ALTER TABLE programs ADD COLUMN slot_map TEXT CHECK (length(slot_map) = 512);
