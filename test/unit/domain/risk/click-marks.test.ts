import { expect, test } from "vitest";
import type { PackedMarks } from "../../../../domain/attribution/touch.ts";
import {
  AGENT_CLASSES,
  type ClickMarks,
  COOKIE_STATES,
  isUnasked,
  marksOf,
  NAVIGATIONS,
  NETWORK_CLASSES,
  packMarks,
  REFERRER_CLASSES,
  SCORES,
} from "../../../../domain/risk/click-marks.ts";

function* everyMarks(): Generator<ClickMarks> {
  for (const agent of AGENT_CLASSES) {
    for (const navigation of NAVIGATIONS) {
      for (const cookie of COOKIE_STATES) {
        for (const network of NETWORK_CLASSES) {
          for (const referrer of REFERRER_CLASSES) {
            for (const score of SCORES) yield { agent, navigation, cookie, network, referrer, score };
          }
        }
      }
    }
  }
}

test("all marks are a number of 16 bits each, never 0, and read back as what they were", () => {
  const numbers = new Set<number>();
  for (const marks of everyMarks()) {
    const packed = packMarks(marks);
    expect(marksOf({ marks: packed })).toEqual(marks);
    expect(packed).toBeGreaterThan(0);
    expect(packed).toBeLessThan(2 ** 16);
    numbers.add(packed);
  }
  expect(numbers.size).toBe(5 * 4 * 3 * 5 * 4 * 4);
});

test("marks that were stored keep their meaning: the places of words never change", () => {
  const marks = {
    agent: "in_app",
    navigation: "missing",
    cookie: "new",
    network: "hosting",
    referrer: "social",
    score: "low",
  } as const;
  expect(packMarks(marks)).toBe(0x2a52);
});

test("no marks, and words of a later version, are none", () => {
  expect(marksOf({})).toBeNull();
  expect(marksOf({ marks: 0xffff as PackedMarks })).toBeNull();
});

test.each([
  ["activated", false],
  ["not_activated", true],
  ["missing", true],
  ["not_sent", null],
] as const)(
  "of a click whose browser says %s it is known whether nobody set it off: %s",
  (navigation, expected) => {
    const marks = {
      agent: "browser",
      navigation,
      cookie: "new",
      network: "household",
      referrer: "none",
      score: "none",
    } as const;
    expect(isUnasked({ marks: packMarks(marks) })).toBe(expected);
    expect(isUnasked({})).toBeNull();
  },
);
