/** Cohorts of customers by the month of their first order, over HTTP. */
import { monthOf } from "../../../domain/program/month.ts";
import type { z } from "@hono/zod-openapi";
import type { ApiApp, ApiContext } from "../../access/api-env.ts";
import { defineRoute } from "../../access/route.ts";
import { programParams } from "../../http/common.shapes.ts";
import { json, text } from "../../http/route-parts.ts";
import { cohortsQuery, cohortsSchema, monthShape, presentCohorts } from "./cohorts.shapes.ts";
import { cohortMonths } from "./cohorts.tables.ts";
import { onePage, reportFile } from "../report-file.ts";
import { READERS, reportOf, REPORTS_PATH } from "../report-of.ts";

const readCohorts = defineRoute({
  method: "get",
  path: `${REPORTS_PATH}/cohorts`,
  operationId: "reportCohorts",
  tag: "Reports",
  summary: "What customers bought since the month of their first order, by months",
  description:
    "`from` and `to` say which cohorts: those of the months that the period touches. Months are those of the program's " +
    "time zone, and no other is taken. The month of a customer's first order was noted when the order was decided. Orders " +
    "without a customer are in no cohort.",
  access: READERS,
  request: { params: programParams, query: cohortsQuery },
  responses: { 200: json(cohortsSchema, "The cohorts") },
});

const readFile = defineRoute({
  method: "get",
  path: `${REPORTS_PATH}/cohorts.csv`,
  operationId: "reportCohortsFile",
  tag: "Reports",
  summary:
    "What customers bought since the month of their first order, as a file: a line for each month of a cohort",
  access: READERS,
  request: { params: programParams, query: cohortsQuery },
  responses: { 200: text("text/csv", "The lines") },
});

export function registerCohorts(app: ApiApp): void {
  app.openapi(readCohorts, async (c) => {
    const { report, cohorts } = await cohortsOf(c, c.req.valid("query"));
    return c.json({ ...report, data: cohorts }, 200);
  });
  app.openapi(readFile, async (c) => {
    const { cohorts } = await cohortsOf(c, c.req.valid("query"));
    const rows = cohorts.flatMap(({ months, ...cohort }) => months.map((month) => ({ ...cohort, ...month })));
    return reportFile(["cohort", "customers", ...Object.keys(monthShape)], onePage(rows));
  });
}

async function cohortsOf(c: ApiContext, asked: z.output<typeof cohortsQuery>) {
  const { program, period, report } = await reportOf(c, asked);
  const span = {
    from: monthOf(period.fromMs, program.timezone),
    to: monthOf(period.toMs - 1, program.timezone),
  };
  return { report, cohorts: presentCohorts(await cohortMonths(c.env.REPORTS, program.id, span)) };
}
