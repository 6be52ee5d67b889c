import { expect, test } from "vitest";
import { DAY_MS, parseDurationMs } from "../../../../domain/kernel/duration.ts";

test.each([
  ["PT0S", 0],
  ["PT5S", 5_000],
  ["PT1H", 3_600_000],
  ["P7D", 7 * DAY_MS],
  ["P2W", 14 * DAY_MS],
  ["P1DT2H3M4S", DAY_MS + 7_384_000],
])("%s is %d milliseconds", (text, milliseconds) => {
  expect(parseDurationMs(text)).toBe(milliseconds);
});

test.each(["", "P", "PT", "P1DT", "P1M", "P1Y", "P1W2D", "PT1.5S", "-P1D", "p1d", "PT5", "P123456D", " P1D"])(
  "%j is no duration of fixed length",
  (text) => {
    expect(parseDurationMs(text)).toBeUndefined();
  },
);
