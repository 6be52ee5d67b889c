/** Periods of the calendar end on the day that they lead to, or on the last one of its month. */
import { expect, test } from "vitest";
import { endOfPeriodMs, parseCalendarPeriod } from "../../../../domain/kernel/calendar-period.ts";
import { DAY_MS } from "../../../../domain/kernel/duration.ts";

const endOf = (from: string, text: string) => {
  const period = parseCalendarPeriod(text);
  return period === undefined ? undefined : new Date(endOfPeriodMs(Date.parse(from), period)).toISOString();
};

test.each([
  ["P12M", { months: 12, restMs: 0 }],
  ["P1Y", { months: 12, restMs: 0 }],
  ["P1Y6M", { months: 18, restMs: 0 }],
  ["P30D", { months: 0, restMs: 30 * DAY_MS }],
  ["P2W", { months: 0, restMs: 14 * DAY_MS }],
  ["P1M2DT3H", { months: 1, restMs: 2 * DAY_MS + 3 * 3_600_000 }],
  ["PT30M", { months: 0, restMs: 30 * 60_000 }],
  ["PT0S", { months: 0, restMs: 0 }],
])("%s is read", (text, period) => {
  expect(parseCalendarPeriod(text)).toEqual(period);
});

test.each(["", "P", "PT", "12M", "P12", "P-1M", "P1M1Y", "P1.5M", "P1MT", "p1m", "P1M "])(
  "%j is no period",
  (text) => {
    expect(parseCalendarPeriod(text)).toBeUndefined();
  },
);

test.each([
  ["2025-11-27T08:00:00.123Z", "P12M", "2026-11-27T08:00:00.123Z"],
  ["2026-01-31T23:59:59.000Z", "P1M", "2026-02-28T23:59:59.000Z"],
  ["2024-02-29T00:00:00.000Z", "P1Y", "2025-02-28T00:00:00.000Z"],
  ["2026-12-31T12:00:00.000Z", "P2M", "2027-02-28T12:00:00.000Z"],
  ["2026-08-31T12:00:00.000Z", "P1M1D", "2026-10-01T12:00:00.000Z"],
])("%s and %s end at %s", (from, text, end) => {
  expect(endOf(from, text)).toBe(end);
});
