-- Long work of a program is done once at a time: an import of relations, a simulation of rules.
CREATE TABLE turns (
  program INTEGER NOT NULL REFERENCES programs (number),
  work TEXT NOT NULL,
  -- Random: whoever has the turn.
  holder TEXT NOT NULL,
  -- A turn that nobody keeps ends by itself.
  until_ms INTEGER NOT NULL,
  PRIMARY KEY (program, work)
) STRICT, WITHOUT ROWID;
