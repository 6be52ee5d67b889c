import * as fc from "fast-check";
import { expect, test } from "vitest";
import { partsOf, mapInParts } from "../../../../../worker/http/traffic/parts-of.ts";

test("parts hold every entry in sequence, none more than a weight but what is heavier alone", () => {
  const weights = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 60 });
  fc.assert(
    fc.property(weights, fc.integer({ min: 1, max: 40 }), (entries, most) => {
      const parts = partsOf(entries, (weight) => weight, most);
      expect(parts.flat()).toEqual(entries);
      for (const part of parts) {
        const sum = part.reduce((total, weight) => total + weight, 0);
        expect(part.length === 1 || sum <= most).toBe(true);
      }
      for (const [index, part] of parts.entries()) {
        const next = parts[index + 1]?.[0] ?? Infinity;
        expect(part.reduce((total, weight) => total + weight, 0) + next).toBeGreaterThan(most);
      }
    }),
  );
});

test("a long list is read in sequence, and others are let in on the way", async () => {
  const entries = Array.from({ length: 100 }, (_, index) => index);
  let read = 0;
  const seen: number[] = [];
  const watching = setInterval(() => seen.push(read), 0);
  const readings = await mapInParts(entries, (entry, index) => {
    read += 1;
    return `${index}: ${entry}`;
  });
  clearInterval(watching);
  expect(readings).toEqual(entries.map((entry) => `${entry}: ${entry}`));
  expect(seen.some((count) => count > 0 && count < entries.length)).toBe(true);
});

test("what is heavy lets others in more often than what is light", async () => {
  const turnsOf = async (weight: number) => {
    let turns = 0;
    const watching = setInterval(() => (turns += 1), 0);
    await mapInParts(Array.from({ length: 100 }), () => null, { weightOf: () => weight, most: 100 });
    clearInterval(watching);
    return turns;
  };
  expect(await turnsOf(50)).toBeGreaterThan(10);
  expect(await turnsOf(0)).toBe(0);
});
