/** Templates of films, as data: which scenes follow each other, how long each lasts, and what it shows. */

/** How long a film may be, in seconds. */
export const LENGTHS = [15, 30] as const;
export type FilmLength = (typeof LENGTHS)[number];

/** How a picture moves: nearer, away, or to a side. */
export type Move = "nearer" | "away" | "left" | "right";

export interface Scene {
  /** Milliseconds, by the length of the film. */
  readonly lasts: Readonly<Record<FilmLength, number>>;
  /** Which picture is behind it. Where there are fewer, they come again; null: none. */
  readonly picture: number | null;
  readonly move: Move;
  /** What is written: what is recommended, all of the text, or one of its parts; null: nothing. */
  readonly words: "name" | "text" | number | null;
  /** How the code of the link stands: in a corner, or large, to be scanned. */
  readonly code: "small" | "large";
}

export interface Template {
  /** How a scene takes the place of the one before, and for how many milliseconds. */
  readonly cut: { readonly kind: "fade" | "slide"; readonly lasts: number };
  readonly scenes: readonly Scene[];
}

function scene(
  lasts: readonly [number, number],
  shows: Pick<Scene, "picture" | "words"> & Partial<Scene>,
): Scene {
  return { lasts: { 15: lasts[0], 30: lasts[1] }, move: "nearer", code: "small", ...shows };
}

export const TEMPLATES = {
  calm: {
    cut: { kind: "fade", lasts: 800 },
    scenes: [
      scene([3_000, 6_000], { picture: 0, words: "name" }),
      scene([3_000, 6_000], { picture: 1, words: "text", move: "left" }),
      scene([2_500, 6_000], { picture: 2, words: null, move: "right" }),
      scene([2_500, 6_000], { picture: 3, words: null, move: "away" }),
      scene([4_000, 6_000], { picture: null, words: "name", code: "large" }),
    ],
  },
  fast: {
    cut: { kind: "slide", lasts: 240 },
    scenes: [
      scene([2_000, 4_000], { picture: 0, words: "name" }),
      scene([1_800, 3_800], { picture: 1, words: 0, move: "away" }),
      scene([1_800, 3_800], { picture: 2, words: 1, move: "left" }),
      scene([1_800, 3_800], { picture: 3, words: null }),
      scene([1_800, 3_800], { picture: 0, words: 2, move: "right" }),
      scene([1_800, 3_800], { picture: 1, words: null }),
      scene([4_000, 7_000], { picture: null, words: "name", code: "large" }),
    ],
  },
  words: {
    cut: { kind: "fade", lasts: 400 },
    scenes: [
      scene([2_500, 5_000], { picture: null, words: 0 }),
      scene([1_500, 3_000], { picture: 0, words: null }),
      scene([1_500, 3_000], { picture: 1, words: null, move: "left" }),
      scene([2_500, 5_000], { picture: null, words: 1 }),
      scene([1_500, 3_500], { picture: 2, words: null }),
      scene([1_500, 3_500], { picture: 3, words: null, move: "right" }),
      scene([4_000, 7_000], { picture: null, words: "name", code: "large" }),
    ],
  },
} as const satisfies Readonly<Record<string, Template>>;

export type TemplateName = keyof typeof TEMPLATES;
export const TEMPLATE_NAMES = Object.keys(TEMPLATES) as readonly TemplateName[];
