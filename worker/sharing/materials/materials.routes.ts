/** Materials and stories: filled in by the merchant, shown to promoters while they are published, with each one's own link and code. */
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { type ApiApp, type ApiContext, requireProgram } from "../../access/api-env.ts";
import { requestHash } from "../../access/attempts.ts";
import { defineRoute } from "../../access/route.ts";
import { programParams } from "../../http/common.shapes.ts";
import { cutPage, decodeCursor, encodeCursor } from "../../http/page.ts";
import { pageOf } from "../../http/page.shapes.ts";
import { ApiProblem } from "../../http/problem.ts";
import { body, json, REPLAY, whyBody } from "../../http/route-parts.ts";
import { findPromoter } from "../../promoters/find-promoter.ts";
import { fillFor } from "./fill-materials.ts";
import {
  listedMaterialSchema,
  materialBodySchema,
  materialParams,
  type MaterialParts,
  materialQuery,
  materialSchema,
  newMaterialSchema,
  oneMaterialQuery,
} from "./material.shapes.ts";
import {
  deleteMaterial,
  findMaterial,
  insertMaterial,
  listMaterials,
  type MaterialRow,
  replaceMaterial,
} from "./materials.tables.ts";
import { presentListedMaterial, presentMaterial, rowOfMaterial } from "./present-material.ts";

const PATH = "/v1/programs/{program}/materials";
const TAG = "Sharing";
const READERS = ["operator", "key:read", "key:manage", "promoter:own"] as const;
/** Characters of an id that follows from what is sent: 48 bits of its hash. */
const ID_CHARACTERS = 12;

const create = defineRoute({
  method: "post",
  path: PATH,
  operationId: "createMaterial",
  tag: TAG,
  summary: "Make a material, or a story, for promoters to share",
  description:
    "Words of the advertising law are flagged and not refused. A story is refused without `hasConsent`.",
  access: ["operator", "key:manage"],
  audit: "with_change",
  request: { params: programParams, body: body(newMaterialSchema) },
  responses: { 200: json(materialSchema, "It was made before"), 201: json(materialSchema, "Made") },
});

const readAll = defineRoute({
  method: "get",
  path: PATH,
  operationId: "listMaterials",
  tag: TAG,
  summary: "List materials by position, without their pictures",
  description:
    "A promoter sees those that are published now, with its own link and code in their texts. A material's own address has its picture.",
  access: READERS,
  request: { params: programParams, query: materialQuery },
  responses: { 200: json(pageOf(listedMaterialSchema), "A page of materials") },
});

const readOne = defineRoute({
  method: "get",
  path: `${PATH}/{id}`,
  operationId: "readMaterial",
  tag: TAG,
  summary: "Read a material with its picture",
  access: READERS,
  request: { params: materialParams, query: oneMaterialQuery },
  responses: { 200: json(materialSchema, "The material") },
});

const replace = defineRoute({
  method: "put",
  path: `${PATH}/{id}`,
  operationId: "replaceMaterial",
  tag: TAG,
  summary: "Replace a material, whole",
  access: ["operator", "key:manage"],
  audit: "with_change",
  request: { params: materialParams, body: body(materialBodySchema) },
  responses: { 200: json(materialSchema, "The material as it now is") },
});

const remove = defineRoute({
  method: "delete",
  path: `${PATH}/{id}`,
  operationId: "deleteMaterial",
  tag: TAG,
  summary: "Take a material away; what was copied stays with who copied it",
  access: ["operator", "key:manage"],
  audit: "with_change",
  keepsReason: true,
  request: { params: materialParams, body: whyBody() },
  responses: { 204: { description: "There is no such material any more" } },
});

export function registerMaterials(app: ApiApp): void {
  app.openapi(create, async (c) => {
    const hash = requestHash(c);
    const { id = hash.slice(0, ID_CHARACTERS), ...parts } = c.req.valid("json");
    const row = await writtenRow(c, id, parts);
    const writing = { requestHash: hash, audit: c.get("audit") };
    const outcome = await insertMaterial(c.env.CONFIG, row, writing, LIMITS.materialsPerProgram);
    if (outcome === "conflict") throw new ApiProblem("idempotency_conflict");
    if (outcome === "too_many") throw new ApiProblem("too_many_materials");
    if (outcome === "created") return c.json(presentMaterial(row, null, false), 201);
    return c.json(presentMaterial(await materialOf(c, id), null, false), 200, REPLAY);
  });
  app.openapi(replace, async (c) => {
    const row = await writtenRow(c, c.req.valid("param").id, c.req.valid("json"));
    const writing = { requestHash: requestHash(c), audit: c.get("audit") };
    if (!(await replaceMaterial(c.env.CONFIG, row, writing))) throw new ApiProblem("unknown_material");
    return c.json(presentMaterial(row, null, false), 200);
  });
  app.openapi(remove, async (c) => {
    const { program } = requireProgram(c);
    const key = { program: program.number, id: c.req.valid("param").id };
    await deleteMaterial(c.env.CONFIG, key, c.get("audit"));
    return c.body(null, 204);
  });
  registerReading(app);
}

function registerReading(app: ApiApp): void {
  app.openapi(readAll, async (c) => {
    const { program } = requireProgram(c);
    const { limit, cursor, linkId, ...filter } = c.req.valid("query");
    const after = decodeCursor("materials", cursor, [0, ""]) ?? null;
    const asked = { ...filter, atMs: publishedAt(c), after, limit: limit + 1 };
    const found = await listMaterials(c.env.CONFIG, program.number, asked);
    const page = cutPage(found, limit, ({ position, id }) => encodeCursor("materials", [position, id]));
    const fill = await fillFor(c, linkId, page.data);
    return c.json(
      { ...page, data: page.data.map((row) => presentListedMaterial(row, fill, isPromoter(c))) },
      200,
    );
  });
  app.openapi(readOne, async (c) => {
    const row = await materialOf(c, c.req.valid("param").id);
    const fill = await fillFor(c, c.req.valid("query").linkId, [row]);
    return c.json(presentMaterial(row, fill, isPromoter(c)), 200);
  });
}

function isPromoter(c: ApiContext): boolean {
  return requireProgram(c).principal.kind === "promoter";
}

/** When a material is to be published for the caller to see it; null: whenever. */
function publishedAt(c: ApiContext): number | null {
  return isPromoter(c) ? Date.now() : null;
}

/** @throws ApiProblem `unknown_promoter` where the promoter of a story is none of the program. */
async function writtenRow(c: ApiContext, id: string, parts: MaterialParts): Promise<MaterialRow> {
  const { program } = requireProgram(c);
  if (parts.promoterId !== undefined) await findPromoter(c.env, program, parts.promoterId);
  return rowOfMaterial(program.number, id, parts, Date.now());
}

/** @throws ApiProblem `unknown_material` for one that is not there, or that the caller does not see. */
async function materialOf(c: ApiContext, id: string): Promise<MaterialRow> {
  const { program } = requireProgram(c);
  const row = await findMaterial(c.env.CONFIG, { program: program.number, id }, publishedAt(c));
  if (row === undefined) throw new ApiProblem("unknown_material");
  return row;
}
