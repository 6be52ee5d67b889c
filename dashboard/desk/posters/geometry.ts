/** Where a part of a poster comes to stand that is moved or pulled: inside, whole numbers, and drawn to the lines that look well. */
import type { Box } from "../../../domain/sharing/poster.ts";

export interface Sides {
  readonly width: number;
  readonly height: number;
}

/** A line that a part was drawn to. */
export interface Guide {
  readonly axis: "x" | "y";
  readonly at: number;
}

/** The part's two sides change alike, apart, or its width alone. */
export type Pulled = "square" | "free" | "wide";

interface Drawn {
  readonly box: Box;
  readonly guides: readonly Guide[];
}

/** Of the shorter side, in percent: 60 of 750. */
const MARGIN_PERCENT = 8;

export function marginOf({ width, height }: Sides): number {
  return Math.round((Math.min(width, height) * MARGIN_PERCENT) / 100);
}

const between = (least: number, value: number, most: number) => Math.max(least, Math.min(value, most));

/** The box in whole numbers and inside. One that is larger than the poster stands at its corner. */
export function inside(box: Box, { width, height }: Sides): Box {
  return {
    ...box,
    x: between(0, Math.round(box.x), Math.max(0, width - box.width)),
    y: between(0, Math.round(box.y), Math.max(0, height - box.height)),
  };
}

interface Line {
  readonly at: number;
  /** Where the box begins that stands at the line. */
  readonly start: number;
}

/** The margins, for its ends, and the middle, for its own. */
function linesFor(size: number, extent: number, margin: number): Line[] {
  return [
    { at: margin, start: margin },
    { at: Math.round(extent / 2), start: Math.round((extent - size) / 2) },
    { at: extent - margin, start: extent - margin - size },
  ];
}

function nearest(start: number, lines: readonly Line[], reach: number): Line | undefined {
  const near = lines.filter((line) => Math.abs(line.start - start) <= reach);
  return near.sort((one, other) => Math.abs(one.start - start) - Math.abs(other.start - start))[0];
}

/** @param reach from how far a line draws the box, in units of the poster; 0: only what stands there is told of. */
export function moved(box: Box, sides: Sides, reach: number): Drawn {
  const margin = marginOf(sides);
  const x = nearest(box.x, linesFor(box.width, sides.width, margin), reach);
  const y = nearest(box.y, linesFor(box.height, sides.height, margin), reach);
  return {
    box: inside({ ...box, x: x?.start ?? box.x, y: y?.start ?? box.y }, sides),
    guides: [
      ...(x === undefined ? [] : [{ axis: "x", at: x.at } as const]),
      ...(y === undefined ? [] : [{ axis: "y", at: y.at } as const]),
    ],
  };
}

interface Pull {
  readonly pulled: Pulled;
  /** No side becomes shorter. */
  readonly least: number;
  readonly reach: number;
}

/** @param to the sides as the pointer would have them: its lower right corner is pulled. */
export function resized(box: Box, to: Sides, sides: Sides, { pulled, least, reach }: Pull): Drawn {
  const margin = marginOf(sides);
  const wanted = pulled === "square" ? Math.max(to.width, to.height) : to.width;
  const most =
    pulled === "square" ? Math.min(sides.width - box.x, sides.height - box.y) : sides.width - box.x;
  const edge = sides.width - margin;
  const isNear = Math.abs(box.x + wanted - edge) <= reach;
  const width = between(least, Math.round(isNear ? edge - box.x : wanted), Math.max(least, most));
  const heights = {
    square: width,
    wide: box.height,
    free: between(least, Math.round(to.height), Math.max(least, sides.height - box.y)),
  };
  const guides = isNear && box.x + width === edge ? [{ axis: "x", at: edge } as const] : [];
  return { box: { ...box, width, height: heights[pulled] }, guides };
}
