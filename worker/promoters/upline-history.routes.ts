/** Whom a promoter stood under, and why that was changed. */
import { presentUplineChange, uplineChangeSchema } from "./promoter.shapes.ts";
import { callObject } from "../platform/object-call.ts";
import { treeOf } from "../platform/objects.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { findPromoter } from "./find-promoter.ts";
import { promoterParams } from "../http/common.shapes.ts";
import { pageOf, pageQuery } from "../http/page.shapes.ts";
import { cutPage, decodeCursor, encodeCursor } from "../http/page.ts";
import { json } from "../http/route-parts.ts";

const readHistory = defineRoute({
  method: "get",
  path: "/v1/programs/{program}/promoters/{id}/upline-history",
  operationId: "listUplineHistory",
  tag: "Promoters",
  summary: "The uplines a promoter had, newest first, each with its reason",
  access: ["operator", "key:read", "key:manage"],
  request: { params: promoterParams, query: pageQuery },
  responses: { 200: json(pageOf(uplineChangeSchema), "A page of changes") },
});

export function registerUplineHistory(app: ApiApp): void {
  app.openapi(readHistory, async (c) => {
    const { program } = requireProgram(c);
    const { id } = c.req.valid("param");
    const { limit, cursor } = c.req.valid("query");
    const before = decodeCursor("upline-history", cursor, [0])?.[0] ?? null;
    await findPromoter(c.env, program, id);
    const changes = await callObject(
      async () => await treeOf(c.env, program).uplineHistory(id, before, limit + 1),
    );
    const page = cutPage(changes, limit, (last) => encodeCursor("upline-history", [last.change]));
    return c.json({ ...page, data: page.data.map(presentUplineChange) }, 200);
  });
}
