/** Slots move so that objects have even shares, and none comes back to an object that it has left. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { SLOTS } from "../../domain/kernel/ids.ts";
import {
  dealtMap,
  mapAfter,
  movesLeft,
  nextMoves,
  parseSlotMap,
  slotMapText,
} from "../../domain/kernel/slot-map.ts";
import { sized } from "../support/effort.ts";

const growths = fc
  .uniqueArray(fc.integer({ min: 1, max: SLOTS }), { minLength: 1, maxLength: 5 })
  .map((sizes) => sizes.toSorted((one, other) => one - other));

test("however a program grows, shares end even, each slot moves forward alone, and none comes back", () => {
  fc.assert(
    fc.property(growths, fc.integer({ min: 1, max: 40 }), ([first = 1, ...later], most) => {
      let map = dealtMap(first);
      const held = map.map((index) => new Set([index]));
      for (const objects of later) {
        const expected = movesLeft(map, objects);
        let moves = 0;
        for (
          let next = nextMoves(map, objects, most);
          next.length > 0;
          next = nextMoves(map, objects, most)
        ) {
          const slots = next.flatMap((way) => way.slots);
          expect(slots.length).toBeLessThanOrEqual(most);
          expect(new Set(slots).size).toBe(slots.length);
          for (const { slots: some, from, to } of next) {
            expect(to).toBeLessThan(objects);
            for (const slot of some) {
              expect(map[slot]).toBe(from);
              expect(held[slot]?.has(to)).toBe(false);
              held[slot]?.add(to);
            }
          }
          map = mapAfter(map, next);
          moves += slots.length;
        }
        expect(moves).toBe(expected);
        expect(moves).toBeLessThan(SLOTS);
        const shares = Array.from({ length: objects }, (_, index) => map.filter((at) => at === index).length);
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
      }
    }),
    { numRuns: sized(10, 200, 20) },
  );
});

test("a map comes out of its text as it went in, and another text is refused", () => {
  for (const objects of [1, 3, 16, 256]) {
    expect(parseSlotMap(slotMapText(dealtMap(objects)))).toEqual(dealtMap(objects));
  }
  expect(() => parseSlotMap("00")).toThrow("a map names an object for each slot");
});
