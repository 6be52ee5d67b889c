import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  CalendarDays,
  dayAfter,
  dayOf,
  daysBetween,
  isDay,
  startOfDay,
} from "../../../../domain/program/calendar-day.ts";

const ZONES = [
  "UTC",
  "Asia/Shanghai",
  "America/New_York",
  "Asia/Kathmandu",
  "Europe/Berlin",
  "Australia/Lord_Howe",
];
const HOUR_MS = 3_600_000;

const plainDay = (atMs: number, timeZone: string) => new Date(atMs).toLocaleDateString("sv-SE", { timeZone });

test("every instant is of the day that begins last before it, as another formatter writes that day", () => {
  const instants = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2037, 0) });
  fc.assert(
    fc.property(instants, fc.constantFrom(...ZONES), (atMs, zone) => {
      const day = dayOf(atMs, zone);
      expect(day).toBe(plainDay(atMs, zone));
      const start = startOfDay(day, zone);
      expect(start).toBeLessThanOrEqual(atMs);
      expect([plainDay(start, zone), plainDay(start - 1, zone)]).toEqual([day, dayAfter(day, -1)]);
      expect(startOfDay(dayAfter(day, 1), zone)).toBeGreaterThan(atMs);
    }),
  );
});

test("a day lasts 23 or 25 hours where clocks are changed on it, and half an hour less on an island", () => {
  const hours = (day: string, zone: string) =>
    (startOfDay(dayAfter(day, 1), zone) - startOfDay(day, zone)) / HOUR_MS;
  expect(hours("2026-03-08", "America/New_York")).toBe(23);
  expect(hours("2026-11-01", "America/New_York")).toBe(25);
  expect(hours("2026-10-25", "Europe/Berlin")).toBe(25);
  expect(hours("2026-10-04", "Australia/Lord_Howe")).toBe(23.5);
  expect(hours("2026-11-01", "Asia/Shanghai")).toBe(24);
  expect(startOfDay("2026-11-27", "Asia/Kathmandu")).toBe(Date.UTC(2026, 10, 26, 18, 15));
});

test("a day begins at one o'clock where midnight is left out, and a day that was left out has no length", () => {
  expect(startOfDay("2018-11-04", "America/Sao_Paulo")).toBe(Date.UTC(2018, 10, 4, 3));
  expect(plainDay(startOfDay("2018-11-04", "America/Sao_Paulo") - 1, "America/Sao_Paulo")).toBe("2018-11-03");
  expect(startOfDay("2011-12-30", "Pacific/Apia")).toBe(startOfDay("2011-12-31", "Pacific/Apia"));
});

test("days are counted by the calendar, and what is none is told apart", () => {
  expect(dayAfter("2024-02-28", 2)).toBe("2024-03-01");
  expect(daysBetween("2026-10-01", "2026-11-01")).toBe(31);
  const texts = ["2026-02-29", "2024-02-29", "2026-13-01", "26-01-01", "2026-1-1", "2026-01-01T00:00:00Z"];
  expect(texts.map(isDay)).toEqual([false, true, false, false, false, false]);
});

test.each([
  ["UTC", "2026-03-29T12:00:00Z", "2026-03-29", "2026-03-29T00:00:00Z", 24],
  ["Asia/Shanghai", "2026-11-27T15:59:59.999Z", "2026-11-27", "2026-11-26T16:00:00Z", 24],
  ["Asia/Shanghai", "2026-11-27T16:00:00Z", "2026-11-28", "2026-11-27T16:00:00Z", 24],
  ["Asia/Kolkata", "2026-11-27T12:00:00Z", "2026-11-27", "2026-11-26T18:30:00Z", 24],
  ["Europe/Berlin", "2026-03-29T12:00:00Z", "2026-03-29", "2026-03-28T23:00:00Z", 23],
  ["Europe/Berlin", "2026-10-25T12:00:00Z", "2026-10-25", "2026-10-24T22:00:00Z", 25],
])("a day in %s at %s is %s, begins at %s and lasts %d hours", (timezone, at, day, from, hours) => {
  const found = new CalendarDays(timezone).of(Date.parse(at));
  expect([found.day, found.fromMs, (found.toMs - found.fromMs) / HOUR_MS]).toEqual([
    day,
    Date.parse(from),
    hours,
  ]);
});

test("days follow each other without a gap, in any sequence of questions", () => {
  const zones = fc.constantFrom(
    "UTC",
    "Asia/Shanghai",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
  );
  const instant = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2100, 0) });
  fc.assert(
    fc.property(zones, fc.array(instant, { minLength: 1, maxLength: 5 }), (timezone, instants) => {
      const days = new CalendarDays(timezone);
      for (const atMs of instants) {
        const day = days.of(atMs);
        expect(day.fromMs <= atMs && atMs < day.toMs).toBe(true);
        expect(days.of(day.toMs)).toMatchObject({ fromMs: day.toMs });
        expect(days.of(day.fromMs - 1)).toMatchObject({ toMs: day.fromMs });
        expect(new CalendarDays(timezone).of(atMs)).toEqual(day);
      }
    }),
    { numRuns: 60 },
  );
});
