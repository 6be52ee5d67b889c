/** Days are those of the program's zone, also where clocks are put forward at midnight. */
import { expect, test } from "vitest";
import {
  beginOf,
  dayBefore,
  dayIn,
  lastDayText,
  minuteIn,
  typedTime,
} from "../../../dashboard/common/times.ts";

test.each([
  ["2026-11-29", "Asia/Shanghai", "2026-11-28T16:00:00.000Z"],
  ["2026-11-29", "America/New_York", "2026-11-29T05:00:00.000Z"],
  ["2026-07-01", "America/New_York", "2026-07-01T04:00:00.000Z"],
  ["2026-11-29", "Pacific/Kiritimati", "2026-11-28T10:00:00.000Z"],
  // Midnight is left out: the day begins an hour later by the clock.
  ["2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00.000Z"],
  ["2026-11-29", "UTC", "2026-11-29T00:00:00.000Z"],
])("%s begins in %s at %s", (day, zone, instant) => {
  expect(beginOf(day, zone)).toBe(instant);
  expect(dayIn(zone, Date.parse(instant))).toBe(day);
  expect(dayIn(zone, Date.parse(instant) - 1)).toBe(dayBefore(day, 1));
});

test("what ends with a day has it as its last one", () => {
  const ends = beginOf(dayBefore("2026-12-31", -1), "Asia/Shanghai");
  expect(ends).toBe("2026-12-31T16:00:00.000Z");
  expect(lastDayText(ends, "Asia/Shanghai", "en-GB")).toBe("31 Dec 2026");
  // What ends within a day has that one.
  expect(lastDayText("2026-12-31T04:00:00Z", "Asia/Shanghai", "en-GB")).toBe("31 Dec 2026");
});

test.each([
  ["2026-11-29T09:30", "Asia/Shanghai", "2026-11-29T01:30:00.000Z", "once", "2026-11-29T09:30"],
  ["2026-07-01T09:30", "America/New_York", "2026-07-01T13:30:00.000Z", "once", "2026-07-01T09:30"],
  // Clocks show it twice: the first is taken.
  ["2026-11-01T01:30", "America/New_York", "2026-11-01T05:30:00.000Z", "first", "2026-11-01T01:30"],
  ["2026-10-25T02:00", "Europe/Berlin", "2026-10-25T00:00:00.000Z", "first", "2026-10-25T02:00"],
  ["2026-10-25T03:00", "Europe/Berlin", "2026-10-25T02:00:00.000Z", "once", "2026-10-25T03:00"],
  // They leave it out: it is as much later.
  ["2026-03-08T02:30", "America/New_York", "2026-03-08T07:30:00.000Z", "never", "2026-03-08T03:30"],
  ["2026-10-04T02:15", "Australia/Lord_Howe", "2026-10-03T15:45:00.000Z", "never", "2026-10-04T02:45"],
  ["2026-03-08T03:00", "America/New_York", "2026-03-08T07:00:00.000Z", "once", "2026-03-08T03:00"],
])("%s by the clocks of %s is %s, which they show %s", (local, zone, instant, shown, read) => {
  expect(typedTime(local, zone, null)).toEqual({ instant, shown });
  expect(minuteIn(instant, zone)).toBe(read);
});

test.each([
  ["2026-11-01T01:30", "America/New_York", "2026-11-01T05:30:15.000Z", "first"],
  ["2026-11-01T01:30", "America/New_York", "2026-11-01T06:30:15.000Z", "second"],
  ["2026-10-25T02:00", "Europe/Berlin", "2026-10-25T01:00:59.999Z", "second"],
  ["2026-04-05T01:45", "Australia/Lord_Howe", "2026-04-04T14:45:00.000Z", "first"],
  ["2026-04-05T01:45", "Australia/Lord_Howe", "2026-04-04T15:15:00.000Z", "second"],
  ["2026-11-29T09:30", "Asia/Shanghai", "2026-11-29T01:30:15.000Z", "once"],
])("%s by the clocks of %s stays %s as it was saved, the %s", (local, zone, saved, shown) => {
  expect(minuteIn(saved, zone)).toBe(local);
  expect(typedTime(local, zone, saved)).toEqual({ instant: saved, shown });
  // Typed anew it is the first of the two, to the minute.
  const earlier = "2026-01-01T00:00:00.000Z";
  expect(typedTime(local, zone, earlier)).toEqual(typedTime(local, zone, null));
});

test("a year of five digits is no time", () => {
  expect(typedTime("20261-11-29T09:30", "Asia/Shanghai", null)).toBeNull();
});
