-- Clicks of a program by hour and by day of UTC. A kind is a channel of clicks that count, a reason of those that do not, or
-- `impression`.
CREATE TABLE click_hours (
  program INTEGER NOT NULL,
  start_ms INTEGER NOT NULL,
  kind TEXT NOT NULL,
  clicks INTEGER NOT NULL,
  unique_clicks INTEGER NOT NULL,
  PRIMARY KEY (program, start_ms, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE click_days (
  program INTEGER NOT NULL,
  start_ms INTEGER NOT NULL,
  kind TEXT NOT NULL,
  clicks INTEGER NOT NULL,
  unique_clicks INTEGER NOT NULL,
  PRIMARY KEY (program, start_ms, kind)
) STRICT, WITHOUT ROWID;

-- Clicks of links by day and by month of UTC. The reason is empty of clicks that count.
CREATE TABLE link_days (
  program INTEGER NOT NULL,
  start_ms INTEGER NOT NULL,
  promoter INTEGER NOT NULL,
  link INTEGER NOT NULL,
  reason TEXT NOT NULL,
  clicks INTEGER NOT NULL,
  unique_clicks INTEGER NOT NULL,
  impressions INTEGER NOT NULL,
  PRIMARY KEY (program, start_ms, promoter, link, reason)
) STRICT, WITHOUT ROWID;

CREATE TABLE link_months (
  program INTEGER NOT NULL,
  promoter INTEGER NOT NULL,
  link INTEGER NOT NULL,
  reason TEXT NOT NULL,
  start_ms INTEGER NOT NULL,
  clicks INTEGER NOT NULL,
  unique_clicks INTEGER NOT NULL,
  impressions INTEGER NOT NULL,
  PRIMARY KEY (program, promoter, link, reason, start_ms)
) STRICT, WITHOUT ROWID;

-- What was counted before. Nobody noted where these clicks came from.
INSERT INTO click_hours SELECT program, hour_ms, 'unknown', sum(clicks), sum(unique_clicks)
  FROM click_counters GROUP BY 1, 2 HAVING sum(clicks) > 0;
INSERT INTO click_hours SELECT program, hour_ms, 'impression', sum(impressions), 0
  FROM click_counters GROUP BY 1, 2 HAVING sum(impressions) > 0;
INSERT INTO click_hours SELECT program, hour_ms, reason, sum(clicks), 0 FROM invalid_counters GROUP BY 1, 2, 3;
INSERT INTO click_days SELECT program, start_ms - start_ms % 86400000, kind, sum(clicks), sum(unique_clicks)
  FROM click_hours GROUP BY 1, 2, 3;
INSERT INTO link_days SELECT program, hour_ms - hour_ms % 86400000, promoter, link, '', sum(clicks), sum(unique_clicks),
  sum(impressions) FROM click_counters GROUP BY 1, 2, 3, 4;
INSERT INTO link_days SELECT program, hour_ms - hour_ms % 86400000, promoter, link, reason, sum(clicks), 0, 0
  FROM invalid_counters GROUP BY 1, 2, 3, 4, 5;
INSERT INTO link_months SELECT program, promoter, link, reason,
  unixepoch(start_ms / 1000, 'unixepoch', 'start of month') * 1000, sum(clicks), sum(unique_clicks), sum(impressions)
  FROM link_days GROUP BY 1, 2, 3, 4, 5;
