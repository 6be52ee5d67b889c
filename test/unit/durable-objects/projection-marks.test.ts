/** Which moment D1 stands at is never mistaken, whenever a ledger begins anew. */
import { expect, test } from "vitest";
import {
  isExpected,
  ProjectionMarks,
} from "../../../durable-objects/commission-ledger/read-model/projection-marks.ts";
import type { ProjectionMark } from "../../../worker/read-models/order-projection.tables.ts";

/** The keys of an object, which outlive it. */
function keys(): SyncKvStorage {
  const values = new Map<string, unknown>();
  const get = (key: string) => values.get(key);
  const put = (key: string, value: unknown) => void values.set(key, value);
  return { get, put } as unknown as SyncKvStorage;
}

function knows(marks: ProjectionMarks, found: ProjectionMark | null): boolean {
  return isExpected(marks.expected(), found);
}

test("a mark that D1 has gone back to is strange, also to a ledger that has begun anew since the last answer", () => {
  const kv = keys();
  const first = new ProjectionMarks(kv, "first");
  const earlier = first.next();
  first.answered(earlier);
  const later = first.next();
  first.answered(later);

  const anew = new ProjectionMarks(kv, "anew");
  expect([knows(anew, later), knows(anew, earlier), knows(anew, null)]).toEqual([true, false, false]);
});

test("a write that was never answered may have arrived or not: both are known", () => {
  const kv = keys();
  const first = new ProjectionMarks(kv, "first");
  const earlier = first.next();
  first.answered(earlier);
  const tried = first.next();

  const anew = new ProjectionMarks(kv, "anew");
  expect([knows(anew, earlier), knows(anew, tried)]).toEqual([true, true]);
});

test("a number is given once, also after D1 went back: a copy of the time that was lost is strange when it is put back", () => {
  const marks = new ProjectionMarks(keys(), "one");
  const earlier = marks.next();
  marks.answered(earlier);
  const lost = marks.next();
  marks.answered(lost);
  // D1 is put back to the earlier one, which is believed from now on.
  marks.believe(earlier);
  const next = marks.next();
  marks.answered(next);
  expect([knows(marks, next), knows(marks, lost)]).toEqual([true, false]);
});

test("an answer that comes after the answer of a later write changes nothing", () => {
  const marks = new ProjectionMarks(keys(), "one");
  const [first, second, third] = [marks.next(), marks.next(), marks.next()];
  marks.answered(second);
  marks.answered(first);
  expect([first, second, third].map((mark) => knows(marks, mark))).toEqual([false, true, true]);
});
