/** Calendar months in a program's time zone: which one an instant falls into, and when the next begins. */
import { dayOf, startOfDay } from "./calendar-day.ts";

/** `2026-11`: sorts as text. */
export type Month = string;

const MONTH_CHARACTERS = 7;

/** The calendar month of an instant. @param timezone a name of the IANA time zone database. */
export function monthOf(atMs: number, timezone: string): Month {
  return dayOf(atMs, timezone).slice(0, MONTH_CHARACTERS);
}

/** The first instant of the month after that of `atMs`. */
export function nextMonthMs(atMs: number, timezone: string): number {
  const first = new Date(`${monthOf(atMs, timezone)}-01T00:00:00Z`);
  first.setUTCMonth(first.getUTCMonth() + 1);
  return startOfDay(first.toISOString().slice(0, 10), timezone);
}
