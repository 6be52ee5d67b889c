import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { MissBudget } from "../../../../worker/platform/miss-budget.ts";
import { type Source, StaleCache } from "../../../../worker/platform/stale-cache.ts";

const TERMS = {
  found: 3,
  absent: 3,
  freshMs: 30_000,
  staleMs: 3_600_000,
  weight: 1_000,
  weigh: (value: string) => value.length,
};

beforeEach(() => {
  // Each failure of storage is a line of the log.
  vi.spyOn(console, "error").mockImplementation(() => {});
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** A source that answers what it is told to, and counts how often it is asked. */
function someSource(budget = new MissBudget({ burst: 1_000, perSecond: 0 })) {
  const source = {
    asked: [] as string[],
    answer: (key: string): Promise<string | null> => Promise.resolve(`${key}!`),
    later: [] as Promise<unknown>[],
    budget,
    load(key: string) {
      source.asked.push(key);
      return source.answer(key);
    },
    waitUntil(work: Promise<unknown>) {
      source.later.push(work);
    },
  };
  return source satisfies Source<string>;
}

test("what is fresh is answered at once, with no question", async () => {
  const cache = new StaleCache<string>(TERMS);
  const source = someSource();
  expect(await cache.get("a", 0, source)).toEqual({ kind: "found", value: "a!" });
  expect(cache.get("a", 29_999, source)).toEqual({ kind: "found", value: "a!" });
  expect(source.asked).toEqual(["a"]);
});

test("what is stale is answered at once and asked for once, after the answer", async () => {
  const cache = new StaleCache<string>(TERMS);
  const source = someSource();
  await cache.get("a", 0, source);
  source.answer = () => Promise.resolve("newer");
  for (let reader = 0; reader < 5; reader += 1) {
    expect(cache.get("a", 30_000, source)).toEqual({ kind: "found", value: "a!" });
  }
  await Promise.all(source.later);
  expect(source.asked).toEqual(["a", "a"]);
  expect(cache.get("a", 30_001, source)).toEqual({ kind: "found", value: "newer" });
});

test("what was removed is absent after the refresh", async () => {
  const cache = new StaleCache<string>(TERMS);
  const source = someSource();
  await cache.get("a", 0, source);
  source.answer = () => Promise.resolve(null);
  await cache.get("a", 30_000, source);
  await Promise.all(source.later);
  expect(cache.get("a", 30_001, source)).toEqual({ kind: "absent" });
});

test("while storage fails an answer is kept for an hour, asked for again now and then, and no longer", async () => {
  const cache = new StaleCache<string>(TERMS);
  const source = someSource();
  await cache.get("a", 0, source);
  source.answer = () => Promise.reject(new Error("down"));
  for (let atMs = 30_000; atMs < 3_600_000; atMs += 1_000) {
    expect(cache.get("a", atMs, source)).toEqual({ kind: "found", value: "a!" });
    await Promise.all(source.later);
  }
  expect(source.asked.length).toBeLessThanOrEqual(1 + 3_600 / 5);
  expect(await cache.get("a", 3_600_000, source)).toEqual({ kind: "unavailable", reason: "storage_failed" });
});

test("absence is remembered while it is fresh, then asked for again", async () => {
  const cache = new StaleCache<string>(TERMS);
  const source = someSource();
  source.answer = () => Promise.resolve(null);
  expect(await cache.get("a", 0, source)).toEqual({ kind: "absent" });
  expect(cache.get("a", 29_999, source)).toEqual({ kind: "absent" });
  source.answer = () => Promise.resolve("made");
  expect(await cache.get("a", 30_000, source)).toEqual({ kind: "found", value: "made" });
});

test("a failure is not remembered: the next asks again", async () => {
  const cache = new StaleCache<string>(TERMS);
  const source = someSource();
  source.answer = () => Promise.reject(new Error("down"));
  expect((await cache.get("a", 0, source)).kind).toBe("unavailable");
  source.answer = () => Promise.resolve("up");
  expect((await cache.get("a", 1, source)).kind).toBe("found");
});

test("entries are bounded; those that are asked for stay, and a flood of absent keys drives none out", async () => {
  const cache = new StaleCache<string>(TERMS);
  const source = someSource();
  for (const key of ["a", "b", "c"]) await cache.get(key, 0, source);
  await cache.get("a", 30_000, source);
  await Promise.all(source.later);
  await cache.get("d", 30_001, source);
  source.asked.length = 0;
  const found = source.answer;
  source.answer = () => Promise.resolve(null);
  for (let guess = 0; guess < 100; guess += 1) await cache.get(`guess-${guess}`, 30_002, source);
  source.answer = found;
  source.asked.length = 0;
  for (const key of ["a", "c", "d"]) expect((await cache.get(key, 30_003, source)).kind).toBe("found");
  await cache.get("b", 30_003, source);
  expect(source.asked.filter((key) => key !== "c")).toEqual(["b"]);
});

test("questions beyond the budget are not asked; what is known is answered all the same", async () => {
  const cache = new StaleCache<string>(TERMS);
  const source = someSource(new MissBudget({ burst: 2, perSecond: 1 }));
  await cache.get("a", 0, source);
  await cache.get("b", 0, source);
  expect(await cache.get("c", 0, source)).toEqual({ kind: "unavailable", reason: "over_budget" });
  expect(await cache.get("a", 0, source)).toMatchObject({ kind: "found" });
  expect(await cache.get("c", 1_000, source)).toMatchObject({ kind: "found" });
  expect(source.asked).toEqual(["a", "b", "c"]);
});

test("a question that died with its request holds nobody up for ever", async () => {
  const cache = new StaleCache<string>(TERMS);
  const dying = someSource();
  dying.answer = () => new Promise(() => {});
  void cache.get("a", 0, dying);
  const source = someSource();
  const answers = await Promise.all([cache.get("a", 1, source), cache.get("a", 1, source)]);
  expect(answers.map((answer) => answer.kind)).toEqual(["found", "found"]);
  expect(source.asked).toEqual(["a"]);
});

test("a forgotten key is asked for anew, and an answer that was under way is not remembered", async () => {
  const cache = new StaleCache<string>(TERMS);
  const source = someSource();
  let resolve: (value: string) => void = () => {};
  source.answer = () => new Promise((settle) => (resolve = settle));
  const old = cache.get("a", 0, source);
  cache.forget("a");
  resolve("before");
  expect(await old).toEqual({ kind: "found", value: "before" });
  source.answer = () => Promise.resolve("after");
  expect(await cache.get("a", 1, source)).toEqual({ kind: "found", value: "after" });
});

test("a miss budget allows its burst, then its rate, and a clock that steps back earns nothing", () => {
  const budget = new MissBudget({ burst: 3, perSecond: 2 });
  const taken = (atMs: number) => Array.from({ length: 10 }, () => budget.take(atMs)).filter(Boolean).length;
  expect(taken(1_000_000)).toBe(3);
  expect(taken(1_000_999)).toBe(1);
  expect(taken(999_000)).toBe(0);
  expect(taken(1_001_500)).toBe(2);
  expect(taken(9_000_000)).toBe(3);
});

test("entries are bounded by what they weigh together, however few they are", async () => {
  const cache = new StaleCache<string>(TERMS);
  const ask = async (key: string) =>
    await cache.get(key, 0, {
      load: async () => "x".repeat(600),
      waitUntil: () => {},
      budget: new MissBudget({ burst: 10, perSecond: 1 }),
    });
  await ask("a");
  await ask("b");
  expect([cache.fresh("a", 0), cache.fresh("b", 0)?.kind]).toEqual([undefined, "found"]);
});

test("what was asked for by a clock that was days ahead is asked for again as soon as the clock is right", async () => {
  const cache = new StaleCache<string>(TERMS);
  const source = someSource();
  const aheadMs = 5 * 86_400_000;
  await cache.get("a", aheadMs, source);
  expect(cache.fresh("a", aheadMs)).toBeDefined();
  expect(cache.fresh("a", 1_000)).toBeUndefined();
  source.answer = () => Promise.resolve("newer");
  expect(cache.get("a", 1_000, source)).toEqual({ kind: "found", value: "a!" });
  await Promise.all(source.later);
  expect(cache.get("a", 1_001, source)).toEqual({ kind: "found", value: "newer" });
});

test("a budget that a clock emptied while it was days ahead fills from the moment when the clock is right", () => {
  const budget = new MissBudget({ burst: 1, perSecond: 1 });
  const aheadMs = 5 * 86_400_000;
  expect([budget.take(aheadMs), budget.take(aheadMs)]).toEqual([true, false]);
  expect([budget.take(1_000), budget.take(2_000)]).toEqual([false, true]);
});
