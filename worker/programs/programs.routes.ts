/** Programs: made once per id, changed by merge patch, every version of their settings readable. */
import { randomBytes } from "node:crypto";
import type { z } from "@hono/zod-openapi";
import {
  createdProgramSchema,
  newProgramSchema,
  presentProgram,
  programPatchSchema,
  programSchema,
  type WireProgram,
} from "./program.shapes.ts";
import { requireShareOrigin } from "./share-origin-allowed.ts";
import { requireTaxCurrency } from "./tax-currency.ts";
import { settingsSchema } from "../configuration/settings.shapes.ts";
import { announceProgram, currentProgram } from "../configuration/current-program.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import {
  insertProgram,
  listPrograms,
  type NewProgram,
  readVersion,
  type VersionQuery,
} from "./programs.tables.ts";
import { newCredential } from "../platform/credentials.ts";
import { keyRing } from "../platform/keys.ts";
import { programParams } from "../http/common.shapes.ts";
import { ApiProblem } from "../http/problem.ts";
import { newIdentifySecret, secretUse } from "../configuration/program-secrets.ts";
import { WEBHOOK_SOURCES } from "../configuration/webhook-sources.ts";
import { seal } from "../platform/sealed-secrets.ts";
import { namesForCaller, namesInPrograms } from "../access/people/actors.ts";
import { type ApiApp, type ApiContext, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { cutPage, decodeCursor, encodeCursor } from "../http/page.ts";
import { pageOf, pageQuery } from "../http/page.shapes.ts";
import { changeQuery } from "./future-versions.shapes.ts";
import { patchProgram } from "./program-patch.ts";
import { body, json, REPLAY } from "../http/route-parts.ts";
import { versionQuery, versionAsked } from "./version-query.shapes.ts";
import { requestHash } from "../access/attempts.ts";

const createProgram = defineRoute({
  method: "post",
  path: "/v1/programs",
  operationId: "createProgram",
  tag: "Programs",
  summary: "Create a program; its secrets are shown this once",
  access: ["operator"],
  audit: "with_change",
  request: { body: body(newProgramSchema) },
  responses: {
    200: json(createdProgramSchema, "It was created before: the program as it now is, without secrets"),
    201: json(createdProgramSchema, "Created"),
  },
});

const readPrograms = defineRoute({
  method: "get",
  path: "/v1/programs",
  operationId: "listPrograms",
  tag: "Programs",
  summary: "List programs",
  access: ["operator"],
  request: { query: pageQuery },
  responses: { 200: json(pageOf(programSchema), "A page of programs") },
});

const readProgram = defineRoute({
  method: "get",
  path: "/v1/programs/{program}",
  operationId: "readProgram",
  tag: "Programs",
  summary: "Read a program, also as of a time or by the version of its settings",
  access: ["operator", "key:read", "key:manage"],
  request: { params: programParams, query: versionQuery },
  responses: { 200: json(programSchema, "The program") },
});

const changeProgram = defineRoute({
  method: "patch",
  path: "/v1/programs/{program}",
  operationId: "changeProgram",
  tag: "Programs",
  summary: "Change a program; changed settings count for orders that occur from now on",
  access: ["operator", "key:manage"],
  audit: "with_change",
  request: { params: programParams, query: changeQuery, body: body(programPatchSchema) },
  responses: { 200: json(programSchema, "The program") },
});

export function registerPrograms(app: ApiApp): void {
  app.openapi(createProgram, async (c) => {
    const made = await makeProgram(c.env, c.req.valid("json"), {
      requestHash: requestHash(c),
      audit: c.get("audit"),
    });
    const program = await currentProgram(c.env, c.req.valid("json").id, "proved");
    c.get("changes").programChanged(c.req.valid("json").id);
    if (program === null) throw new ApiProblem("unknown_program");
    const shown = await showProgram(c, program, { kind: "newest" });
    return made === "repeat" ? c.json(shown, 200, REPLAY) : c.json({ ...shown, ...made }, 201);
  });
  app.openapi(readPrograms, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const [after] = decodeCursor("programs", cursor, [""]) ?? [""];
    const records = await listPrograms(c.env.CONFIG, after, limit + 1);
    const page = cutPage(records, limit, (last) => encodeCursor("programs", [last.id]));
    const actors = page.data.map(({ setBy }) => setBy);
    const names = await namesInPrograms(c, page.data, actors);
    return c.json({ ...page, data: page.data.map((one) => presentProgram(one, names)) }, 200);
  });
  app.openapi(readProgram, async (c) => {
    const { program } = requireProgram(c);
    return c.json(await showProgram(c, program, versionAsked(c.req.valid("query"))), 200);
  });
  app.openapi(changeProgram, async (c) => {
    const { program } = requireProgram(c);
    const revising = { mayWait: c.req.valid("query").mayWait, audit: c.get("audit") };
    const changed = await patchProgram(c.env, program, c.req.valid("json"), revising);
    c.get("changes").programChanged(program.id);
    return c.json(await showProgram(c, changed, { kind: "newest" }), 200);
  });
}

interface ShownOnce {
  readonly apiKey: string;
  readonly webhookSecret: string;
  readonly identifySecret: string;
}

/** @throws ApiProblem `idempotency_conflict` when the id was used with another body. */
async function makeProgram(
  env: Env,
  wanted: z.output<typeof newProgramSchema>,
  by: Pick<NewProgram, "requestHash" | "audit">,
): Promise<ShownOnce | "repeat"> {
  const { id, name, currency, timezone, objects, region, ...settings } = wanted;
  requireTaxCurrency(currency, settings);
  requireShareOrigin(env, settings);
  const ring = keyRing(env);
  const apiKey = newCredential(ring, "tk", id);
  const webhookSecret = WEBHOOK_SOURCES.standard.makeSecret();
  const identifySecret = newIdentifySecret();
  const outcome = await insertProgram(env.CONFIG, {
    id,
    name,
    currency,
    timezone,
    objects,
    region,
    settings: settingsSchema.parse(settings),
    slotKey: randomBytes(32).toString("base64"),
    ...by,
    apiKeyHash: apiKey.hash,
    secrets: [
      { source: "standard", sealed: seal(ring, secretUse(id, "standard"), webhookSecret) },
      { source: "identify", sealed: seal(ring, secretUse(id, "identify"), identifySecret) },
    ],
    nowMs: Date.now(),
  });
  if (outcome === "conflict") throw new ApiProblem("idempotency_conflict");
  announceProgram(id);
  return outcome === "repeat" ? "repeat" : { apiKey: apiKey.text, webhookSecret, identifySecret };
}

/** @throws ApiProblem `unknown_version` when the program never had this version. */
async function showProgram(c: ApiContext, program: ProgramConfig, query: VersionQuery): Promise<WireProgram> {
  const version = await readVersion(c.env.CONFIG, "settings", program.number, query);
  if (version === null) throw new ApiProblem("unknown_version");
  const known = program.wireSettings.find((one) => one.version === version.version);
  const settings = known === undefined ? version.value : JSON.stringify(known.value);
  const names = await namesForCaller(c, program, [version.setBy]);
  return presentProgram({ ...program, ...version, settings }, names);
}
