-- How a program's portal looks: one row a program, as JSON.
CREATE TABLE looks (
  program INTEGER PRIMARY KEY REFERENCES programs (number),
  look TEXT NOT NULL,
  updated_at_ms INTEGER NOT NULL
) STRICT;

-- The terms that promoters of a program accept, as versions.
CREATE TABLE terms_versions (
  program INTEGER NOT NULL REFERENCES programs (number),
  version INTEGER NOT NULL,
  published_at_ms INTEGER NOT NULL,
  -- JSON, by language.
  texts TEXT NOT NULL,
  PRIMARY KEY (program, version)
) STRICT;

CREATE TRIGGER terms_versions_stay BEFORE DELETE ON terms_versions
BEGIN
  SELECT RAISE(ABORT, 'terms are only added to');
END;

CREATE TRIGGER terms_versions_never_change BEFORE UPDATE ON terms_versions
BEGIN
  SELECT RAISE(ABORT, 'terms are only added to');
END;

-- Which promoter accepted which version, when, and by which credential it was said.
CREATE TABLE terms_acceptances (
  program INTEGER NOT NULL,
  promoter INTEGER NOT NULL,
  version INTEGER NOT NULL,
  accepted_at_ms INTEGER NOT NULL,
  credential TEXT NOT NULL,
  PRIMARY KEY (program, promoter, version),
  FOREIGN KEY (program, version) REFERENCES terms_versions (program, version)
) STRICT;

CREATE TRIGGER terms_acceptances_stay BEFORE DELETE ON terms_acceptances
BEGIN
  SELECT RAISE(ABORT, 'acceptances are only added to');
END;

CREATE TRIGGER terms_acceptances_never_change BEFORE UPDATE ON terms_acceptances
BEGIN
  SELECT RAISE(ABORT, 'acceptances are only added to');
END;
