/** A program's own look: set by the merchant, read by its portal without any credentials. */
import { CalendarDays } from "../../domain/program/calendar-day.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { currentProgram } from "../configuration/current-program.ts";
import { programParams } from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";
import { ApiProblem } from "../http/problem.ts";
import { problemSchema } from "../http/problem.shapes.ts";
import { body, json, problemAnswer } from "../http/route-parts.ts";
import { currencySigns } from "./currency-signs.ts";
import { lookBodySchema, lookSchema, portalLookSchema } from "./look.shapes.ts";
import { type LookRow, readLook, writeLook } from "./looks.tables.ts";
import { forgetPortalLook, portalLook, wireLook } from "./portal-look.ts";

const PATH = "/v1/programs/{program}/look";
const TAG = "Portal";

const setLook = defineRoute({
  method: "put",
  path: PATH,
  operationId: "setLook",
  tag: TAG,
  summary: "Set how the program's portal looks, whole",
  access: ["operator", "key:manage"],
  audit: "with_change",
  request: { params: programParams, body: body(lookBodySchema) },
  responses: { 200: json(lookSchema, "The look") },
});

const getLook = defineRoute({
  method: "get",
  path: PATH,
  operationId: "readLook",
  tag: TAG,
  summary: "Read how the program's portal looks",
  access: ["operator", "key:read", "key:manage", "promoter:own"],
  request: { params: programParams },
  responses: { 200: json(lookSchema, "The look") },
});

const getPortalLook = defineRoute({
  method: "get",
  path: "/portal/{program}/look",
  operationId: "readPortalLook",
  tag: TAG,
  summary: "What the portal shows before anybody has signed in",
  access: ["public"],
  request: { params: programParams },
  responses: {
    200: json(portalLookSchema, "The look; a minute old at most"),
    404: problemAnswer(problemSchema, "No such program"),
  },
});

export function registerLooks(app: ApiApp): void {
  app.openapi(setLook, async (c) => {
    const { program } = requireProgram(c);
    const look = JSON.stringify(c.req.valid("json"));
    const row = { program: program.number, look, updatedAtMs: Date.now() };
    await writeLook(c.env.CONFIG, row, c.get("audit"));
    forgetPortalLook(program.number);
    return c.json(presentLook(row), 200);
  });
  app.openapi(getLook, async (c) => {
    const { program } = requireProgram(c);
    return c.json(presentLook(await readLook(c.env.CONFIG, program.number)), 200);
  });
  app.openapi(getPortalLook, async (c) => {
    const program = await currentProgram(c.env, c.req.valid("param").program);
    if (program === null) throw new ApiProblem("not_found");
    const nowMs = Date.now();
    const { row, termsVersion, hasWechat } = await portalLook(c.env.CONFIG, program.number, nowMs);
    const look = row === undefined ? {} : wireLook(row);
    const { id, name, currency, timezone } = program;
    return c.json(
      {
        ...look,
        name: look.name ?? name,
        program: id,
        currency,
        currencySigns: currencySigns(currency),
        timezone,
        today: presentToday(nowMs, timezone),
        termsVersion,
        hasWechat,
      },
      200,
      { "cache-control": "public, max-age=60" },
    );
  });
}

function presentToday(nowMs: number, timezone: string) {
  const { day, toMs } = new CalendarDays(timezone).of(nowMs);
  return { day, endsAt: instantOf(toMs) };
}

function presentLook(row: LookRow | undefined) {
  if (row === undefined) return { updatedAt: null };
  return { ...wireLook(row), updatedAt: instantOf(row.updatedAtMs) };
}
