/** What nobody needs for ever ends by its age: the hourly cron sweeps it. docs/privacy.md says how long each is kept. */
import { DAY_MS, HOUR_MS } from "../../domain/kernel/duration.ts";
import { sweepPeople } from "../access/people/people.tables.ts";
import { sweepAlerts } from "../alerts/alerts.tables.ts";
import { sweepDeadLetters } from "../clicks/dead-letters.tables.ts";
import { REPORTED_KEPT_MS, sweepReported } from "../clicks/reported-conversions.tables.ts";
import { sweepIdempotencyKeys } from "../http/idempotency.tables.ts";
import { sweepSignInLinks } from "../sign-in/sign-in-links.tables.ts";
import { sweepCatchUps } from "../sources/catch-up/catch-ups.tables.ts";
import { HOURS_LOOKED_AT } from "../sources/health/source-conditions.ts";
import { sweepSourceHealth } from "../sources/health/source-counts.tables.ts";
import { sweepUnusableWebhooks } from "../sources/unusable-webhooks.tables.ts";

/** Bodies of webhooks, keys of repeats, catching up that ended, and letters that are done. */
const KEPT_MS = 30 * DAY_MS;
/** A letter that nobody has dealt with: monitoring has asked for it all the while. */
const OPEN_LETTERS_KEPT_MS = 365 * DAY_MS;
/** Who was removed, longer than the audit holds what they did. */
const REMOVED_PEOPLE_KEPT_MS = 732 * DAY_MS;

/** As long as orders may come late. */
const ALERTS_KEPT_MS = 400 * DAY_MS;

/** Each for itself: a database that is away holds up nothing of another. Answers how many rows went. */
export async function sweepOld({ CONFIG, REPORTS }: Env, nowMs: number): Promise<number> {
  const beforeMs = nowMs - KEPT_MS;
  const ended = await Promise.allSettled([
    sweepUnusableWebhooks(REPORTS, beforeMs),
    sweepSourceHealth(REPORTS, { beforeMs, beforeHour: Math.floor(nowMs / HOUR_MS) - HOURS_LOOKED_AT }),
    sweepDeadLetters(REPORTS, { doneBeforeMs: beforeMs, openBeforeMs: nowMs - OPEN_LETTERS_KEPT_MS }),
    sweepReported(REPORTS, nowMs - REPORTED_KEPT_MS),
    sweepAlerts(REPORTS, nowMs - ALERTS_KEPT_MS),
    sweepIdempotencyKeys(CONFIG, beforeMs),
    sweepCatchUps(CONFIG, beforeMs),
    sweepPeople(CONFIG, nowMs - REMOVED_PEOPLE_KEPT_MS),
    sweepSignInLinks(CONFIG, nowMs - DAY_MS),
  ]);
  let swept = 0;
  for (const one of ended) {
    if (one.status === "rejected") throw one.reason;
    swept += one.value;
  }
  return swept;
}
