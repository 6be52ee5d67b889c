/** What teams sell and earn, over HTTP. */
import { promoterIdOf, type PromoterRef } from "../../../domain/kernel/ids.ts";
import type { z } from "@hono/zod-openapi";
import { type ApiApp, type ApiContext, type Principal, requireProgram } from "../../access/api-env.ts";
import { defineRoute } from "../../access/route.ts";
import { programParams } from "../../http/common.shapes.ts";
import { ApiProblem } from "../../http/problem.ts";
import { json, text } from "../../http/route-parts.ts";
import { orderFigures } from "../report.shapes.ts";
import { onePage, reportFile } from "../report-file.ts";
import { READERS, reportOf, REPORTS_PATH } from "../report-of.ts";
import { teamLevels } from "./team.ts";
import { teamsQuery, teamsSchema } from "./team.shapes.ts";

const readTeams = defineRoute({
  method: "get",
  path: `${REPORTS_PATH}/teams`,
  operationId: "reportTeams",
  tag: "Reports",
  summary: "What a promoter's team sells and earns in a period, by levels below it, as the tree stands now",
  access: [...READERS, "promoter:own"],
  request: { params: programParams, query: teamsQuery },
  responses: { 200: json(teamsSchema, "The levels") },
});

const readFile = defineRoute({
  method: "get",
  path: `${REPORTS_PATH}/teams.csv`,
  operationId: "reportTeamsFile",
  tag: "Reports",
  summary: "What a promoter's team sells and earns, as a file: a line for each level",
  access: [...READERS, "promoter:own"],
  request: { params: programParams, query: teamsQuery },
  responses: { 200: text("text/csv", "The lines") },
});

export function registerTeams(app: ApiApp): void {
  app.openapi(readTeams, async (c) => {
    const { report, top, levels } = await teamOf(c, c.req.valid("query"));
    return c.json({ ...report, promoterId: promoterIdOf(top), data: levels }, 200);
  });
  app.openapi(readFile, async (c) => {
    const { levels } = await teamOf(c, c.req.valid("query"));
    return reportFile(
      ["level", "promoters", ...Object.keys(orderFigures)],
      onePage(levels.map((level) => ({ ...level }))),
    );
  });
}

async function teamOf(c: ApiContext, { promoterId, depth, ...asked }: z.output<typeof teamsQuery>) {
  const { principal } = requireProgram(c);
  const top = topOf(principal, promoterId);
  const isOwn = principal.kind === "promoter";
  const { program, period, report } = await reportOf(c, asked);
  return { report, top, levels: await teamLevels({ env: c.env, program, period, isOwn }, top, depth) };
}

/** What is another promoter's is not there, and is never answered by one's own. */
function topOf(principal: Principal, asked: PromoterRef | undefined): PromoterRef {
  if (principal.kind === "promoter") {
    if (asked !== undefined && asked !== principal.promoter) throw new ApiProblem("not_found");
    return principal.promoter;
  }
  if (asked !== undefined) return asked;
  throw new ApiProblem("invalid_parameter", {
    errors: [{ path: "promoterId", message: "expected the promoter whose team it is" }],
  });
}
