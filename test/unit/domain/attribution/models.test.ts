import { describe, expect, test } from "vitest";
import { timeDecay } from "../../../../domain/attribution/models/time-decay.ts";
import { weigh } from "../../../../domain/attribution/weigh.ts";
import { ATTRIBUTION_MODELS, type AttributionModel } from "../../../../domain/attribution/models/models.ts";
import { click, DAY, ref } from "./builders.ts";

/** Promoters in the sequence of their touches, with the days before the order. */
const PATHS = {
  "one touch": [[1, 3]],
  "two touches a half-life apart": [
    [1, 8],
    [2, 1],
  ],
  "four touches a half-life apart": [
    [1, 22],
    [2, 15],
    [3, 8],
    [4, 1],
  ],
  "three promoters with two touches each": [
    [2, 9],
    [1, 8],
    [3, 7],
    [2, 6],
    [1, 5],
    [3, 4],
  ],
} as const satisfies Record<string, readonly (readonly [promoter: number, days: number])[]>;

type Path = keyof typeof PATHS;

/** The credits that each model gives: promoters with basis points. Of thirds the earlier touch has the odd point. */
const CREDITS: Record<AttributionModel, Record<Path, readonly [promoter: number, weightBps: number][]>> = {
  first_click: {
    "one touch": [[1, 10_000]],
    "two touches a half-life apart": [[1, 10_000]],
    "four touches a half-life apart": [[1, 10_000]],
    "three promoters with two touches each": [[2, 10_000]],
  },
  last_click: {
    "one touch": [[1, 10_000]],
    "two touches a half-life apart": [[2, 10_000]],
    "four touches a half-life apart": [[4, 10_000]],
    "three promoters with two touches each": [[3, 10_000]],
  },
  linear: {
    "one touch": [[1, 10_000]],
    "two touches a half-life apart": [
      [1, 5_000],
      [2, 5_000],
    ],
    "four touches a half-life apart": [
      [1, 2_500],
      [2, 2_500],
      [3, 2_500],
      [4, 2_500],
    ],
    "three promoters with two touches each": [
      [2, 3_334],
      [1, 3_333],
      [3, 3_333],
    ],
  },
  time_decay: {
    "one touch": [[1, 10_000]],
    "two touches a half-life apart": [
      [1, 3_333],
      [2, 6_667],
    ],
    "four touches a half-life apart": [
      [1, 667],
      [2, 1_333],
      [3, 2_667],
      [4, 5_333],
    ],
    "three promoters with two touches each": [
      [2, 3_009],
      [1, 3_323],
      [3, 3_668],
    ],
  },
  position_based: {
    "one touch": [[1, 10_000]],
    "two touches a half-life apart": [
      [1, 5_000],
      [2, 5_000],
    ],
    "four touches a half-life apart": [
      [1, 4_000],
      [2, 1_000],
      [3, 1_000],
      [4, 4_000],
    ],
    "three promoters with two touches each": [
      [2, 4_500],
      [1, 1_000],
      [3, 4_500],
    ],
  },
};

describe.each(ATTRIBUTION_MODELS)("%s", (model) => {
  test.each(Object.entries(CREDITS[model]))("credits %s", (path, credits) => {
    const touches = PATHS[path as Path].map(([promoter, days]) => click(promoter, days * DAY));
    expect(weigh(touches, { model, halfLifeMs: 7 * DAY })).toEqual(
      credits.map(([promoter, weightBps]) => ({ promoter: ref(promoter), weightBps })),
    );
  });
});

test("no touch, no credit", () => {
  expect(weigh([], { model: "linear", halfLifeMs: DAY })).toEqual([]);
});

test("equal remainders at the same instant go to the lower promoter number, whichever link was clicked", () => {
  const touches = [click(3, DAY, { link: 1 }), click(1, DAY, { link: 2 }), click(2, DAY, { link: 3 })];
  expect(weigh(touches, { model: "linear", halfLifeMs: DAY })).toEqual([
    { promoter: ref(1), weightBps: 3_334 },
    { promoter: ref(2), weightBps: 3_333 },
    { promoter: ref(3), weightBps: 3_333 },
  ]);
});

test("time decay never comes to nothing, however old all touches are against the half-life", () => {
  const touches = [click(1, 401 * DAY), click(2, 400 * DAY)];
  expect(weigh(touches, { model: "time_decay", halfLifeMs: 1_000 })).toEqual([
    { promoter: ref(2), weightBps: 10_000 },
  ]);
});

test("time decay with a half-life of zero leaves the newest instant alone", () => {
  const touches = [click(1, 2), click(2, 1), click(3, 1)];
  expect(timeDecay.weigh(touches, 0)).toEqual([0n, 1n, 1n]);
});

test("a promoter whose share comes to no basis point has no credit, and the others sum to 10,000", () => {
  const touches = [click(1, 27 * DAY), click(2, 1 * DAY)];
  expect(weigh(touches, { model: "time_decay", halfLifeMs: DAY })).toEqual([
    { promoter: ref(2), weightBps: 10_000 },
  ]);
});
