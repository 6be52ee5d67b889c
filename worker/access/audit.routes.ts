/** What was done in a program by whom, newest first: only added to. */
import { listAudit } from "../http/audit/audit.tables.ts";
import { programParams } from "../http/common.shapes.ts";
import { pageOf } from "../http/page.shapes.ts";
import { cutPage, decodeCursor, encodeCursor } from "../http/page.ts";
import { json } from "../http/route-parts.ts";
import { namesForCaller } from "./people/actors.ts";
import { type ApiApp, requireProgram } from "./api-env.ts";
import { auditEntrySchema, auditQuery, presentAuditEntry } from "./audit.shapes.ts";
import { defineRoute } from "./route.ts";

const readAudit = defineRoute({
  method: "get",
  path: "/v1/programs/{program}/audit",
  operationId: "listAudit",
  tag: "Audit",
  summary: "List who changed what, by which credential, newest first",
  access: ["operator", "key:manage", "key:keys"],
  request: { params: programParams, query: auditQuery },
  responses: { 200: json(pageOf(auditEntrySchema), "A page of entries") },
});

export function registerAudit(app: ApiApp): void {
  app.openapi(readAudit, async (c) => {
    const { program } = requireProgram(c);
    const { limit, cursor, from = 0, actor } = c.req.valid("query");
    const [before] = decodeCursor("audit", cursor, [0]) ?? [Number.MAX_SAFE_INTEGER];
    const query = { program: program.number, before, limit: limit + 1, fromMs: from, actor };
    const page = cutPage(await listAudit(c.env.CONFIG, query), limit, (last) =>
      encodeCursor("audit", [last.number]),
    );
    const actors = page.data.map((row) => row.actor);
    const names = await namesForCaller(c, program, actors);
    return c.json({ ...page, data: page.data.map((row) => presentAuditEntry(row, names)) }, 200);
  });
}
