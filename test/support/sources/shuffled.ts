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

/** What is sent before a catching up, and what while it runs or after it; all else is never sent. */
export function partlySent<Thing>(chance: Chance, things: readonly Thing[]) {
  const [before, meanwhile]: [Thing[], Thing[]] = [[], []];
  for (const thing of things) {
    if (chance.hits(0.4)) before.push(thing);
    if (chance.hits(0.3)) meanwhile.push(thing);
  }
  return { before: shuffled(chance, before), meanwhile: shuffled(chance, meanwhile) };
}
