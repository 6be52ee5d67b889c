/** Things in a random sequence, from a seed. */
import type { Chance } from "./chance.ts";

export function shuffled<Thing>(chance: Chance, things: readonly Thing[]): Thing[] {
  return things
    .map((thing) => ({ thing, at: chance.next() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ thing }) => thing);
}

/** Things in a random sequence, some of them again, and some only after all others, as a catch-up brings them. */
export function asDelivered<Thing>(chance: Chance, things: readonly Thing[]): Thing[] {
  const told = things.flatMap((thing) => (chance.hits(0.3) ? [thing, thing] : [thing]));
  const missing = new Set(things.filter(() => chance.hits(0.2)));
  const [late, inTime] = [told.filter((one) => missing.has(one)), told.filter((one) => !missing.has(one))];
  return [...shuffled(chance, inTime), ...shuffled(chance, late)];
}
