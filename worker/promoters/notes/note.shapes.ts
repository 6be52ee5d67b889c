/** Notes of promoters on the wire. */
import { z } from "@hono/zod-openapi";
import {
  idAnswer,
  instantAnswer,
  linesSchema,
  named,
  promoterParams,
  withExample,
} from "../../http/common.shapes.ts";
import { type ActorNames, actorNameAnswer } from "../../http/audit/actor.shapes.ts";
import { instantOf } from "../../http/instants.ts";
import type { PromoterNote } from "./notes.tables.ts";

const noteIdSchema = z
  .string()
  .regex(/^nt_[0-9a-f]{16}$/)
  .openapi({ example: "nt_5f1c0a9be2d84716", description: "The note's id" });

export const noteParams = promoterParams.extend({ note: noteIdSchema });

const noteText = linesSchema(
  2_000,
  "What is noted, in one line or several. The promoter has a right to read it, and an export of a person holds it",
);

export const newNoteSchema = withExample(z.strictObject({ text: noteText }), {
  text: "Called: sends the new bank account on Monday.",
});

export const noteSchema = named(
  "PromoterNote",
  z.object({
    id: noteIdSchema,
    text: noteText,
    author: idAnswer("Who wrote it: `operator`, a key or a person", "pe_1"),
    authorName: actorNameAnswer,
    at: instantAnswer("When it was written"),
  }),
  {
    id: "nt_5f1c0a9be2d84716",
    text: "Called: sends the new bank account on Monday.",
    author: "pe_1",
    authorName: "li.lei@shop.example",
    at: "2026-11-22T08:00:00.000Z",
  },
);

export function presentNote(
  { id, text, author, atMs }: PromoterNote,
  names: ActorNames = new Map(),
): z.output<typeof noteSchema> {
  return { id, text, author, authorName: names.get(author) ?? null, at: instantOf(atMs) };
}
