-- What happened to cases and is not in the program's log of events yet: written with the change, deleted when the log has it.
CREATE TABLE unsaid_cases (
  number INTEGER PRIMARY KEY,
  program INTEGER NOT NULL,
  case_number INTEGER NOT NULL,
  promoter INTEGER NOT NULL,
  state TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX unsaid_cases_of_program ON unsaid_cases (program, number);

CREATE TRIGGER risk_cases_opened AFTER INSERT ON risk_cases BEGIN
  INSERT INTO unsaid_cases (program, case_number, promoter, state, at_ms)
  VALUES (new.program, new.number, new.promoter, new.state, new.opened_at_ms);
END;

-- One that was confirmed is open again when it is appealed.
CREATE TRIGGER risk_cases_turned AFTER UPDATE OF state ON risk_cases WHEN new.state <> old.state BEGIN
  INSERT INTO unsaid_cases (program, case_number, promoter, state, at_ms)
  VALUES (new.program, new.number, new.promoter, new.state,
    CASE new.state WHEN 'open' THEN new.appealed_at_ms ELSE new.closed_at_ms END);
END;
