/** The parts of a poster as the editor has them: which there are, where each stands, and how one is changed. */
import {
  type Box,
  type PicturePart,
  type PosterParts,
  SMALLEST_LETTER,
  smallestQr,
  type TextPart,
} from "../../../domain/sharing/poster.ts";
import { linesOfText, type PosterValues } from "../../../worker/sharing/posters/draw-poster.ts";
import { LEADING } from "../../../worker/sharing/posters/wrapped-lines.ts";
import type { components } from "../../../sdk/node/api.d.ts";
import { marginOf, type Pulled } from "./geometry.ts";

/** Of a new text. */
const LETTERS_IN_A_LINE = 16;

type Schemas = components["schemas"];

export type PartId = "background" | "qr" | "picture" | `text-${number}`;

export const EMPTY: PosterParts = {
  name: "",
  width: 750,
  height: 1_200,
  background: { color: "#ffffff" },
  texts: [],
  qr: { x: 225, y: 760, size: 300 },
};

/** The place of a text among the texts; -1 of what is none. */
export function placeOf(id: PartId): number {
  return id.startsWith("text-") ? Number(id.slice("text-".length)) : -1;
}

export function textOf({ texts }: PosterParts, id: PartId): TextPart | undefined {
  return texts[placeOf(id)];
}

/** From the lowest on: the code lies over all, and the background under it. */
export function layersOf(poster: PosterParts): PartId[] {
  return ["background", ...middleOf(poster), "qr"];
}

/** What can change places with each other. */
function middleOf({ texts, picture }: PosterParts): PartId[] {
  const ids = texts.map((_, at): PartId => `text-${at}`);
  const over = picture?.above ?? 0;
  return picture === undefined ? ids : [...ids.slice(0, over), "picture", ...ids.slice(over)];
}

/** As it is drawn: a text is as high as its lines. */
export function boxOf(poster: PosterParts, id: PartId, values: PosterValues): Box {
  const { width, height, qr, picture } = poster;
  const text = textOf(poster, id);
  if (text !== undefined) {
    const lines = linesOfText(text, values).length;
    return { x: text.x, y: text.y, width: text.width, height: Math.ceil(lines * text.size * LEADING) };
  }
  if (id === "qr") return { x: qr.x, y: qr.y, width: qr.size, height: qr.size };
  if (id === "picture" && picture !== undefined) return picture;
  return { x: 0, y: 0, width, height };
}

/** How its handle pulls a part, and how short its sides may become. */
export function pullOf(poster: PosterParts, id: PartId): { readonly pulled: Pulled; readonly least: number } {
  if (id === "qr") return { pulled: "square", least: smallestQr(poster.width) };
  const text = textOf(poster, id);
  return text === undefined ? { pulled: "free", least: 1 } : { pulled: "wide", least: text.size };
}

/** The poster with a part where a box says. The height of a text is that of its lines. */
export function withBox(poster: PosterParts, id: PartId, { x, y, width, height }: Box): PosterParts {
  if (id === "qr") return { ...poster, qr: { x, y, size: width } };
  if (id === "picture" && poster.picture !== undefined)
    return { ...poster, picture: { ...poster.picture, x, y, width, height } };
  return withText(poster, id, { x, y, width });
}

export function withText(poster: PosterParts, id: PartId, change: Partial<TextPart>): PosterParts {
  const place = placeOf(id);
  return { ...poster, texts: poster.texts.map((text, at) => (at === place ? { ...text, ...change } : text)) };
}

/** The poster with one text more, above the others. */
export function withNewText(poster: PosterParts, text: string): PosterParts {
  const margin = marginOf(poster);
  const size = Math.max(SMALLEST_LETTER, Math.round(poster.width / LETTERS_IN_A_LINE));
  const width = Math.max(1, poster.width - 2 * margin);
  const look = { color: "#23211d", weight: "normal", align: "center", lines: 2 } as const;
  return { ...poster, texts: [...poster.texts, { ...look, text, x: margin, y: margin, width, size }] };
}

export function withPicture(poster: PosterParts, data: string): PosterParts {
  if (data === "") return withoutPart(poster, "picture");
  const margin = marginOf(poster);
  const width = Math.max(1, poster.width - 2 * margin);
  const usual = { x: margin, y: margin, width, height: Math.min(width, poster.height - margin) };
  return { ...poster, picture: { ...(poster.picture ?? usual), data } };
}

/** The code and the background stay. */
export function withoutPart(poster: PosterParts, id: PartId): PosterParts {
  const { picture, ...others } = poster;
  if (id === "picture") return others;
  const place = placeOf(id);
  const texts = poster.texts.filter((_, at) => at !== place);
  if (texts.length === poster.texts.length || picture === undefined) return { ...poster, texts };
  const above = picture.above ?? 0;
  return { ...poster, texts, picture: { ...picture, above: place < above ? above - 1 : above } };
}

interface Reordered {
  readonly poster: PosterParts;
  /** What the part is called there. */
  readonly id: PartId;
}

/** The part one layer higher, or lower with -1; null where it cannot be. */
export function raised(poster: PosterParts, id: PartId, by: 1 | -1): Reordered | null {
  const layers = middleOf(poster);
  const from = layers.indexOf(id);
  const other = layers[from + by];
  if (from < 0 || other === undefined) return null;
  layers[from + by] = id;
  layers[from] = other;
  const texts = layers.flatMap((layer) => textOf(poster, layer) ?? []);
  const { picture } = poster;
  const ids = layers.filter((layer) => layer !== "picture");
  const shown: PartId = id === "picture" ? id : `text-${ids.indexOf(id)}`;
  if (picture === undefined) return { poster: { ...poster, texts }, id: shown };
  const above = layers.indexOf("picture");
  return { poster: { ...poster, texts, picture: { ...picture, above } }, id: shown };
}

/** As the API takes it. */
export function bodyOf({ picture, background, texts, ...poster }: PosterParts): Schemas["PosterChange"] {
  const { color, picture: behind } = background;
  return {
    ...poster,
    texts: [...texts],
    background: behind === undefined ? { color } : { color, picture: behind },
    ...(picture === undefined ? {} : { picture: pictureOf(picture) }),
  };
}

function pictureOf({ above, ...picture }: PicturePart): NonNullable<Schemas["PosterChange"]["picture"]> {
  return above === undefined ? picture : { ...picture, above };
}

/** A stored poster without what the API says of it. */
export function partsOf(poster: Schemas["Poster"]): PosterParts {
  const { name, width, height, background, texts, picture, qr } = poster;
  return { name, width, height, background, texts, qr, ...(picture === undefined ? {} : { picture }) };
}
