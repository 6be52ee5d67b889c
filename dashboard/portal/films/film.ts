/** A film before it is drawn: when each scene begins, and how its words are set. It says the same to the preview and to the file. */
import { LEADING, wrappedLines } from "../../../worker/sharing/posters/wrapped-lines.ts";
import {
  type FilmLength,
  type Move,
  type Scene,
  type Template,
  TEMPLATES,
  type TemplateName,
} from "./templates.ts";
import { partsOf } from "./text-parts.ts";

/** Units that a film is drawn in, whatever its size in dots. */
export const WIDTH = 720;
export const HEIGHT = 1_280;
/** Room at the sides of words. */
export const EDGE = 56;

/** Of letters, in units: the largest in which words fit. */
const LARGEST = 76;
const SMALLEST = 34;
const STEP = 6;
/** Lines over a picture cover no more of it. */
const MOST_HEIGHT = 430;

export interface FilmPicture {
  /** What a canvas draws. */
  readonly source: object;
  readonly width: number;
  readonly height: number;
  /** Whether all of it is shown, as of a poster; else it fills the screen. */
  readonly isWhole: boolean;
}

export interface Colours {
  readonly background: string;
  readonly text: string;
  readonly accent: string;
  readonly onAccent: string;
}

export interface FilmParts {
  readonly template: TemplateName;
  readonly length: FilmLength;
  /** What is recommended. */
  readonly name: string;
  readonly text: string;
  /** Asks to scan the code. */
  readonly invitation: string;
  readonly pictures: readonly FilmPicture[];
  readonly colours: Colours;
  /** Modules of the link's code, dark ones true, without a quiet zone. */
  readonly code: readonly (readonly boolean[])[];
}

export interface SetWords {
  readonly lines: readonly string[];
  readonly size: number;
}

export interface SetScene {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly picture: FilmPicture | null;
  readonly move: Move;
  readonly words: SetWords | null;
  readonly code: Scene["code"];
}

export interface Film {
  readonly lastsMs: number;
  readonly cut: Template["cut"];
  readonly scenes: readonly SetScene[];
  readonly invitation: SetWords;
  readonly colours: Colours;
  readonly code: FilmParts["code"];
}

/** The film of these parts. @throws where there is no picture: a scene would be empty. */
export function filmOf(parts: FilmParts): Film {
  const { template, length, invitation, colours, code } = parts;
  const { cut, scenes }: Template = TEMPLATES[template];
  const textParts = partsOf(parts.text, Math.max(1, countOfParts(scenes)));
  let fromMs = 0;
  const set = scenes.map((scene): SetScene => {
    const untilMs = fromMs + scene.lasts[length];
    const picture = scene.picture === null ? null : nth(parts.pictures, scene.picture);
    const words = wordsOf(scene, parts, textParts);
    const shown = { fromMs, untilMs, picture, move: scene.move, code: scene.code };
    fromMs = untilMs;
    return { ...shown, words: words === null ? null : setWords(words) };
  });
  return { lastsMs: fromMs, cut, scenes: set, invitation: setWords(invitation), colours, code };
}

function nth<Item>(list: readonly Item[], place: number): Item {
  const item = list[place % list.length];
  if (item === undefined) throw new Error("A film needs a picture.");
  return item;
}

function countOfParts(scenes: readonly Scene[]): number {
  return Math.max(0, ...scenes.map(({ words }) => (typeof words === "number" ? words + 1 : 0)));
}

function wordsOf({ words }: Scene, { name, text }: FilmParts, textParts: readonly string[]): string | null {
  if (words === null) return null;
  // Whoever writes nothing shows what they recommend.
  if (words === "name" || textParts.length === 0) return name;
  return words === "text" ? text.trim() : nth(textParts, words);
}

/** In the largest letters in which all of it has room; what has none in the smallest ends with an ellipsis. */
function setWords(text: string): SetWords {
  const linesIn = (size: number): number => Math.max(1, Math.floor(MOST_HEIGHT / (size * LEADING)));
  const setIn = (size: number, most: number): SetWords => {
    return { size, lines: wrappedLines(text, (WIDTH - 2 * EDGE) / size, most) };
  };
  for (let size = LARGEST; size > SMALLEST; size -= STEP) {
    const set = setIn(size, Infinity);
    if (set.lines.length <= linesIn(size)) return set;
  }
  return setIn(SMALLEST, linesIn(SMALLEST));
}
