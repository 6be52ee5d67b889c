import * as fc from "fast-check";
import { expect, test } from "vitest";
import { discoveryRates } from "../../../../../domain/risk/patterns/false-discoveries.ts";

const chances = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 });

test("those that stand at a rate are those below the highest rank whose chance is under its part of the rate", () => {
  fc.assert(
    fc.property(chances, fc.double({ min: 0.01, max: 0.5, noNaN: true }), (given, rate) => {
      const sorted = given.toSorted((a, b) => a - b);
      const rank = sorted.findLastIndex((chance, place) => chance * given.length <= rate * (place + 1));
      const bound = rank < 0 ? -1 : (sorted[rank] ?? -1);
      const standing = given.map((chance) => chance <= bound);
      expect(discoveryRates(given).map((found) => found <= rate)).toEqual(standing);
    }),
  );
});

test("one suspicion alone stands at its own chance, and none at nothing", () => {
  expect(discoveryRates([0.03])).toEqual([0.03]);
  expect(discoveryRates([])).toEqual([]);
});
