/** Periods that pages and calls ask for without saying much: they are known before anybody asks. */
import { dayAfter, dayOf, startOfDay } from "../../../domain/program/calendar-day.ts";
import type { Span } from "../../../domain/reports/cover.ts";
import { splitsOf } from "../periods/split-period.ts";

export interface UsualPeriod {
  readonly period: Span;
  /** Its days that are over. */
  readonly head: Span;
  /** Its hours that are over. */
  readonly hours: Span;
  /** Whether it is the period before one, with which a summary alone compares. */
  readonly isBefore: boolean;
}

/** What a report and the pages begin with. */
const DAYS = 30;
const FEW_DAYS = 7;
const MANY_DAYS = 90;

/** Days up to this one, this month and year, and the month before; and what the home compares with. Those of which days are over. */
export function usualPeriods(timezone: string, nowMs: number): UsualPeriod[] {
  const today = dayOf(nowMs, timezone);
  const end = dayAfter(today, 1);
  const [month, year] = [`${today.slice(0, 8)}01`, `${today.slice(0, 5)}01-01`];
  const monthBefore = `${dayAfter(month, -1).slice(0, 8)}01`;
  const upToNow = [dayAfter(end, -DAYS), dayAfter(end, -FEW_DAYS), month, dayAfter(end, -MANY_DAYS), year];
  const before = [DAYS, FEW_DAYS].map((days) => [dayAfter(end, -2 * days), dayAfter(end, -days)] as const);
  const asked = [...upToNow.map((from) => [from, end] as const), [monthBefore, month] as const];
  const overMs = startOfDay(today, timezone);
  const found = new Map<string, UsualPeriod>();
  for (const [place, [from, to]] of [...asked, ...before].entries()) {
    const period = { fromMs: startOfDay(from, timezone), toMs: startOfDay(to, timezone) };
    const head = { fromMs: period.fromMs, toMs: Math.min(period.toMs, overMs) };
    const name = `${head.fromMs} ${head.toMs}`;
    if (head.fromMs >= head.toMs || found.has(name)) continue;
    const hours = splitsOf(period, timezone, nowMs)[0]?.head ?? head;
    found.set(name, { period, head, hours, isBefore: place >= asked.length });
  }
  return [...found.values()];
}
