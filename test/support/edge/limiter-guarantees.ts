/** What any judge of clicks guarantees: the same tests pass on ClickGuard and on Redis. */
import { describe, expect, test } from "vitest";
import type { Admission } from "../../../domain/risk/sliding-window.ts";
import type { Judge, Verdicts } from "../../../worker/clicks/judge.ts";

/** Long enough ago that nothing below has yet to happen. */
const NOW_MS = Date.now() - 120_000;
const minute = (key: string, atMs: number, limit = 5): Admission => ({ key, atMs, limit, windowMs: 60_000 });

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
