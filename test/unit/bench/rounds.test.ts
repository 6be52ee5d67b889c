/** How sides of a comparison take turns. */
import { expect, test, vi } from "vitest";
import { Report } from "../../../bench/report.ts";
import { alternate, compare, fastest } from "../../../bench/rounds.ts";

function recorded() {
  const turns: string[] = [];
  const side = (name: string, figure = 0) => ({
    name,
    measure: async () => await Promise.resolve(turns.push(name) + figure),
  });
  return { turns, side };
}

test("every side is warmed by a round that is not counted, and who goes first changes", async () => {
  vi.spyOn(console, "log").mockReturnValue(undefined);
  const { turns, side } = recorded();
  const figures = await alternate(new Report(), 2, [side("a"), side("b"), side("c")], (figure) => figure);
  expect(turns.join(" ")).toBe("a b c a b c c b a");
  expect(figures).toEqual([
    [4, 9],
    [5, 8],
    [6, 7],
  ]);
});

test("figures of two sides stand beside each other by round", async () => {
  vi.spyOn(console, "log").mockReturnValue(undefined);
  const { side } = recorded();
  const figures = await compare(new Report(), 2, side("own", 100), side("other"));
  expect(figures).toEqual({ values: [103, 106], references: [4, 5] });
});

test("of several references the one with the highest median is the measure, not the one with the best round", () => {
  const each = { name: "each", perSecond: [10, 20, 900] };
  const inOne = { name: "in one", perSecond: [30, 30, 30] };
  expect(fastest([each, inOne])).toBe(inOne);
  expect(fastest([inOne, each])).toBe(inOne);
  expect(fastest([])).toBeUndefined();
});
