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
import { newRestoreSchema, presentRestore, restoreSchema, withoutObjectsSchema } from "./restore.shapes.ts";
import { titlesOf } from "./restored-objects.ts";
import { sendRestore } from "./restore.ts";
import { beginRestore, leaveOut, newestRestore } from "./restores.tables.ts";

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

const goOnWithout = defineRoute({
  method: "post",
  path: `${PATH}/without`,
  operationId: "restoreWithoutObjects",
  tag: "Operations",
  summary: "Have the running restore go on without objects that fail",
  description:
    "For objects that fail for good, by the names that `failure` gives. They are neither put back nor waited for, and " +
    "stay as they are: what the others have is compared with them once they answer. A restore that has come to its " +
    "reconciliation opens the program though that fails.",
  access: ["operator"],
  request: { params: programParams, body: body(withoutObjectsSchema) },
  responses: { 202: json(restoreSchema, "Noted; the restore goes on in the background") },
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
  app.openapi(goOnWithout, async (c) => {
    const { program } = requireProgram(c);
    const { objects } = c.req.valid("json");
    const running = await newestRestore(c.env.CONFIG, program.id);
    if (running === null) throw new ApiProblem("unknown_restore");
    if (running.state === "finished") throw new ApiProblem("restore_finished");
    const known = new Set(await titlesOf(c.env, program));
    const unknown = objects.filter((object) => !known.has(object));
    if (unknown.length > 0)
      throw new ApiProblem("invalid_body", { detail: `no object of this program: ${unknown.join(", ")}` });
    const restore = await leaveOut(c.env.CONFIG, running, objects, Date.now());
    if (restore === null) throw new ApiProblem("restore_went_on");
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
