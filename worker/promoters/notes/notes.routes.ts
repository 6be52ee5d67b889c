/** What people who manage a program note of a promoter, for each other. */
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { type ApiApp, requireProgram } from "../../access/api-env.ts";
import { namesForCaller } from "../../access/people/actors.ts";
import { attemptOf, resourceOf } from "../../access/attempts.ts";
import { defineRoute } from "../../access/route.ts";
import { promoterParams } from "../../http/common.shapes.ts";
import { cutPage, decodeCursor, encodeCursor } from "../../http/page.ts";
import { pageOf, pageQuery } from "../../http/page.shapes.ts";
import { ApiProblem } from "../../http/problem.ts";
import { releaseKey } from "../../http/idempotency.tables.ts";
import { body, json, REPLAY, whyBody } from "../../http/route-parts.ts";
import { findPromoter } from "../find-promoter.ts";
import { newNoteSchema, noteParams, noteSchema, presentNote } from "./note.shapes.ts";
import { deleteNote, findNote, insertNote, listNotes } from "./notes.tables.ts";

const PATH = "/v1/programs/{program}/promoters/{id}/notes";
const TAG = "Promoters";

const write = defineRoute({
  method: "post",
  path: PATH,
  operationId: "writePromoterNote",
  tag: TAG,
  summary: "Note something of a promoter, for others who manage the program",
  access: ["operator", "key:manage"],
  audit: "with_change",
  idempotencyKey: "optional",
  request: { params: promoterParams, body: body(newNoteSchema) },
  responses: {
    200: json(noteSchema, "Noted before under this Idempotency-Key"),
    201: json(noteSchema, "Noted"),
  },
});

const list = defineRoute({
  method: "get",
  path: PATH,
  operationId: "listPromoterNotes",
  tag: TAG,
  summary: "List what was noted of a promoter, the newest first",
  access: ["operator", "key:read", "key:manage"],
  request: { params: promoterParams, query: pageQuery },
  responses: { 200: json(pageOf(noteSchema), "A page of notes") },
});

const remove = defineRoute({
  method: "delete",
  path: `${PATH}/{note}`,
  operationId: "deletePromoterNote",
  tag: TAG,
  summary: "Take a note away",
  access: ["operator", "key:manage"],
  audit: "with_change",
  keepsReason: true,
  request: { params: noteParams, body: whyBody() },
  responses: { 204: { description: "There is no such note any more" } },
});

export function registerPromoterNotes(app: ApiApp): void {
  app.openapi(write, async (c) => {
    const { program } = requireProgram(c);
    const { ref: promoter } = await findPromoter(c.env, program, c.req.valid("param").id);
    const attempt = attemptOf(c, "promoter-notes", newNoteId());
    const { text } = c.req.valid("json");
    const outcome = await insertNote(c.env.CONFIG, attempt, {
      promoter,
      text,
      most: LIMITS.notesPerPromoter,
    });
    const { created, resource } = resourceOf(attempt, outcome);
    const note = await findNote(c.env.CONFIG, { program: program.number, promoter }, resource);
    if (note === null && created) {
      await releaseKey(c.env.CONFIG, attempt);
      throw new ApiProblem("too_many_notes");
    }
    if (note === null) throw new ApiProblem("not_found");
    const shown = presentNote(note, await namesForCaller(c, program, [note.author]));
    return created ? c.json(shown, 201) : c.json(shown, 200, REPLAY);
  });
  app.openapi(list, async (c) => {
    const { program } = requireProgram(c);
    const { limit, cursor } = c.req.valid("query");
    const [before] = decodeCursor("promoter-notes", cursor, [0]) ?? [null];
    const { ref: promoter } = await findPromoter(c.env, program, c.req.valid("param").id);
    const notes = await listNotes(c.env.CONFIG, { program: program.number, promoter }, before, limit + 1);
    const page = cutPage(notes, limit, (last) => encodeCursor("promoter-notes", [last.number]));
    const authors = page.data.map(({ author }) => author);
    const names = await namesForCaller(c, program, authors);
    return c.json({ ...page, data: page.data.map((note) => presentNote(note, names)) }, 200);
  });
  app.openapi(remove, async (c) => {
    const { program } = requireProgram(c);
    const { id, note } = c.req.valid("param");
    const { ref: promoter } = await findPromoter(c.env, program, id);
    await deleteNote(c.env.CONFIG, { program: program.number, promoter }, note, c.get("audit"));
    return c.body(null, 204);
  });
}

function newNoteId(): string {
  return `nt_${crypto.randomUUID().replaceAll("-", "").slice(0, 16)}`;
}
