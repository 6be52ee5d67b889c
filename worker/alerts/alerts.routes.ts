/** Alerts over HTTP: what of a program's figures is unlike it. */
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { programParams } from "../http/common.shapes.ts";
import { cutPage, decodeCursor, encodeCursor } from "../http/page.ts";
import { pageOf } from "../http/page.shapes.ts";
import { ApiProblem } from "../http/problem.ts";
import { json } from "../http/route-parts.ts";
import { READERS } from "../reports/report-of.ts";
import { alertParams, alertSchema, alertsQuery, presentAlert } from "./alert.shapes.ts";
import { findAlert, listAlerts } from "./alerts.tables.ts";

const PATH = "/v1/programs/{program}/alerts";

const list = defineRoute({
  method: "get",
  path: PATH,
  operationId: "listAlerts",
  tag: "Alerts",
  summary: "What of the program's figures is or was unlike it, newest first",
  description:
    "Judged at the end of every hour by the same hours of the eight weeks before, once four of them are known. Alerts close by " +
    "themselves. `docs/alerts.md` states the method, and how often it is wrong.",
  access: READERS,
  request: { params: programParams, query: alertsQuery },
  responses: { 200: json(pageOf(alertSchema), "A page of alerts") },
});

const read = defineRoute({
  method: "get",
  path: `${PATH}/{id}`,
  operationId: "readAlert",
  tag: "Alerts",
  summary: "One alert with its evidence",
  access: READERS,
  request: { params: alertParams },
  responses: { 200: json(alertSchema, "The alert") },
});

export function registerAlerts(app: ApiApp): void {
  app.openapi(list, async (c) => {
    const { program } = requireProgram(c);
    const { limit, cursor, state } = c.req.valid("query");
    const [before] = decodeCursor("alerts", cursor, [0]) ?? [Number.MAX_SAFE_INTEGER];
    const which = state === undefined ? {} : { isOpen: state === "open" };
    const found = await listAlerts(c.env.REPORTS, program.id, { before, limit: limit + 1, ...which });
    const page = cutPage(found, limit, (last) => encodeCursor("alerts", [last.number]));
    return c.json({ ...page, data: page.data.map(presentAlert) }, 200);
  });
  app.openapi(read, async (c) => {
    const { program } = requireProgram(c);
    const alert = await findAlert(c.env.REPORTS, program.id, c.req.valid("param").id);
    if (alert === null) throw new ApiProblem("unknown_alert");
    return c.json(presentAlert(alert), 200);
  });
}
