/** An operator puts a program back to an earlier moment, where the platform keeps the history of objects. */
import { untilItCounts } from "../configuration/trusted-versions.ts";
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { programParams } from "../http/common.shapes.ts";
import { ApiProblem } from "../http/problem.ts";
import { body, json } from "../http/route-parts.ts";
import { callObject } from "../platform/object-call.ts";
import { allNames } from "../platform/objects.ts";
import { newRestoreSchema, presentRestore, restoreSchema } from "./restore.shapes.ts";
import { sendRestore } from "./restore.ts";
import { beginRestore, newestRestore } from "./restores.tables.ts";

const PATH = "/v1/programs/{program}/restore";
/** How long the platform keeps the history of an object, in milliseconds. */
const HISTORY_MS = 30 * 86_400_000;

const startRestore = defineRoute({
  method: "post",
  path: PATH,
  operationId: "restoreProgram",
  tag: "Operations",
  summary: "Put all objects of the program back to an earlier moment",
  description:
    "The program is fenced meanwhile: orders and calls are answered 503 with Retry-After, taps go on. Databases are put " +
    "back apart from this, by the platform's own means.",
  access: ["operator"],
  request: { params: programParams, body: body(newRestoreSchema) },
  responses: { 202: json(restoreSchema, "Begun; it runs in the background") },
});

const readRestore = defineRoute({
  method: "get",
  path: PATH,
  operationId: "readRestore",
  tag: "Operations",
  summary: "How far the last restore has come",
  access: ["operator"],
  request: { params: programParams },
  responses: { 200: json(restoreSchema, "The last restore") },
});

export function registerRestores(app: ApiApp): void {
  app.openapi(startRestore, async (c) => {
    const { program } = requireProgram(c);
    const { to: toMs, reason } = c.req.valid("json");
    const nowMs = Date.now();
    if (toMs > nowMs || toMs < nowMs - HISTORY_MS)
      throw new ApiProblem("invalid_body", { detail: "`to` lies in the future, or more than 30 days ago" });
    if (!(await hasBookmarks(c.env, allNames(program)[0] ?? ""))) throw new ApiProblem("no_bookmarks");
    const restore = await beginRestore(c.env.CONFIG, { programId: program.id, toMs, reason }, nowMs);
    if (restore === null) throw new ApiProblem("restore_running");
    c.get("changes").programChanged(program.id);
    await untilItCounts();
    await sendRestore(c.env, program, restore.number);
    return c.json(presentRestore(restore), 202);
  });
  app.openapi(readRestore, async (c) => {
    const { program } = requireProgram(c);
    const restore = await newestRestore(c.env.CONFIG, program.id);
    if (restore === null) throw new ApiProblem("unknown_restore");
    return c.json(presentRestore(restore), 200);
  });
}

async function hasBookmarks(env: Env, name: string): Promise<boolean> {
  return await callObject(async () => await objectNamed(env.COMMISSION_LEDGER, name).hasBookmarks());
}
