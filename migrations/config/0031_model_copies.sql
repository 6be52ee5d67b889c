-- What a model of the operator's was asked to write, for an hour: so that the same is not asked twice, and nobody asks too much.
CREATE TABLE model_copies (
  number INTEGER PRIMARY KEY,
  program INTEGER NOT NULL REFERENCES programs (number),
  -- Null: the merchant asked.
  promoter INTEGER,
  -- A digest of what was asked.
  asked TEXT NOT NULL,
  -- JSON, as the model wrote them; null until it has.
  texts TEXT,
  asked_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX model_copies_of_programs ON model_copies (program, asked_at_ms);
CREATE INDEX model_copies_by_time ON model_copies (asked_at_ms);
