/** Contrast is computed as WCAG defines it. */
import { expect, test } from "vitest";
import { contrastOf, isColour } from "../../../../domain/program/contrast.ts";

test.each([
  ["#000000", "#ffffff", 21],
  ["#ffffff", "#ffffff", 1],
  ["#777777", "#ffffff", 4.48],
  ["#767676", "#FFFFFF", 4.54],
  ["#0000ff", "#ffffff", 8.59],
])("%s on %s stands %d to 1, in either sequence", (one, other, ratio) => {
  expect(contrastOf(one, other)).toBeCloseTo(ratio, 2);
  expect(contrastOf(other, one)).toBe(contrastOf(one, other));
});

test("a colour is six hexadecimal digits", () => {
  expect(["#0b5d4e", "#ABCDEF"].every(isColour)).toBe(true);
  for (const text of ["#fff", "0b5d4e", "#0b5d4g", "red", "#0b5d4e ", "#0b5d4eff"]) {
    expect([text, isColour(text)]).toEqual([text, false]);
  }
});
