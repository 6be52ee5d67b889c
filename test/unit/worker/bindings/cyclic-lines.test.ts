import { expect, test } from "vitest";
import { inCircles } from "../../../../worker/bindings/cyclic-lines.ts";

const lines = (...pairs: [string, string][]) =>
  pairs.map(([memberId, uplineMemberId]) => ({ memberId, uplineMemberId }));

test.each<[string, [string, string][], string[]]>([
  [
    "two who name each other",
    [
      ["a", "b"],
      ["b", "a"],
    ],
    ["a", "b"],
  ],
  [
    "who stands below a circle",
    [
      ["x", "a"],
      ["a", "b"],
      ["b", "c"],
      ["c", "a"],
    ],
    ["a", "b", "c", "x"],
  ],
  [
    "nobody whose line ends at a member that is missing",
    [
      ["a", "b"],
      ["b", "gone"],
    ],
    [],
  ],
  [
    "each of several circles, and not what lies beside",
    [
      ["a", "b"],
      ["b", "a"],
      ["c", "d"],
      ["d", "c"],
      ["e", "f"],
    ],
    ["a", "b", "c", "d"],
  ],
  ["nobody, of no lines", [], []],
])("a circle of lines has in it %s", async (_, pairs, members) => {
  expect([...(await inCircles(lines(...pairs)))].toSorted()).toEqual(members);
});

test("a long line is walked once, and others are let in on the way", async () => {
  const long = Array.from({ length: 50_000 }, (_, n): [string, string] => [`m${n}`, `m${n + 1}`]);
  let turns = 0;
  const others = setInterval(() => (turns += 1), 0);
  expect((await inCircles(lines(...long))).size).toBe(0);
  clearInterval(others);
  expect(turns).toBeGreaterThan(10);
  expect((await inCircles(lines(...long, ["m50000", "m0"]))).size).toBe(50_001);
});
