import * as fc from "fast-check";
import { expect, test } from "vitest";
import { WeighedMap } from "../../../../worker/platform/weighed-map.ts";

const mapOf = (entries: number, weight: number) =>
  new WeighedMap<number>({ entries, weight, weigh: (value) => value });

test("what was not used for longest goes first, by number and by weight", () => {
  const map = mapOf(3, 100);
  for (const key of ["a", "b", "c"]) map.set(key, 10);
  map.use("a");
  map.set("d", 10);
  expect(["a", "b", "c", "d"].map((key) => map.get(key))).toEqual([10, undefined, 10, 10]);
  map.set("e", 85);
  expect(["a", "c", "d", "e"].map((key) => map.get(key))).toEqual([undefined, undefined, 10, 85]);
});

test("one entry alone is kept, whatever it weighs", () => {
  const map = mapOf(3, 100);
  map.set("small", 1);
  map.set("large", 1_000);
  expect([map.get("small"), map.get("large"), map.weight]).toEqual([undefined, 1_000, 1_000]);
});

test("whatever happens, the bounds hold and the weight is that of the entries", () => {
  const key = fc.constantFrom("a", "b", "c", "d", "e");
  const act = fc.oneof(
    fc.tuple(fc.constant("set" as const), key, fc.nat(60)),
    fc.tuple(fc.constant("delete" as const), key, fc.constant(0)),
    fc.tuple(fc.constant("use" as const), key, fc.constant(0)),
  );
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
      const map = mapOf(3, 100);
      for (const [kind, name, weight] of acts) {
        if (kind === "set") map.set(name, weight);
        else if (kind === "delete") map.delete(name);
        else map.use(name);
        const kept = ["a", "b", "c", "d", "e"].flatMap((one) => map.get(one) ?? []);
        expect(map.size).toBe(kept.length);
        expect(map.weight).toBe(kept.reduce((sum, one) => sum + one, 0));
        expect(map.size <= 3 && (map.weight <= 100 || map.size === 1)).toBe(true);
      }
    }),
  );
});
