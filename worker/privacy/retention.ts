/** What nobody needs for ever ends by its age: the hourly cron sweeps it. docs/privacy.md says how long each is kept. */
import { DAY_MS } from "../../domain/kernel/duration.ts";
import { sweepDeadLetters } from "../clicks/dead-letters.tables.ts";
import { REPORTED_KEPT_MS, sweepReported } from "../clicks/reported-conversions.tables.ts";
import { sweepIdempotencyKeys } from "../http/idempotency.tables.ts";
import { sweepCatchUps } from "../sources/catch-up/catch-ups.tables.ts";
import { HOURS_LOOKED_AT } from "../sources/health/source-conditions.ts";
import { sweepSourceHealth } from "../sources/health/source-counts.tables.ts";
import { sweepUnusableWebhooks } from "../sources/unusable-webhooks.tables.ts";

/** Bodies of webhooks, keys of repeats, catching up that ended, and letters that are done. */
const KEPT_MS = 30 * DAY_MS;
const HOUR_MS = DAY_MS / 24;
/** A letter that nobody has dealt with: monitoring has asked for it all the while. */
const OPEN_LETTERS_KEPT_MS = 365 * DAY_MS;

/** Each for itself: a database that is away holds up nothing of another. Answers how many rows went. */
export async function sweepOld({ CONFIG, REPORTS }: Env, nowMs: number): Promise<number> {
  const beforeMs = nowMs - KEPT_MS;
  const ended = await Promise.allSettled([
    sweepUnusableWebhooks(REPORTS, beforeMs),
    sweepSourceHealth(REPORTS, { beforeMs, beforeHour: Math.floor(nowMs / HOUR_MS) - HOURS_LOOKED_AT }),
    sweepDeadLetters(REPORTS, { doneBeforeMs: beforeMs, openBeforeMs: nowMs - OPEN_LETTERS_KEPT_MS }),
    sweepReported(REPORTS, nowMs - REPORTED_KEPT_MS),
    sweepIdempotencyKeys(CONFIG, beforeMs),
    sweepCatchUps(CONFIG, beforeMs),
  ]);
  let swept = 0;
  for (const one of ended) {
    if (one.status === "rejected") throw one.reason;
    swept += one.value;
  }
  return swept;
}
