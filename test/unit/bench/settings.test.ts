import { expect, test } from "vitest";
import { askedBy } from "../../../bench/settings.ts";

const asked = (...args: string[]) => askedBy(args, ["clicks", "limiter"]);

test("parts, rounds and seconds are taken as given, else a smoke run is short and any other is not", () => {
  expect(asked("limiter", "--rounds", "3", "--seconds=2", "--orders=200000", "--entries", "400000")).toEqual({
    kind: "measure",
    settings: {
      rounds: 3,
      roundSeconds: 2,
      orders: 200_000,
      entries: 400_000,
      smoke: false,
      parts: ["limiter"],
    },
  });
  expect(asked("--smoke")).toMatchObject({
    settings: { rounds: 1, roundSeconds: 1, smoke: true, parts: [] },
  });
  expect(asked()).toMatchObject({
    settings: { rounds: 5, roundSeconds: 4, orders: 20_000, entries: 20_000, smoke: false },
  });
});

test("whoever asks for help gets it and nothing else", () => {
  expect(asked("limiter", "--help")).toEqual({ kind: "usage" });
  expect(asked("-h")).toEqual({ kind: "usage" });
});

test.each([
  [["--fast"], /^Unknown option '--fast';/],
  [["clicks", "nothing"], /^There is no part nothing\. Parts: clicks, limiter$/],
  [["toString"], /^There is no part toString\./],
  [["--rounds"], /^Option '--rounds <value>' argument missing;/],
  [["--rounds", "0"], /^--rounds must be a whole number, 1 or more\.$/],
  [["--seconds", "soon"], /^--seconds must be a whole number, 1 or more\.$/],
])("%j is refused with what is wrong", (args, reason) => {
  expect(asked(...args)).toEqual({ kind: "refused", reason: expect.stringMatching(reason) as string });
});
