-- The WeChat official account of a program.
CREATE TABLE wechat_apps (
  program INTEGER PRIMARY KEY REFERENCES programs (number),
  app_id TEXT NOT NULL,
  -- The app's secret, encrypted under DATA_KEY.
  sealed TEXT NOT NULL,
  -- The file by which WeChat proves a host: its name and what it holds.
  verification_name TEXT,
  verification_content TEXT,
  updated_at_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX wechat_apps_by_verification ON wechat_apps (verification_name)
  WHERE verification_name IS NOT NULL;

-- Which promoter a person in WeChat is. An openid is kept as a keyed hash alone, and belongs to one app.
CREATE TABLE wechat_openids (
  program INTEGER NOT NULL REFERENCES programs (number),
  app_id TEXT NOT NULL,
  hash TEXT NOT NULL,
  promoter INTEGER NOT NULL,
  bound_at_ms INTEGER NOT NULL,
  PRIMARY KEY (program, app_id, hash)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX wechat_openids_of_promoter ON wechat_openids (program, app_id, promoter);
