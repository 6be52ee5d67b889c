/** `…/sources/{source}/catch-up`: has a vendor list what was missed, and says how far that is. One of a source at a time. */
import { type ApiApp, type ApiContext, requireProgram } from "../../access/api-env.ts";
import { sourceParams } from "../../access/credentials.shapes.ts";
import { defineRoute } from "../../access/route.ts";
import type { WebhookSource } from "../../configuration/webhook-sources.ts";
import { DAY_MS } from "../../../domain/kernel/duration.ts";
import { ApiProblem } from "../../http/problem.ts";
import { body, json, REPLAY } from "../../http/route-parts.ts";
import { apiOf } from "./api-keys.ts";
import { readApiKeys } from "./api-keys.tables.ts";
import { sendCatchUp } from "./catch-up.ts";
import { catchUpSchema, newCatchUpSchema, presentCatchUp } from "./catch-up.shapes.ts";
import { beginCatchUp, moveCatchUp, newestCatchUp, stopCatchUp } from "./catch-ups.tables.ts";
import type { VendorApi } from "./vendor-api.ts";

const PATH = "/v1/programs/{program}/sources/{source}/catch-up";

const startCatchUp = defineRoute({
  method: "post",
  path: PATH,
  operationId: "catchUpSource",
  tag: "Webhooks",
  summary:
    "Have the vendor list what happened in a time, and record what is missing; it runs in the background",
  description:
    "What is listed is translated as the vendor's webhooks are, so nothing is recorded twice. One of a source runs at a " +
    "time: another time is refused as `catch_up_running`, the same one answers how far it is. One that failed or was " +
    "stopped goes on at its place when the same times are asked for.",
  access: ["operator", "key:orders", "key:manage"],
  request: { params: sourceParams, body: body(newCatchUpSchema) },
  responses: { 202: json(catchUpSchema, "Begun, or under way") },
});

const readCatchUp = defineRoute({
  method: "get",
  path: PATH,
  operationId: "readCatchUp",
  tag: "Webhooks",
  summary: "How far the last catching up of a source has come",
  access: ["operator", "key:read", "key:orders", "key:manage"],
  request: { params: sourceParams },
  responses: { 200: json(catchUpSchema, "The last one") },
});

const endCatchUp = defineRoute({
  method: "delete",
  path: PATH,
  operationId: "stopCatchUp",
  tag: "Webhooks",
  summary: "Stop catching up; what is recorded stays",
  access: ["operator", "key:orders", "key:manage"],
  request: { params: sourceParams },
  responses: { 200: json(catchUpSchema, "Stopped") },
});

export function registerCatchUps(app: ApiApp): void {
  app.openapi(startCatchUp, async (c) => {
    const { program } = requireProgram(c);
    const { source } = c.req.valid("param");
    const { from: fromMs, to: toMs } = c.req.valid("json");
    const nowMs = Date.now();
    refuseTimes(apiOf(source), { fromMs, toMs, nowMs });
    if (!(await readApiKeys(c.env.CONFIG, program.number)).has(source))
      throw new ApiProblem("api_key_missing");
    const wanted = { program: program.number, source, fromMs, toMs };
    const begun = await beginCatchUp(c.env.CONFIG, wanted, crypto.randomUUID(), nowMs);
    if (begun === null) throw new ApiProblem("unavailable");
    const { catchUp } = begun;
    const isSame = catchUp.fromMs === fromMs && catchUp.toMs === toMs;
    if (!begun.begun && !isSame) throw new ApiProblem("catch_up_running");
    if (!begun.begun) return c.json(presentCatchUp(catchUp), 202, REPLAY);
    await sendFirst(c, catchUp);
    return c.json(presentCatchUp(catchUp), 202);
  });
  app.openapi(readCatchUp, async (c) => {
    const { program } = requireProgram(c);
    return c.json(await newestOf(c, program.number, c.req.valid("param").source), 200);
  });
  app.openapi(endCatchUp, async (c) => {
    const { program } = requireProgram(c);
    const { source } = c.req.valid("param");
    const isStopped = await stopCatchUp(c.env.CONFIG, program.number, source, Date.now());
    return c.json(await newestOf(c, program.number, source), 200, isStopped ? {} : REPLAY);
  });
}

/** A message that could not be sent leaves none behind that waits for it. */
async function sendFirst(c: ApiContext, chain: { readonly number: number; readonly chain: string }) {
  try {
    await sendCatchUp(c.env, chain);
  } catch (error) {
    await moveCatchUp(c.env.CONFIG, chain, { state: "stopped", finishedAtMs: Date.now() }, Date.now());
    throw error;
  }
}

async function newestOf(c: ApiContext, program: number, source: WebhookSource) {
  const newest = await newestCatchUp(c.env.CONFIG, program, source);
  if (newest === null) throw new ApiProblem("unknown_catch_up");
  return presentCatchUp(newest);
}

function refuseTimes(
  { historyMs }: VendorApi,
  { fromMs, toMs, nowMs }: { readonly fromMs: number; readonly toMs: number; readonly nowMs: number },
): void {
  const refuse = (message: string) => {
    throw new ApiProblem("invalid_body", { errors: [{ path: "from", message }] });
  };
  if (fromMs >= toMs) refuse("expected a time before `to`");
  if (fromMs >= nowMs) refuse("expected a time that is past");
  if (historyMs !== null && fromMs < nowMs - historyMs)
    refuse(`expected a time of the last ${historyMs / DAY_MS} days: the vendor lists no further back`);
}
