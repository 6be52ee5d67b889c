import { expect, test } from "vitest";
import { against, alone, atLeast, atMost, isMet, median, percentile } from "../../../bench/measurement.ts";

test("a bar is held against the median of the ratios where there are some, else against the values'", () => {
  const figures = { values: [50, 10, 90], references: [100, 100, 100] };
  expect(isMet(against("clicks", "requests/s", figures, "bare worker", atLeast(0.6)))).toBe(false);
  expect(isMet(against("clicks", "requests/s", figures, "bare worker", atLeast(0.5)))).toBe(true);
  expect(isMet(alone("cost", 0.5, "$", atMost(0.5)))).toBe(true);
  expect(isMet(alone("waits", [0.2, 0.51, 0.9], "s", atMost(0.5)))).toBe(false);
  expect(isMet(alone("memory", 100, "MB"))).toBe(null);
});

test("what could not be measured meets no bar", () => {
  expect(isMet(alone("cost", [], "$", atMost(0.5)))).toBe(false);
  expect(isMet(against("orders", "orders/s", { values: [1], references: [] }, "textbook", atLeast(0)))).toBe(
    false,
  );
});

test("least, median and most of all rounds are kept, of ratios those of neighbouring rounds", () => {
  const figures = { values: [100, 300, 200], references: [100, 100, 400] };
  expect(against("orders", "orders/s", figures, "textbook")).toMatchObject({
    value: { min: 100, median: 200, max: 300 },
    reference: { min: 100, median: 100, max: 400 },
    ratio: { min: 0.5, median: 1, max: 3 },
  });
});

test("medians and percentiles lie between the values by proportion", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(percentile([10, 20, 30, 40, 50], 90)).toBe(46);
});
