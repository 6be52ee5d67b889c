/**
 * How load spreads over the objects of a class when some keys are far hotter than others. Slots are taken by the very
 * functions that the service takes them by; the keys follow Zipf's law, as links, promoters and programs do.
 */
import { bookIndexOf, objectIndexOf, promoterRefOf } from "../domain/kernel/ids.ts";
import { slotOf } from "../worker/platform/objects.ts";

export interface Spread {
  /** Load of the busiest object over that of an object with an even share. */
  readonly busiestOverEven: number;
  /** Share of all load that the hottest key brings by itself. */
  readonly hottestKey: number;
  /** Share of all load that the busiest object takes. */
  readonly busiestShare: number;
}

/**
 * Load of `keys` keys, the n-th asked for as often as 1 / n ** exponent, over `objects` objects.
 *
 * @param objectOf the object of a key, 0 to objects - 1.
 */
export function spreadOf(
  keys: number,
  exponent: number,
  objects: number,
  objectOf: (key: number) => number,
): Spread {
  const loads = new Float64Array(objects);
  let total = 0;
  for (let key = 0; key < keys; key += 1) {
    const load = 1 / (key + 1) ** exponent;
    const object = objectOf(key);
    loads[object] = (loads[object] ?? 0) + load;
    total += load;
  }
  const busiest = Math.max(...loads);
  return {
    busiestOverEven: busiest / (total / objects),
    hottestKey: 1 / total,
    busiestShare: busiest / total,
  };
}

/** The object of an order or customer: a keyed hash, so that nobody can aim at one. */
export function objectsByHash(slotKey: string, kind: "order" | "customer", objects: number) {
  return (key: number): number => {
    const slot = slotOf({ slotKey }, kind, `${kind}-${key}`);
    return objectIndexOf(slot, objects);
  };
}

/** The object of a promoter, whose number carries its slot: given by lot when the promoter joined. */
export function objectsOfPromoters(slotKey: string, objects: number) {
  return (key: number): number => {
    const slot = slotOf({ slotKey }, "member", `member-${key}`);
    return bookIndexOf(promoterRefOf(key, slot), objects);
  };
}
