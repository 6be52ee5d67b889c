/** Periods of the calendar, as `P12M`: they end at the same time of day, and never later than in the month that they lead to. */
import { parseDurationMs } from "./duration.ts";

export interface CalendarPeriod {
  readonly months: number;
  /** After the months. */
  readonly restMs: number;
}

const MONTHS = /^P(?:(\d{1,4})Y)?(?:(\d{1,5})M)?(?=.|$)/;

/** An ISO 8601 duration with years and months, or undefined when `text` is none. */
export function parseCalendarPeriod(text: string): CalendarPeriod | undefined {
  const [head = "", years = "0", months = "0"] = MONTHS.exec(text) ?? [];
  const rest = text.slice(head.length);
  const restMs = rest === "" && head !== "" && head !== "P" ? 0 : parseDurationMs(`P${rest}`);
  return restMs === undefined ? undefined : { months: Number(years) * 12 + Number(months), restMs };
}

/**
 * When a period that begins at an instant is over. Months are counted in UTC: a month without the day ends the period on its
 * last day.
 */
export function endOfPeriodMs(fromMs: number, { months, restMs }: CalendarPeriod): number {
  const from = new Date(fromMs);
  const end = new Date(fromMs);
  end.setUTCDate(1);
  end.setUTCMonth(from.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() + 1, 0)).getUTCDate();
  end.setUTCDate(Math.min(from.getUTCDate(), lastDay));
  return end.getTime() + restMs;
}
