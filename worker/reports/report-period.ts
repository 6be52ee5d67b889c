/** The period of a report: whole days in a time zone, or from an instant up to another. */
import { LIMITS } from "../../domain/kernel/limits.ts";
import { DAY_MS } from "../../domain/kernel/duration.ts";
import { dayAfter, dayOf, daysBetween, isDay, startOfDay } from "../../domain/program/calendar-day.ts";
import type { Span } from "../../domain/reports/cover.ts";
import { parseInstantMs } from "../http/instants.ts";
import { ApiProblem } from "../http/problem.ts";

export interface ReportPeriod extends Span {
  readonly timezone: string;
}

/** As it is asked for, each a day or an instant. */
export interface AskedPeriod {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly timezone?: string | undefined;
}

/** Years that a calendar of any time zone writes in four digits, and nothing was sold before. */
const YEARS = { first: "1970", last: "9998" } as const;

/** Days of a period that nobody bounds, today among them. */
const USUAL_DAYS = 30;

/**
 * The period that is asked for: the last 30 days, where nothing is said. A day counts whole, also as `to`.
 *
 * @throws ApiProblem `invalid_parameter` (422) when it is empty, longer than a report reaches, or of no year that a report has.
 */
export function periodOf(asked: AskedPeriod, programTimezone: string, nowMs: number): ReportPeriod {
  const { timezone = programTimezone } = asked;
  for (const path of ["from", "to"] as const) {
    const year = asked[path]?.slice(0, 4) ?? YEARS.first;
    if (year < YEARS.first || year > YEARS.last) {
      throw refused(path, `expected a time from ${YEARS.first} to ${YEARS.last}`);
    }
  }
  const today = dayOf(nowMs, timezone);
  const toMs = boundOf(asked.to ?? today, timezone, 1);
  const first = dayAfter(dayOf(toMs - 1, timezone), 1 - USUAL_DAYS);
  const fromMs = boundOf(asked.from ?? first, timezone, 0);
  if (fromMs >= toMs) throw refused("from", "expected a time before `to`");
  if (toMs - fromMs > LIMITS.reportDays * DAY_MS) {
    throw refused("from", `expected a period of at most ${LIMITS.reportDays} days`);
  }
  return { fromMs, toMs, timezone };
}

function boundOf(text: string, timezone: string, daysAfter: number): number {
  if (isDay(text)) return startOfDay(dayAfter(text, daysAfter), timezone);
  return parseInstantMs(text) ?? 0;
}

function refused(path: string, message: string): ApiProblem {
  return new ApiProblem("invalid_parameter", { errors: [{ path, message }] });
}

/** The period before: of as many days, where it is made of whole days, else as long. */
export function periodBefore({ fromMs, toMs, timezone }: ReportPeriod): ReportPeriod {
  if (!isOfDays({ fromMs, toMs }, timezone))
    return { fromMs: fromMs - (toMs - fromMs), toMs: fromMs, timezone };
  const [from, to] = [dayOf(fromMs, timezone), dayOf(toMs, timezone)];
  return { fromMs: startOfDay(dayAfter(from, -daysBetween(from, to)), timezone), toMs: fromMs, timezone };
}

/** Whether it is one day of a zone, from its begin to its end. */
export function isWholeDay({ fromMs, toMs }: Span, timezone: string): boolean {
  const day = dayOf(fromMs, timezone);
  return startOfDay(day, timezone) === fromMs && startOfDay(dayAfter(day, 1), timezone) === toMs;
}

/** Whether a period begins and ends with days of a zone. */
export function isOfDays({ fromMs, toMs }: Span, timezone: string): boolean {
  return [fromMs, toMs].every((atMs) => startOfDay(dayOf(atMs, timezone), timezone) === atMs);
}

/** A day of a period; the first and the last one may be cut by it. */
export interface DaySpan extends Span {
  readonly day: string;
}

/** The days of a period, from a place on: all of them where no number is given. A day that a zone left out is none. */
export function daysOf({ fromMs, toMs, timezone }: ReportPeriod, after = 0, most = Infinity): DaySpan[] {
  const days: DaySpan[] = [];
  let day = dayAfter(dayOf(fromMs, timezone), after);
  let startMs = Math.max(fromMs, startOfDay(day, timezone));
  while (startMs < toMs && days.length < most) {
    const next = dayAfter(day, 1);
    const nextMs = startOfDay(next, timezone);
    if (nextMs > startMs) days.push({ day, fromMs: startMs, toMs: Math.min(nextMs, toMs) });
    [day, startMs] = [next, Math.max(startMs, nextMs)];
  }
  return days;
}

/** The place of the day that an instant is of. What begins before the first day, and ends in it, is of the first. */
export function placeOf(days: readonly Span[], atMs: number): number {
  let [low, high] = [0, days.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((days[middle]?.fromMs ?? 0) <= atMs) low = middle;
    else high = middle - 1;
  }
  return low;
}
