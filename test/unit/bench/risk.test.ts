/** Small runs of the simulation of risk: the same for their seeds, and far from what no rules would come to. */
import { expect, test } from "vitest";
import { percentile } from "../../../bench/measurement.ts";
import { intervalOf, resampled } from "../../../bench/risk/bootstrap.ts";
import { FRAUDS, isFraud, ODDITIES } from "../../../bench/risk/kinds.ts";
import { figuresOf, type Outcome, outcomesOf } from "../../../bench/risk/outcome.ts";
import { simulateWeeks } from "../../../bench/risk/weeks.ts";

/** The first of the seeds that weights were chosen on, one after the other: none was picked for what it gives. */
const SEEDS = [1_001, 1_002, 1_003, 1_004, 1_005];
const SEED = 1_001;
const run = (seed: number): Outcome[] => outcomesOf(simulateWeeks(seed, { promoters: 400, baseRate: 0.03 }));
const runs = SEEDS.map(run);
const outcomes = runs[0] ?? [];
/** Runs with few promoters scatter: goals are held against the benchmark's medians, and these bounds are wide. */
const median = (of: (figures: ReturnType<typeof figuresOf>) => number) =>
  percentile(
    runs.map((some) => of(figuresOf(some))),
    50,
  );

test("the same seed gives the same weeks, and another one others", () => {
  const small = (seed: number) => outcomesOf(simulateWeeks(seed, { promoters: 60, baseRate: 0.03 }));
  expect(small(SEED)).toEqual(small(SEED));
  expect(small(SEED)).not.toEqual(small(SEED + 1));
});

test("most of what thieves take is not paid, and hardly an honest order waits", () => {
  expect(median(({ recallByMoney }) => recallByMoney)).toBeGreaterThan(0.65);
  expect(median(({ heldPer10k }) => heldPer10k)).toBeLessThan(15);
  expect(median(({ latePer10k }) => latePer10k)).toBeLessThanOrEqual(1);
  // What came before the suspension is a part, and the lesser one.
  for (const { recallBefore, recallByMoney, recallHeld } of runs.map(figuresOf)) {
    expect(recallBefore).toBeLessThanOrEqual(recallByMoney);
    expect(recallHeld).toBeLessThanOrEqual(recallBefore);
  }
  expect(median(({ recallBefore }) => recallBefore)).toBeLessThan(
    median(({ recallByMoney }) => recallByMoney),
  );
});

test("there are all oddities, thieves of most kinds, and as many stolen orders as were asked for", () => {
  const kinds = new Set(outcomes.map(({ kind }) => kind));
  for (const kind of ODDITIES) expect(kinds).toContain(kind);
  expect(FRAUDS.filter((kind) => kinds.has(kind)).length).toBeGreaterThanOrEqual(4);
  const honest = outcomes.filter(({ kind }) => !isFraud(kind)).reduce((sum, { honest }) => sum + honest, 0);
  const stolen = outcomes.reduce((sum, one) => sum + one.stolen.orders, 0);
  expect(stolen / honest).toBeGreaterThan(0.025);
  expect(stolen / honest).toBeLessThan(0.032);
});

test("an interval holds the figure that it is of, and is a point where all are alike", () => {
  const mean = (some: readonly number[]) => some.reduce((sum, one) => sum + one, 0) / some.length;
  expect(intervalOf(resampled([3, 3, 3], mean, 1))).toEqual({ from: 3, to: 3 });
  const numbers = Array.from({ length: 100 }, (_, place) => place);
  const { from, to } = intervalOf(resampled(numbers, mean, 1));
  expect(from).toBeGreaterThan(40);
  expect(from).toBeLessThan(49.5);
  expect(to).toBeGreaterThan(49.5);
});
