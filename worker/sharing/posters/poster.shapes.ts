/** Posters on the wire: what they are drawn from. */
import { z } from "@hono/zod-openapi";
import { variablesIn } from "../../../domain/sharing/fill-text.ts";
import {
  ALIGNMENTS,
  faultsOfPoster,
  LARGEST_LETTER,
  MOST_LINES,
  MOST_TEXTS,
  POSTER_VARIABLES,
  type PosterParts,
  SHORTEST_SIDE,
  SMALLEST_LETTER,
  SMALLEST_QR,
  WEIGHTS,
  WIDEST,
} from "../../../domain/sharing/poster.ts";
import {
  instantAnswer,
  linesSchema,
  named,
  programIdSchema,
  textSchema,
  words,
} from "../../http/common.shapes.ts";
import { instantOf } from "../../http/instants.ts";
import { colourSchema } from "../../looks/look.shapes.ts";
import type { ListedPoster, PosterRow } from "./posters.tables.ts";

const ID = /^[A-Za-z0-9_-]{1,64}$/;
const idSchema = z.string().regex(ID).openapi({
  example: "spring",
  description: "The merchant's id of the poster, which stands in its address",
});

const FILE = /^([A-Za-z0-9_-]{1,64})\.svg$/;

export const posterParams = z.object({ program: programIdSchema, id: idSchema });

export const posterFileParams = z.object({
  slug: z
    .string()
    .regex(/^[0-9A-Za-z-]{1,64}$/)
    .openapi({ example: "tea-time", description: "The slug of the link whose QR code the poster shows" }),
  file: z
    .string()
    .regex(FILE)
    .openapi({ example: "spring.svg", description: "The poster's id, with `.svg`" }),
});

/** The poster's id in a name that {@link posterFileParams} let through. */
export function posterIdOf(file: string): string {
  return FILE.exec(file)?.[1] ?? "";
}

/** A picture of 300 KB. */
const PICTURE_CHARACTERS = 400_000;

const side = z.int().min(SHORTEST_SIDE).max(WIDEST);
const place = z.int().min(0).max(WIDEST);
const length = z.int().min(1).max(WIDEST);

/** A picture as it is kept with what shows it: nothing is loaded from elsewhere. */
export const pictureData = z
  .string()
  .max(PICTURE_CHARACTERS)
  .regex(/^data:image\/(?:png|jpeg|webp);base64,[A-Za-z0-9+/]+={0,2}$/)
  .openapi({
    example: "data:image/png;base64,iVBORw0KGgo=",
    description: "A PNG, JPEG or WebP of at most 300 KB, as `data:image/…;base64,…`",
  });

const lines = linesSchema(
  500,
  "With variables: `{program}` is the program's name in its portal, `{promoter}` the promoter's, `{link}` the share link",
).refine(knowsVariables, { error: `knows ${POSTER_VARIABLES.map((name) => `{${name}}`).join(", ")} alone` });

function knowsVariables(text: string): boolean {
  return variablesIn(text).every((name) => POSTER_VARIABLES.some((known) => known === name));
}

const textPart = z.strictObject({
  text: lines.openapi({ example: "{promoter}请你喝茶" }),
  x: place.openapi({ description: "Its left edge" }),
  y: place.openapi({ description: "The top of its first line" }),
  width: length.openapi({ description: "Lines are broken where they would be wider" }),
  size: z.int().min(SMALLEST_LETTER).max(LARGEST_LETTER).openapi({ description: "Height of a letter" }),
  color: colourSchema("The text's colour"),
  weight: words("How heavy its letters are", WEIGHTS, {
    normal: "as of a text",
    bold: "as of a title",
  }).default("normal"),
  align: words("Where its lines stand within its width", ALIGNMENTS, {
    left: "at the left edge",
    center: "in the middle",
    right: "at the right edge",
  }).default("left"),
  lines: z.int().min(1).max(MOST_LINES).default(3).openapi({
    description: "Lines that it may have. What is left over is cut, and an ellipsis says so",
  }),
});

const fields = {
  name: textSchema(100, "The poster's name, for people"),
  width: side.default(750).openapi({ description: "Width, in units of all other lengths" }),
  height: side.default(1_334).openapi({ description: "Height, in the same units" }),
  background: z
    .strictObject({
      color: colourSchema("Behind all"),
      picture: pictureData.optional().openapi({ description: "Over all of it, cut to its proportions" }),
    })
    .default({ color: "#ffffff" }),
  texts: z.array(textPart).max(MOST_TEXTS).default([]),
  picture: z
    .strictObject({
      data: pictureData,
      x: place.openapi({ description: "Its left edge, in units of the poster's width" }),
      y: place.openapi({ description: "Its upper edge, in the same units" }),
      width: length.openapi({ description: "Width of its place" }),
      height: length.openapi({ description: "Height of its place" }),
      above: z.int().min(0).max(MOST_TEXTS).optional().openapi({
        description: "How many of the texts it lies over, from the first on. Absent: none",
      }),
    })
    .optional()
    .openapi({ description: "As of a product, whole within its place" }),
  qr: z.strictObject({
    x: place.openapi({ description: "Its left edge, in units of the poster's width" }),
    y: place.openapi({ description: "Its upper edge, in the same units" }),
    size: length.openapi({
      minimum: SMALLEST_QR,
      description:
        "Width and height of the link's QR code, with its white rim. A tenth of the poster's width at least",
    }),
  }),
};

const PARTS = z.strictObject(fields);

/** Refuses what would hang over an edge, and a code that nobody could read. */
function isSound(poster: PosterParts, context: z.RefinementCtx): void {
  for (const { path, message } of faultsOfPoster(poster))
    context.addIssue({ code: "custom", path: [...path], message });
}

const SET = { weight: "normal", align: "center", lines: 2 } as const;

const EXAMPLE = {
  name: "Spring",
  width: 750,
  height: 1_200,
  background: { color: "#f6f1e7" },
  texts: [
    { ...SET, text: "{promoter}请你喝茶", x: 60, y: 80, width: 630, size: 64, color: "#23211d" },
    { ...SET, text: "长按识别二维码", x: 60, y: 1_100, width: 630, size: 32, color: "#23211d" },
  ],
  qr: { x: 225, y: 760, size: 300 },
};

export const newPosterSchema = named(
  "NewPoster",
  z
    .strictObject({
      id: idSchema
        .optional()
        .openapi({ description: "The merchant's id of the poster. Absent: one that follows from the rest" }),
      ...fields,
    })
    .superRefine(isSound),
  { id: "spring", ...EXAMPLE },
);

export const posterChangeSchema = named("PosterChange", PARTS.superRefine(isSound), EXAMPLE);

export const posterSchema = named(
  "Poster",
  z.object({ id: idSchema, ...fields, updatedAt: instantAnswer("When it was made or changed") }),
  { id: "spring", ...EXAMPLE, updatedAt: "2026-11-22T08:00:00.000Z" },
);

export const listedPosterSchema = named(
  "ListedPoster",
  z.object({
    id: idSchema,
    name: fields.name,
    width: z.int().openapi({ description: "Width, in units of all other lengths" }),
    height: z.int().openapi({ description: "Height, in the same units" }),
    updatedAt: instantAnswer("When it was made or changed"),
  }),
  { id: "spring", name: "Spring", width: 750, height: 1_200, updatedAt: "2026-11-22T08:00:00.000Z" },
);

export function presentListedPoster({
  updatedAtMs,
  ...listed
}: ListedPoster): z.output<typeof listedPosterSchema> {
  return { ...listed, updatedAt: instantOf(updatedAtMs) };
}

/** What is stored of a poster, as JSON. */
export function storedPoster({ poster }: Pick<PosterRow, "poster">): PosterParts {
  return JSON.parse(poster) as PosterParts;
}

export function presentPoster(row: PosterRow): z.output<typeof posterSchema> {
  const { texts, ...parts } = storedPoster(row);
  return { id: row.id, ...parts, texts: [...texts], updatedAt: instantOf(row.updatedAtMs) };
}
