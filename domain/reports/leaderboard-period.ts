/** The periods of leaderboards: a day, a week, a month of the calendar, or all until then. */
import { DAY_MS } from "../kernel/duration.ts";
import { dayAfter, dayOf, startOfDay } from "../program/calendar-day.ts";
import type { Span } from "./cover.ts";

export const LEADERBOARD_PERIODS = ["day", "week", "month", "all"] as const;
export type LeaderboardPeriod = (typeof LEADERBOARD_PERIODS)[number];

/** Weeks begin on Mondays, as ISO 8601 has it; the first day of 1970 was a Thursday. */
const DAYS_TO_THURSDAY = 3;
const WEEK_DAYS = 7;

/**
 * The period that an instant lies in. All ends with the day.
 *
 * @param timezone a name of the IANA time zone database.
 */
export function leaderboardSpan(period: LeaderboardPeriod, atMs: number, timezone: string): Span {
  const day = dayOf(atMs, timezone);
  if (period === "all") return { fromMs: 0, toMs: startOfDay(dayAfter(day, 1), timezone) };
  const [first, next] = boundsOf(period, day);
  return { fromMs: startOfDay(first, timezone), toMs: startOfDay(next, timezone) };
}

/** The first day of a period, and the first one behind it. */
function boundsOf(period: Exclude<LeaderboardPeriod, "all">, day: string): [string, string] {
  if (period === "day") return [day, dayAfter(day, 1)];
  if (period === "month") {
    const first = `${day.slice(0, 7)}-01`;
    // No month has 32 days, and none so few that the day falls into the one after the next.
    return [first, `${dayAfter(first, 31).slice(0, 7)}-01`];
  }
  const sinceMonday = (Math.floor(Date.parse(`${day}T00:00:00Z`) / DAY_MS) + DAYS_TO_THURSDAY) % WEEK_DAYS;
  const monday = dayAfter(day, -sinceMonday);
  return [monday, dayAfter(monday, WEEK_DAYS)];
}
