-- What pages told by themselves, hourly: for comparison with orders, never evidence. Link 0: no token said which.
CREATE TABLE page_counters (
  program_number INTEGER NOT NULL,
  hour_ms INTEGER NOT NULL CHECK (hour_ms % 3600000 = 0),
  link INTEGER NOT NULL,
  promoter INTEGER NOT NULL,
  pageviews INTEGER NOT NULL DEFAULT 0 CHECK (pageviews >= 0),
  conversions INTEGER NOT NULL DEFAULT 0 CHECK (conversions >= 0),
  amount_minor INTEGER NOT NULL DEFAULT 0 CHECK (amount_minor BETWEEN 0 AND 9007199254740991),
  PRIMARY KEY (program_number, hour_ms, link)
) STRICT, WITHOUT ROWID;
