/** Parts of a poster stay inside, and are drawn to its middle and margins from near by alone. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { inside, marginOf, moved, resized } from "../../../../../dashboard/desk/posters/geometry.ts";

const SIDES = { width: 750, height: 1_200 };
const BOX = { x: 225, y: 700, width: 300, height: 300 };
const REACH = 8;

test("the margin goes by the shorter side", () => {
  expect([marginOf(SIDES), marginOf({ width: 1_200, height: 750 })]).toEqual([60, 60]);
});

test.each([
  ["the left margin", { x: 67, y: 300 }, { x: 60, y: 300 }, [{ axis: "x", at: 60 }]],
  ["the middle across", { x: 218, y: 300 }, { x: 225, y: 300 }, [{ axis: "x", at: 375 }]],
  ["the right margin", { x: 396, y: 300 }, { x: 390, y: 300 }, [{ axis: "x", at: 690 }]],
  ["the middle down", { x: 100, y: 455 }, { x: 100, y: 450 }, [{ axis: "y", at: 600 }]],
  ["the lower margin", { x: 100, y: 835 }, { x: 100, y: 840 }, [{ axis: "y", at: 1_140 }]],
  [
    "both",
    { x: 61, y: 59 },
    { x: 60, y: 60 },
    [
      { axis: "x", at: 60 },
      { axis: "y", at: 60 },
    ],
  ],
  ["nothing that is further", { x: 69, y: 300 }, { x: 69, y: 300 }, []],
])("a part is drawn to %s", (_, to, expected, guides) => {
  expect(moved({ ...BOX, ...to }, SIDES, REACH)).toEqual({ box: { ...BOX, ...expected }, guides });
});

test("without reach a part goes where it is put, and one that stands at a line says so", () => {
  expect(moved({ ...BOX, x: 226.4 }, SIDES, 0)).toEqual({ box: { ...BOX, x: 226 }, guides: [] });
  expect(moved(BOX, SIDES, 0).guides).toEqual([{ axis: "x", at: 375 }]);
});

test("a square is pulled as a square, a text by its width alone, a picture by both sides", () => {
  const to = { width: 340.4, height: 390 };
  const pull = { least: 80, reach: 0 };
  const sidesOf = (pulled: "square" | "wide" | "free") => {
    const { width, height } = resized(BOX, to, SIDES, { ...pull, pulled }).box;
    return [width, height];
  };
  expect(sidesOf("square")).toEqual([390, 390]);
  expect(sidesOf("wide")).toEqual([340, 300]);
  expect(sidesOf("free")).toEqual([340, 390]);
});

test("a side that is pulled is drawn to the right margin", () => {
  const pull = { pulled: "free", least: 80, reach: REACH } as const;
  expect(resized(BOX, { width: 460, height: 310 }, SIDES, pull)).toEqual({
    box: { ...BOX, width: 465, height: 310 },
    guides: [{ axis: "x", at: 690 }],
  });
});

const length = fc.integer({ min: 1, max: 2_000 });
const fraction = fc.double({ min: -5_000, max: 5_000, noNaN: true });

test("wherever it is moved, what fits into the poster stays inside, in whole numbers", () => {
  fc.assert(
    fc.property(
      length,
      length,
      length,
      length,
      fraction,
      fraction,
      fc.integer({ min: 0, max: 40 }),
      (...of) => {
        const [width, height, w, h, x, y, reach] = of;
        fc.pre(w <= width && h <= height);
        const sides = { width, height };
        for (const box of [
          moved({ x, y, width: w, height: h }, sides, reach).box,
          inside({ x, y, width: w, height: h }, sides),
        ]) {
          expect([box.width, box.height]).toEqual([w, h]);
          expect(Number.isInteger(box.x) && Number.isInteger(box.y)).toBe(true);
          expect(box.x >= 0 && box.y >= 0 && box.x + w <= width && box.y + h <= height).toBe(true);
        }
      },
    ),
  );
});

test("however it is pulled, a part stays inside, and no shorter than it may be", () => {
  const pulled = fc.constantFrom("square" as const, "free" as const, "wide" as const);
  fc.assert(
    fc.property(pulled, fraction, fraction, fc.integer({ min: 0, max: 40 }), (how, width, height, reach) => {
      const { box } = resized(BOX, { width, height }, SIDES, { pulled: how, least: 80, reach });
      expect([box.x, box.y]).toEqual([BOX.x, BOX.y]);
      expect(Number.isInteger(box.width) && Number.isInteger(box.height)).toBe(true);
      expect(box.width >= 80 && box.height >= 80).toBe(true);
      expect(box.x + box.width <= SIDES.width && box.y + box.height <= SIDES.height).toBe(true);
      expect(how !== "square" || box.width === box.height).toBe(true);
    }),
  );
});
