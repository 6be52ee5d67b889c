-- Objects that an operator has left out of a restore, because they failed.
ALTER TABLE restores ADD COLUMN left_out TEXT NOT NULL DEFAULT '[]';
