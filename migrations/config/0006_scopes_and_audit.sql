-- What a key reaches, as words with a space between. A key of before reached everything, and keeps it.
ALTER TABLE api_keys ADD COLUMN scopes TEXT NOT NULL DEFAULT 'orders read manage payouts keys';

-- Tokens of a promoter are listed, and revoked all at once.
CREATE INDEX promoter_tokens_by_promoter ON promoter_tokens (program, promoter, number);

-- Who changed what, by which credential. Written in the change's own transaction, or before a change that is made elsewhere.
CREATE TABLE audit (
  number INTEGER PRIMARY KEY,
  -- Null for what belongs to no program.
  program INTEGER REFERENCES programs (number),
  at_ms INTEGER NOT NULL,
  -- Whose act: 'operator', a key's id, or a promoter's.
  actor TEXT NOT NULL,
  -- By what: 'operator', a key's id, or a token's.
  credential TEXT NOT NULL,
  -- The operation's id in the description of the API, and the path that it was called by.
  operation TEXT NOT NULL,
  subject TEXT NOT NULL,
  -- Names of the members of the body, with a comma between: never what they held.
  members TEXT NOT NULL,
  request_id TEXT NOT NULL,
  -- 'asked' until the answer is known; then 'changed', 'repeated' or 'refused'.
  outcome TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_time ON audit (program, number);
CREATE INDEX audit_by_actor ON audit (program, actor, number);
-- A key is its own actor: what a token did is found by this.
CREATE INDEX audit_by_token ON audit (program, credential, number) WHERE actor <> credential;

-- Kept for two years: no statement takes away what is younger.
CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit
WHEN OLD.at_ms > (unixepoch() - 730 * 86400) * 1000
BEGIN
  SELECT RAISE(ABORT, 'the audit is only added to');
END;

CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
WHEN OLD.outcome <> 'asked' OR NEW.outcome = 'asked' OR NEW.number <> OLD.number OR NEW.program IS NOT OLD.program
  OR NEW.at_ms <> OLD.at_ms OR NEW.actor <> OLD.actor OR NEW.credential <> OLD.credential
  OR NEW.operation <> OLD.operation OR NEW.subject <> OLD.subject OR NEW.members <> OLD.members
  OR NEW.request_id <> OLD.request_id
BEGIN
  SELECT RAISE(ABORT, 'the audit is only added to');
END;
