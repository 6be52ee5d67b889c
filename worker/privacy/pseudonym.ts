/**
 * Pseudonyms of people who are erased: random, so that nothing leads back. They are of the person's own slot. So what was
 * told of the person is still told to the same objects.
 */
import { freshBytes } from "../platform/randomness.ts";
import { type ObjectMap, slotOf } from "../platform/objects.ts";

const BYTES = 16;

/** One draw in 256 is of the slot. */
export function newPseudonym(program: Pick<ObjectMap, "slotKey">, customerId: string): string {
  const slot = slotOf(program, "customer", customerId);
  for (;;) {
    const pseudonym = `erased-${Buffer.from(freshBytes(BYTES)).toString("hex")}`;
    if (slotOf(program, "customer", pseudonym) === slot) return pseudonym;
  }
}
