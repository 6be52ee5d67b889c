import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Heaviest } from "../../../../../domain/risk/patterns/heaviest.ts";

test("no label that makes up more than its part of all is missing, and none counts too much", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }),
      fc.array(fc.tuple(fc.nat(12), fc.integer({ min: 1, max: 9 })), { maxLength: 80 }),
      (room, told) => {
        const heaviest = new Heaviest(room);
        const exact = new Map<number, number>();
        let all = 0;
        for (const [label, times] of told) {
          heaviest.add(label, times);
          exact.set(label, (exact.get(label) ?? 0) + times);
          all += times;
        }
        const found = new Map(heaviest.all());
        expect(found.size).toBeLessThanOrEqual(room);
        for (const [label, times] of exact) {
          const known = found.get(label) ?? 0;
          expect(known).toBeLessThanOrEqual(times);
          expect(known).toBeGreaterThanOrEqual(times - all / (room + 1));
        }
      },
    ),
  );
});
