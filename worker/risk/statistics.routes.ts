/** A promoter's figures since the last night, for whoever judges its cases. */
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { promoterParams } from "../http/common.shapes.ts";
import { json } from "../http/route-parts.ts";
import { findPromoter } from "../promoters/find-promoter.ts";
import { presentStatistics, statisticsSchema } from "./statistics.shapes.ts";
import { statisticsOf } from "./statistics.tables.ts";

const readStatistics = defineRoute({
  method: "get",
  path: "/v1/programs/{program}/promoters/{id}/statistics",
  operationId: "readPromoterStatistics",
  tag: "Risk",
  summary:
    "A promoter's clicks and orders over the last 28 whole days, and what they show; made once a night",
  access: ["operator", "key:read", "key:manage", "key:payouts"],
  request: { params: promoterParams },
  responses: { 200: json(statisticsSchema, "The figures") },
});

export function registerStatistics(app: ApiApp): void {
  app.openapi(readStatistics, async (c) => {
    const { program } = requireProgram(c);
    const { ref } = await findPromoter(c.env, program, c.req.valid("param").id);
    return c.json(presentStatistics(ref, await statisticsOf(c.env.REPORTS, program.id, ref)), 200);
  });
}
