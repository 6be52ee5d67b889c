/** Which moment D1 stands at is never mistaken, whenever a ledger begins anew. */
import { expect, test } from "vitest";
import { ProjectionMarks } from "../../../durable-objects/commission-ledger/read-model/projection-marks.ts";

/** The keys of an object, which outlive it. */
function keys(): SyncKvStorage {
  const values = new Map<string, unknown>();
  const get = (key: string) => values.get(key);
  const put = (key: string, value: unknown) => void values.set(key, value);
  return { get, put } as unknown as SyncKvStorage;
}

test("a mark that D1 has gone back to is strange, also to a ledger that has begun anew since the last answer", () => {
  const kv = keys();
  const first = new ProjectionMarks(kv, "first");
  const earlier = first.next();
  first.answered(null, earlier);
  const later = first.next();
  first.answered(earlier, later);

  const anew = new ProjectionMarks(kv, "anew");
  expect([anew.knows(later), anew.knows(earlier), anew.knows(null)]).toEqual([true, false, false]);
});

test("a write that was never answered may have arrived or not: both are known", () => {
  const kv = keys();
  const first = new ProjectionMarks(kv, "first");
  const earlier = first.next();
  first.answered(null, earlier);
  const tried = first.next();

  const anew = new ProjectionMarks(kv, "anew");
  expect([anew.knows(earlier), anew.knows(tried)]).toEqual([true, true]);
});

test("a number is given once, also after D1 went back: a copy of the time that was lost is strange when it is put back", () => {
  const marks = new ProjectionMarks(keys(), "one");
  const earlier = marks.next();
  marks.answered(null, earlier);
  const lost = marks.next();
  marks.answered(earlier, lost);
  // D1 is put back to the earlier one, which is believed from now on.
  marks.answered(earlier, null);
  const next = marks.next();
  marks.answered(earlier, next);
  expect([marks.knows(next), marks.knows(lost)]).toEqual([true, false]);
});
