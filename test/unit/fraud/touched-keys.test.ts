import * as fc from "fast-check";
import { expect, test } from "vitest";
import { TouchedKeys } from "../../../domain/fraud/touched-keys.ts";

test("keys are dropped in the sequence of their last touch, as from a Map that each touch sets anew", () => {
  const step = fc.oneof(fc.constant("drop"), fc.constantFrom("a", "b", "c", "d", "e"));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const keys = new TouchedKeys<number>();
      const plain = new Map<string, number>();
      steps.forEach((key, value) => {
        if (key === "drop") {
          keys.dropOldest();
          const [oldest] = plain.keys();
          if (oldest !== undefined) plain.delete(oldest);
        } else {
          keys.touch(key, value);
          plain.delete(key);
          plain.set(key, value);
        }
        expect(keys.oldest).toBe([...plain.values()][0]);
        expect(keys.size).toBe(plain.size);
        for (const one of "abcde") expect(keys.get(one)).toBe(plain.get(one));
      });
    }),
  );
});
