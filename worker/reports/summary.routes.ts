/** All figures of a program in a period, over HTTP. */
import type { ApiApp, ApiContext } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { programParams } from "../http/common.shapes.ts";
import { json, text } from "../http/route-parts.ts";
import { figureColumns, reportFile } from "./report-file.ts";
import { ownSummary } from "./own/own-figures.ts";
import { askingPromoter, OWN_REPORT, READERS_OR_OWN, reportOf, REPORTS_PATH } from "./report-of.ts";
import { periodBefore, type ReportPeriod } from "./report-period.ts";
import { summaryOf } from "./summary.ts";
import { summaryQuery, summarySchema } from "./summary.shapes.ts";

const readSummary = defineRoute({
  method: "get",
  path: `${REPORTS_PATH}/summary`,
  operationId: "reportSummary",
  tag: "Reports",
  summary: "All figures of a program in a period",
  description: OWN_REPORT,
  access: READERS_OR_OWN,
  request: { params: programParams, query: summaryQuery },
  responses: { 200: json(summarySchema, "The figures") },
});

const readFile = defineRoute({
  method: "get",
  path: `${REPORTS_PATH}/summary.csv`,
  operationId: "reportSummaryFile",
  tag: "Reports",
  summary: "All figures of a program in a period, as a file of one line",
  description: OWN_REPORT,
  access: READERS_OR_OWN,
  request: { params: programParams, query: summaryQuery },
  responses: { 200: text("text/csv", "The line") },
});

export function registerSummary(app: ApiApp): void {
  app.openapi(readSummary, async (c) => {
    const { compare, ...asked } = c.req.valid("query");
    const { program, period, report } = await reportOf(c, asked);
    const figures = await figuresFor(c, program, period);
    if (compare === undefined) return c.json({ ...report, ...figures }, 200);
    const previous = await figuresFor(c, program, periodBefore(period));
    return c.json({ ...report, ...figures, previous }, 200);
  });
  app.openapi(readFile, async (c) => {
    const { compare, ...asked } = c.req.valid("query");
    const { program, period, report } = await reportOf(c, asked);
    const columns = figureColumns(["from", "to"], ["customers", "ltv", "paidOut"], compare !== undefined);
    const rows = async function* () {
      const figures = await figuresFor(c, program, period);
      const previous = compare === undefined ? undefined : await figuresFor(c, program, periodBefore(period));
      yield [{ ...report, ...figures, previous }];
    };
    return reportFile(columns, rows());
  });
}

/** Of the program, or of the promoter who asks. */
async function figuresFor(c: ApiContext, program: ProgramConfig, period: ReportPeriod) {
  const promoter = askingPromoter(c);
  if (promoter === null) return await summaryOf(c.env, program, period);
  return await ownSummary({ env: c.env, program, period }, promoter);
}
