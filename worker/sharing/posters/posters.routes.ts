/** Templates of posters: made by the merchant, shown to promoters, drawn with each one's own link. */
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { type ApiApp, type ApiContext, requireProgram } from "../../access/api-env.ts";
import { requestHash } from "../../access/attempts.ts";
import { defineRoute } from "../../access/route.ts";
import { programParams } from "../../http/common.shapes.ts";
import { cutPage, decodeCursor, encodeCursor } from "../../http/page.ts";
import { pageOf, pageQuery } from "../../http/page.shapes.ts";
import { ApiProblem } from "../../http/problem.ts";
import { body, json, REPLAY, whyBody } from "../../http/route-parts.ts";
import {
  listedPosterSchema,
  newPosterSchema,
  posterChangeSchema,
  posterParams,
  posterSchema,
  presentListedPoster,
  presentPoster,
} from "./poster.shapes.ts";
import {
  changePoster,
  deletePoster,
  findPoster,
  insertPoster,
  listPosters,
  type PosterRow,
} from "./posters.tables.ts";

const PATH = "/v1/programs/{program}/posters";
const TAG = "Sharing";
const READERS = ["operator", "key:read", "key:manage", "promoter:own"] as const;
/** Characters of an id that follows from what is sent: 48 bits of its hash. */
const ID_CHARACTERS = 12;

const create = defineRoute({
  method: "post",
  path: PATH,
  operationId: "createPoster",
  tag: TAG,
  summary: "Make a poster, into which each promoter's own QR code is drawn",
  description: "`GET /poster/{slug}/{id}.svg` on the share host draws it for a link.",
  access: ["operator", "key:manage"],
  audit: "with_change",
  request: { params: programParams, body: body(newPosterSchema) },
  responses: { 200: json(posterSchema, "It was made before"), 201: json(posterSchema, "Made") },
});

const readAll = defineRoute({
  method: "get",
  path: PATH,
  operationId: "listPosters",
  tag: TAG,
  summary: "List posters, by id, without their pictures",
  description: "A poster's own address has what it is drawn from.",
  access: READERS,
  request: { params: programParams, query: pageQuery },
  responses: { 200: json(pageOf(listedPosterSchema), "A page of posters") },
});

const readOne = defineRoute({
  method: "get",
  path: `${PATH}/{id}`,
  operationId: "readPoster",
  tag: TAG,
  summary: "Read what a poster is drawn from",
  access: READERS,
  request: { params: posterParams },
  responses: { 200: json(posterSchema, "The poster") },
});

const change = defineRoute({
  method: "put",
  path: `${PATH}/{id}`,
  operationId: "changePoster",
  tag: TAG,
  summary: "Change a poster, whole",
  access: ["operator", "key:manage"],
  audit: "with_change",
  request: { params: posterParams, body: body(posterChangeSchema) },
  responses: { 200: json(posterSchema, "The poster as it now is") },
});

const remove = defineRoute({
  method: "delete",
  path: `${PATH}/{id}`,
  operationId: "deletePoster",
  tag: TAG,
  summary: "Take a poster away; pictures that were saved stay with who saved them",
  access: ["operator", "key:manage"],
  audit: "with_change",
  keepsReason: true,
  request: { params: posterParams, body: whyBody() },
  responses: { 204: { description: "There is no such poster any more" } },
});

export function registerPosters(app: ApiApp): void {
  app.openapi(create, async (c) => {
    const { program } = requireProgram(c);
    const hash = requestHash(c);
    const { id = hash.slice(0, ID_CHARACTERS), ...parts } = c.req.valid("json");
    const row = rowOf(program.number, id, parts);
    const writing = { requestHash: hash, audit: c.get("audit") };
    const outcome = await insertPoster(c.env.CONFIG, row, writing, LIMITS.postersPerProgram);
    if (outcome === "conflict") throw new ApiProblem("idempotency_conflict");
    if (outcome === "too_many") throw new ApiProblem("too_many_posters");
    if (outcome === "created") return c.json(presentPoster(row), 201);
    return c.json(presentPoster(await posterOf(c, id)), 200, REPLAY);
  });
  app.openapi(change, async (c) => {
    const { program } = requireProgram(c);
    const row = rowOf(program.number, c.req.valid("param").id, c.req.valid("json"));
    const writing = { requestHash: requestHash(c), audit: c.get("audit") };
    if (!(await changePoster(c.env.CONFIG, row, writing))) throw new ApiProblem("unknown_poster");
    return c.json(presentPoster(row), 200);
  });
  app.openapi(remove, async (c) => {
    const { program } = requireProgram(c);
    const key = { program: program.number, id: c.req.valid("param").id };
    await deletePoster(c.env.CONFIG, key, c.get("audit"));
    return c.body(null, 204);
  });
  registerReading(app);
}

function registerReading(app: ApiApp): void {
  app.openapi(readAll, async (c) => {
    const { program } = requireProgram(c);
    const { limit, cursor } = c.req.valid("query");
    const [after] = decodeCursor("posters", cursor, [""]) ?? [""];
    const found = await listPosters(c.env.CONFIG, program.number, after, limit + 1);
    const page = cutPage(found, limit, (last) => encodeCursor("posters", [last.id]));
    return c.json({ ...page, data: page.data.map(presentListedPoster) }, 200);
  });
  app.openapi(readOne, async (c) => {
    return c.json(presentPoster(await posterOf(c, c.req.valid("param").id)), 200);
  });
}

function rowOf(program: number, id: string, parts: object): PosterRow {
  return { program, id, poster: JSON.stringify(parts), updatedAtMs: Date.now() };
}

async function posterOf(c: ApiContext, id: string): Promise<PosterRow> {
  const { program } = requireProgram(c);
  const row = await findPoster(c.env.CONFIG, { program: program.number, id });
  if (row === undefined) throw new ApiProblem("unknown_poster");
  return row;
}
