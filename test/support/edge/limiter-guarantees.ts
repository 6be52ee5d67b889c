/** What any judge of clicks guarantees: the same tests pass on ClickGuard and on Redis. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Admission } from "../../../domain/risk/sliding-window.ts";
import { sized } from "../effort.ts";
import type { Judge, Verdicts } from "../../../worker/clicks/judge.ts";

/** Long enough ago that nothing below has yet to happen. */
const NOW_MS = Date.now() - 120_000;
const minute = (key: string, atMs: number, limit = 5): Admission => ({ key, atMs, limit, windowMs: 60_000 });

const network = (atMs: number): Admission => ({
  key: "n:office",
  atMs,
  limit: 2,
  windowMs: 600_000,
  perReturning: 3,
});
const returning = (visitor: string, atMs: number): Admission => ({
  key: `k:office:${visitor}`,
  atMs,
  limit: Number.MAX_SAFE_INTEGER,
  windowMs: 600_000,
});

const VISITORS = ["a", "b", "c"] as const;
const tap = fc.record({
  visitor: fc.constantFrom(...VISITORS),
  isBack: fc.boolean(),
  atMs: fc.integer({ min: NOW_MS - 90_000, max: NOW_MS }),
});

function admissionsOf({ visitor, isBack, atMs }: { visitor: string; isBack: boolean; atMs: number }) {
  return [minute(`v:${visitor}`, atMs, 4), isBack ? returning(visitor, atMs) : network(atMs)];
}

/** The most times in any half-open window, counted plainly. */
function fullest(times: readonly number[], windowMs: number): number {
  const within = (start: number) => times.filter((time) => time >= start && time < start + windowMs).length;
  return Math.max(0, ...times.map(within));
}

/** Asks about one batch of one program. */
export type JudgeOfBatch = (batchId: string, events: readonly (readonly Admission[])[]) => Promise<Verdicts>;

/** A judge of many programs as the judge of one of them. */
export function judgeOfProgram(judge: Judge, program: number): JudgeOfBatch {
  return async (batchId, events) => {
    const [verdicts] = await judge([{ program, region: null, batchId, events }]);
    if (verdicts === undefined) throw new Error("an answer for each question");
    return verdicts;
  };
}

let batches = 0;
const nextBatch = () => `batch-${(batches += 1)}`;

/** @param nextProgram the number of a program of which nothing is remembered yet. */
export function limiterGuarantees(name: string, judgeNow: () => Judge, nextProgram: () => number): void {
  const freshJudge = () => judgeOfProgram(judgeNow(), nextProgram());
  describe(`${name} as the judge of clicks`, () => {
    test("admits up to the limit of a window and no more, within a batch and across batches", async () => {
      const judge = freshJudge();
      const seven = Array.from({ length: 7 }, (_, index) => [minute("ip", NOW_MS + index)]);
      expect(await judge(nextBatch(), seven)).toEqual([null, null, null, null, null, 0, 0]);
      expect(await judge(nextBatch(), [[minute("ip", NOW_MS + 59_999)]])).toEqual([0]);
      expect(await judge(nextBatch(), [[minute("ip", NOW_MS + 60_000)]])).toEqual([null]);
    });

    test("slides: a burst over the edge of two minutes is one burst", async () => {
      const judge = freshJudge();
      const late = Array.from({ length: 5 }, (_, index) => [minute("ip", NOW_MS + 59_000 + index)]);
      await judge(nextBatch(), late);
      expect(await judge(nextBatch(), [[minute("ip", NOW_MS + 61_000)]])).toEqual([0]);
    });

    test("judges events told late against their neighbours in time", async () => {
      const judge = freshJudge();
      await judge(nextBatch(), [[minute("ip", NOW_MS + 50_000, 1)]]);
      expect(await judge(nextBatch(), [[minute("ip", NOW_MS + 1, 1)]])).toEqual([0]);
      expect(await judge(nextBatch(), [[minute("ip", NOW_MS - 10_000, 1)]])).toEqual([null]);
    });

    test("judges an event told two minutes late against neighbours up to a minute before it", async () => {
      const judge = freshJudge();
      await judge(nextBatch(), [[minute("ip", NOW_MS - 179_000, 1)], [minute("other", NOW_MS)]]);
      expect(await judge(nextBatch(), [[minute("ip", NOW_MS - 120_000, 1)]])).toEqual([0]);
    });

    test("admits an event under all its keys or under none, and says which refused", async () => {
      const judge = freshJudge();
      await judge(nextBatch(), [[minute("visitor", NOW_MS, 1)]]);
      const both = [minute("link", NOW_MS + 1, 1), minute("visitor", NOW_MS + 1, 1)];
      expect(await judge(nextBatch(), [both])).toEqual([1]);
      expect(await judge(nextBatch(), [[minute("link", NOW_MS + 2, 1)]])).toEqual([null]);
    });

    test("hears a batch once: its repeat gets the same verdicts and uses nothing up", async () => {
      const judge = freshJudge();
      const batch = nextBatch();
      const events = Array.from({ length: 3 }, (_, index) => [minute("ip", NOW_MS + index)]);
      const first = await judge(batch, events);
      const repeats = await Promise.all([judge(batch, events), judge(batch, events)]);
      expect(repeats).toEqual([first, first]);
      const two = [[minute("ip", NOW_MS + 10)], [minute("ip", NOW_MS + 11)], [minute("ip", NOW_MS + 12)]];
      expect(await judge(nextBatch(), two)).toEqual([null, null, 0]);
    });

    test("answers batches of several programs at once, in their sequence and each program on its own", async () => {
      const [one, other, batch, later] = [nextProgram(), nextProgram(), nextBatch(), nextBatch()];
      const click = [minute("ip", NOW_MS, 2)];
      const questions = [
        { program: one, region: null, batchId: batch, events: [click] },
        { program: other, region: null, batchId: batch, events: [click, click, click] },
        { program: one, region: null, batchId: later, events: [click, click] },
        { program: other, region: null, batchId: later, events: [] },
      ];
      const verdicts = [[null], [null, null, 0], [null, 0], []];
      expect(await judgeNow()(questions)).toEqual(verdicts);
      expect(await judgeNow()(questions.toReversed())).toEqual(verdicts.toReversed());
      expect(await judgeNow()([])).toEqual([]);
    });

    test("raises a network's limit by each different visitor who came back to it within the window", async () => {
      const judge = freshJudge();
      // All of it has happened: a guard believes nothing of what is to come.
      const beganMs = NOW_MS - 600_001;
      const newcomer = (atMs: number) => [network(atMs)];
      const back = (visitor: string, atMs: number) => [returning(visitor, atMs)];
      const before = [newcomer(beganMs), newcomer(beganMs), newcomer(beganMs)];
      expect(await judge(nextBatch(), before)).toEqual([null, null, 0]);
      await judge(nextBatch(), [back("a", beganMs), back("a", beganMs + 1), back("b", beganMs)]);
      const after = Array.from({ length: 9 }, () => newcomer(beganMs + 1));
      expect((await judge(nextBatch(), after)).filter((place) => place === null)).toHaveLength(6);
      expect(await judge(nextBatch(), [[{ ...network(beganMs), key: "n:other" }]])).toEqual([null]);
      // The window of those who came back ends with that of the newcomers.
      const later = Array.from({ length: 4 }, () => newcomer(beganMs + 600_001));
      expect(await judge(nextBatch(), later)).toEqual([null, null, 0, 0]);
    });

    test("never refuses who came back for the network it came from", async () => {
      const judge = freshJudge();
      const many = Array.from({ length: 700 }, (_, index) => [returning(`v${index}`, NOW_MS + index)]);
      expect((await judge(nextBatch(), many)).filter((place) => place !== null)).toEqual([]);
      const crowd = Array.from({ length: 1_200 }, () => [network(NOW_MS + 1_000)]);
      // A network's limit has an end, however many came back.
      expect((await judge(nextBatch(), crowd)).filter((place) => place === null)).toHaveLength(2 + 3 * 250);
    });

    test("holds to its limits against an exact log, whatever batches are judged at once", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.array(tap, { maxLength: 30 }), { maxLength: 8 }), async (told) => {
          const judge = freshJudge();
          const answers = await Promise.all(told.map((taps) => judge(nextBatch(), taps.map(admissionsOf))));
          const log = told.flatMap((taps, batch) =>
            taps.filter((_, index) => answers[batch]?.[index] === null),
          );
          const newcomers = log.filter(({ isBack }) => !isBack).map(({ atMs }) => atMs);
          const back = new Set(told.flat().flatMap(({ isBack, visitor }) => (isBack ? [visitor] : [])));
          expect(fullest(newcomers, 600_000)).toBeLessThanOrEqual(2 + 3 * back.size);
          for (const visitor of VISITORS) {
            const own = log.filter((one) => one.visitor === visitor).map(({ atMs }) => atMs);
            expect(fullest(own, 60_000)).toBeLessThanOrEqual(4);
          }
        }),
        { numRuns: sized(15, 300) },
      );
    });

    test("never admits more than the limit, also to 20 batches at once", async () => {
      const judge = freshJudge();
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          judge(nextBatch(), [[minute("ip", NOW_MS + index)], [minute("ip", NOW_MS)]]),
        ),
      );
      expect(answers.flat().filter((place) => place === null)).toHaveLength(5);
    });
  });
}
