/** Days are those of the program's zone, also where clocks are put forward at midnight. */
import { expect, test } from "vitest";
import { beginOf, dayBefore, dayIn, lastDayText } from "../../../dashboard/common/times.ts";

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
