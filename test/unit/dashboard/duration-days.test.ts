/** Durations are shown as people say them where they are whole days. */
import { expect, test } from "vitest";
import { durationDays } from "../../../dashboard/desk/settings/duration-days.ts";

test("weeks and days are days, and nothing else is", () => {
  expect(["P30D", "P1D", "P2W", "P1W2D"].map(durationDays)).toEqual([30, 1, 14, 9]);
  expect(["P", "PT36H", "P1DT1H", "P12M", "30"].map(durationDays)).toEqual([null, null, null, null, null]);
});
