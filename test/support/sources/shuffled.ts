/** What a checkout tells, as it is delivered: in any sequence, some of it again, and some only after all else. */
import type { Chance } from "../chance.ts";

export function asDelivered<Thing>(chance: Chance, things: readonly Thing[]): Thing[] {
  const told = things.flatMap((thing) => (chance.hits(0.3) ? [thing, thing] : [thing]));
  const missing = new Set(things.filter(() => chance.hits(0.2)));
  const [late, inTime] = [told.filter((one) => missing.has(one)), told.filter((one) => !missing.has(one))];
  return [...shuffled(chance, inTime), ...shuffled(chance, late)];
}

function shuffled<Thing>(chance: Chance, things: readonly Thing[]): Thing[] {
  return things
    .map((thing) => ({ thing, at: chance.next() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ thing }) => thing);
}
