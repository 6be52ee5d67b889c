import { expect, test } from "vitest";
import { noCounts, perEach } from "../../../bench/cost/counts.ts";
import { dollarsOf } from "../../../bench/cost/price.ts";
import { against, alone, atLeast, atMost, isMet, median, percentile } from "../../../bench/measurement.ts";

test("a bar is held against the ratio where there is one, else against the value", () => {
  const figures = { value: 50, reference: 100, ratio: 0.5 };
  expect(isMet(against("clicks", "requests/s", figures, "bare worker", atLeast(0.6)))).toBe(false);
  expect(isMet(against("clicks", "requests/s", figures, "bare worker", atLeast(0.5)))).toBe(true);
  expect(isMet(alone("cost", 0.5, "$", atMost(0.5)))).toBe(true);
  expect(isMet(alone("cost", 0.51, "$", atMost(0.5)))).toBe(false);
  expect(isMet(alone("memory", 100, "MB"))).toBe(null);
});

test("medians and percentiles lie between the values by proportion", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(percentile([10, 20, 30, 40, 50], 90)).toBe(46);
});

test("a message of up to 64 KB is three operations, a row written a dollar a million", () => {
  expect(dollarsOf({ ...noCounts(), queueMessages: 1e6, queueUnits: 1e6 })).toBeCloseTo(1.2);
  expect(dollarsOf({ ...noCounts(), rowsWritten: 1e6 })).toBeCloseTo(1);
  expect(dollarsOf({ ...noCounts(), workerRequests: 1e6, cpuMs: 2e6 })).toBeCloseTo(0.34);
  expect(perEach({ ...noCounts(), rowsWritten: 10 }, 4).rowsWritten).toBe(2.5);
});
