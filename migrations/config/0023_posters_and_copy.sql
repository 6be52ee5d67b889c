-- Templates of posters, as JSON. The QR code of whoever shows one is drawn into it.
CREATE TABLE posters (
  program INTEGER NOT NULL REFERENCES programs (number),
  id TEXT NOT NULL,
  poster TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  PRIMARY KEY (program, id)
) STRICT;

-- Templates of share texts. An empty platform or occasion: for all of them.
CREATE TABLE copy_templates (
  program INTEGER NOT NULL REFERENCES programs (number),
  id TEXT NOT NULL,
  language TEXT NOT NULL,
  tone TEXT NOT NULL,
  platform TEXT NOT NULL,
  occasion TEXT NOT NULL,
  text TEXT NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  PRIMARY KEY (program, id)
) STRICT;
