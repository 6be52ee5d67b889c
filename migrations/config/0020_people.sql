-- People of a program. Who signs in by OpenID Connect under a verified address reaches what the role here reaches.
CREATE TABLE people (
  -- Never given again: the audit names people by it, also those whose rows are gone.
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  program INTEGER NOT NULL REFERENCES programs (number),
  -- In lower case.
  email TEXT NOT NULL,
  role TEXT NOT NULL,
  -- Greater than every one before, with each change: a session that began before it has ended.
  revision INTEGER NOT NULL,
  added_at_ms INTEGER NOT NULL,
  -- Null while the person belongs to the program. The row stays as long as the audit holds what the person did.
  removed_at_ms INTEGER,
  UNIQUE (email, program)
) STRICT;

CREATE INDEX people_of_program ON people (program, number);
CREATE INDEX people_by_revision ON people (revision);
CREATE INDEX people_removed ON people (removed_at_ms) WHERE removed_at_ms IS NOT NULL;

-- Links by which a promoter is signed in, once and within minutes.
CREATE TABLE sign_in_links (
  -- SHA-256 of its token, in hex.
  hash TEXT PRIMARY KEY,
  program INTEGER NOT NULL REFERENCES programs (number),
  promoter INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX sign_in_links_of_promoter ON sign_in_links (program, promoter);
CREATE INDEX sign_in_links_by_end ON sign_in_links (expires_at_ms);

-- The link that a token was made by. One link makes one token: of two that open it at once, the second makes none.
ALTER TABLE promoter_tokens ADD COLUMN sign_in_link TEXT;
CREATE UNIQUE INDEX promoter_tokens_of_link ON promoter_tokens (sign_in_link);
