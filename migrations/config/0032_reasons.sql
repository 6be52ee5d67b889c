-- Why an act was done, as its author wrote it, of acts that take something away. Null of all others, and once a person it may name is erased.
ALTER TABLE audit ADD COLUMN reason TEXT;
CREATE INDEX audit_with_reasons ON audit (program, subject) WHERE reason IS NOT NULL;

DROP TRIGGER audit_never_changes;
CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
WHEN NEW.number <> OLD.number OR NEW.program IS NOT OLD.program
  OR NEW.at_ms <> OLD.at_ms OR NEW.actor <> OLD.actor OR NEW.credential <> OLD.credential
  OR NEW.operation <> OLD.operation OR NEW.subject <> OLD.subject OR NEW.members <> OLD.members
  OR NEW.request_id <> OLD.request_id
  OR NOT (
    -- Its outcome becomes known, once.
    (OLD.outcome = 'asked' AND NEW.outcome <> 'asked' AND NEW.reason IS OLD.reason)
    -- Or its reason is forgotten.
    OR (NEW.outcome = OLD.outcome AND OLD.reason IS NOT NULL AND NEW.reason IS NULL)
  )
BEGIN
  SELECT RAISE(ABORT, 'the audit is only added to');
END;
