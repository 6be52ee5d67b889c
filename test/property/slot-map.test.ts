/** Slots move so that objects have even shares, and none comes back to an object that it has left. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { SLOTS } from "../../domain/kernel/ids.ts";
import {
  dealtMap,
  mapAfter,
  movesLeft,
  nextMove,
  parseSlotMap,
  slotMapText,
} from "../../domain/kernel/slot-map.ts";
import { sized } from "../support/effort.ts";

const growths = fc
  .uniqueArray(fc.integer({ min: 1, max: SLOTS }), { minLength: 1, maxLength: 5 })
  .map((sizes) => sizes.toSorted((one, other) => one - other));

test("however a program grows, shares end even, each slot moves forward alone, and none comes back", () => {
  fc.assert(
    fc.property(growths, ([first = 1, ...later]) => {
      let map = dealtMap(first);
      const held = map.map((index) => new Set([index]));
      for (const objects of later) {
        const expected = movesLeft(map, objects);
        let moves = 0;
        for (let move = nextMove(map, objects); move !== null; move = nextMove(map, objects)) {
          expect(map[move.slot]).toBe(move.from);
          expect(move.to).toBeLessThan(objects);
          expect(held[move.slot]?.has(move.to)).toBe(false);
          held[move.slot]?.add(move.to);
          map = mapAfter(map, move);
          moves += 1;
        }
        expect(moves).toBe(expected);
        expect(moves).toBeLessThan(SLOTS);
        const shares = Array.from({ length: objects }, (_, index) => map.filter((at) => at === index).length);
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
      }
    }),
    { numRuns: sized(20, 500) },
  );
});

test("a map comes out of its text as it went in, and another text is refused", () => {
  for (const objects of [1, 3, 16, 256]) {
    expect(parseSlotMap(slotMapText(dealtMap(objects)))).toEqual(dealtMap(objects));
  }
  expect(() => parseSlotMap("00")).toThrow("a map names an object for each slot");
});
