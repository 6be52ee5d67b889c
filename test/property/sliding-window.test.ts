import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mayAdmit, withTime } from "../../domain/risk/sliding-window.ts";

const WINDOW_MS = 1_000;

function admitAll(times: readonly number[], limit: number): readonly number[] {
  let admitted: readonly number[] = [];
  for (const atMs of times) {
    if (mayAdmit(admitted, { key: "k", atMs, limit, windowMs: WINDOW_MS }))
      admitted = withTime(admitted, atMs, -1);
  }
  return admitted;
}

/** The most times in any half-open window, counted plainly. */
function fullestWindow(times: readonly number[]): number {
  return Math.max(
    0,
    ...times.map((start) => times.filter((time) => time >= start && time < start + WINDOW_MS).length),
  );
}

describe("a sliding window", () => {
  test("never holds more than its limit, in whatever sequence the times come", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 80 }),
        fc.integer({ min: 1, max: 6 }),
        (times, limit) => {
          expect(fullestWindow(admitAll(times, limit))).toBeLessThanOrEqual(limit);
        },
      ),
    );
  });

  test("refuses nothing that would fit", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 40 }),
        fc.integer({ min: 1, max: 6 }),
        (times, limit) => {
          let admitted: readonly number[] = [];
          for (const atMs of times) {
            const fits = fullestWindow([...admitted, atMs]) <= limit;
            expect(mayAdmit(admitted, { key: "k", atMs, limit, windowMs: WINDOW_MS })).toBe(fits);
            if (fits) admitted = withTime(admitted, atMs, -1);
          }
        },
      ),
    );
  });

  test("two times a whole window apart are not in one window", () => {
    expect(admitAll([0, 1_000, 1_999, 2_000], 1)).toEqual([0, 1_000, 2_000]);
  });
});
