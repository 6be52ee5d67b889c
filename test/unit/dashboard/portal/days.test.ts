/** Durations of the API are told in whole days, and never in fewer than they are. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { daysOf, daysUntil, ripeningOf } from "../../../../dashboard/portal/parts/days.ts";

test("a duration is as many days as it fills, and a part of a day counts as one", () => {
  const parts = fc.record({
    days: fc.integer({ min: 0, max: 999 }),
    hours: fc.integer({ min: 0, max: 23 }),
    seconds: fc.integer({ min: 0, max: 59 }),
  });
  fc.assert(
    fc.property(parts, ({ days, hours, seconds }) => {
      const told = daysOf(`P${days}DT${hours}H${seconds}S`);
      expect(told).toBe(days + (hours + seconds > 0 ? 1 : 0));
    }),
  );
  expect([daysOf("PT0S"), daysOf("P2W"), daysOf("PT604800S"), daysOf("PT36H")]).toEqual([0, 14, 7, 2]);
});

test("an instant comes within as many days as have begun until then, and within one at least", () => {
  const HOUR_MS = 3_600_000;
  const within = (hours: number) => daysUntil(new Date(Date.now() + hours * HOUR_MS).toISOString());
  expect([within(-50), within(1), within(23), within(36), within(24 * 30 - 1)]).toEqual([1, 1, 1, 2, 30]);
});

test("nobody waits for no days", () => {
  expect(ripeningOf("PT0S", "received")).toEqual({ id: "at-once-from-received", count: 0 });
  expect(ripeningOf("P7D", "paid")).toEqual({ id: "held-from-paid", count: 7 });
});
