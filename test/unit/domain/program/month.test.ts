import { expect, test } from "vitest";
import { monthOf, nextMonthMs } from "../../../../domain/program/month.ts";

test.each([
  ["UTC", "2026-10-31T23:59:59.999Z", "2026-10", "2026-11-01T00:00:00.000Z"],
  ["Asia/Shanghai", "2026-10-31T15:59:59.999Z", "2026-10", "2026-10-31T16:00:00.000Z"],
  ["Asia/Shanghai", "2026-10-31T16:00:00.000Z", "2026-11", "2026-11-30T16:00:00.000Z"],
  ["Asia/Kathmandu", "2026-02-28T18:14:00.000Z", "2026-02", "2026-02-28T18:15:00.000Z"],
  // Clocks go back within October and forward within March.
  ["Europe/Berlin", "2026-10-01T00:00:00.000Z", "2026-10", "2026-10-31T23:00:00.000Z"],
  ["America/New_York", "2026-03-01T05:00:00.000Z", "2026-03", "2026-04-01T04:00:00.000Z"],
  ["Pacific/Apia", "2011-12-15T00:00:00.000Z", "2011-12", "2011-12-31T10:00:00.000Z"],
])("in %s %s falls into %s, and the next month begins at %s", (timezone, at, month, next) => {
  expect(monthOf(Date.parse(at), timezone)).toBe(month);
  expect(new Date(nextMonthMs(Date.parse(at), timezone)).toISOString()).toBe(next);
});
