/** What a part of a poster is called. */
import type { PosterParts } from "../../../domain/sharing/poster.ts";
import type { Say } from "../catalogues/catalogues.ts";
import { type PartId, placeOf, textOf } from "./poster-parts.ts";

const LONGEST = 24;

export function nameOfPart(say: Say, poster: PosterParts, id: PartId): string {
  const text = textOf(poster, id)?.text.replaceAll(/\s+/g, " ");
  if (text === undefined) return say(`part-${id as "qr" | "picture" | "background"}`);
  const shown = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return say("part-text", { number: placeOf(id) + 1, text: shown });
}
