/** Reports by promoters, links and whatever else tells orders apart, over HTTP: page by page, and as files. */
import { LIMITS } from "../../../domain/kernel/limits.ts";
import type { z } from "@hono/zod-openapi";
import type { ApiApp, ApiContext } from "../../access/api-env.ts";
import type { Access } from "../../access/callers.ts";
import { defineRoute } from "../../access/route.ts";
import type { ProgramConfig } from "../../configuration/program-config.tables.ts";
import { programParams } from "../../http/common.shapes.ts";
import { ApiProblem } from "../../http/problem.ts";
import { json, text } from "../../http/route-parts.ts";
import {
  campaignsSchema,
  channelsSchema,
  keyedFileQuery,
  keyedQuery,
  journeysSchema,
  linksSchema,
  productsSchema,
  promotersSchema,
  sortOf,
  tiersSchema,
} from "./keyed.shapes.ts";
import { keyedPage } from "./keyed-page.ts";
import {
  BY_CAMPAIGN,
  BY_CHANNEL,
  BY_LINK,
  BY_PRODUCT,
  BY_PROMOTER,
  BY_PATH,
  BY_TIER,
  type ShownReport,
} from "./keyed-reports.ts";
import { figureColumns, FILE_ROWS, reportFile } from "../report-file.ts";
import { askingPromoter, READERS, READERS_OR_OWN, reportOf, REPORTS_PATH } from "../report-of.ts";
import type { ReportPeriod } from "../report-period.ts";
import type { Source } from "./keyed-report.ts";
import { linksOfPromoter } from "./report-links.tables.ts";

function keyedRoutes<Name extends string, Schema extends z.ZodType>(
  name: Name,
  operationId: string,
  summary: string,
  schema: Schema,
  { access = READERS, description }: { readonly access?: Access; readonly description?: string } = {},
) {
  const about = description === undefined ? {} : { description };
  const facts = { method: "get", tag: "Reports", access, ...about } as const;
  const page = defineRoute({
    ...facts,
    path: `${REPORTS_PATH}/${name}`,
    operationId,
    summary,
    request: { params: programParams, query: keyedQuery },
    responses: { 200: json(schema, "A page of the report") },
  });
  const file = defineRoute({
    ...facts,
    path: `${REPORTS_PATH}/${name}.csv`,
    operationId: `${operationId}File`,
    summary: `${summary}; all rows as a file`,
    request: { params: programParams, query: keyedFileQuery },
    responses: { 200: text("text/csv", "A line for each row") },
  });
  return { page, file };
}

const promoters = keyedRoutes(
  "promoters",
  "reportPromoters",
  "The figures of each promoter in a period; together they are the summary's, but for customers",
  promotersSchema,
);
const links = keyedRoutes("links", "reportLinks", "The figures of each share link in a period", linksSchema, {
  access: READERS_OR_OWN,
  description:
    `With a promoter's token: of its own links alone, the newest ${LIMITS.linksInOwnReport}. What is earned of their ` +
    "orders is not told then, nor why clicks do not count.",
});
const campaigns = keyedRoutes(
  "campaigns",
  "reportCampaigns",
  "The figures of each campaign in a period",
  campaignsSchema,
);
const products = keyedRoutes(
  "products",
  "reportProducts",
  "The figures of each product in a period, by the lines of orders",
  productsSchema,
);
const channels = keyedRoutes(
  "channels",
  "reportChannels",
  "The figures of each way to be credited, and of clicks by the page that they came from",
  channelsSchema,
);

const tiers = keyedRoutes(
  "tiers",
  "reportTiers",
  "The figures of orders by the tier of the promoter with the greatest credit",
  tiersSchema,
);
const journeys = keyedRoutes(
  "journeys",
  "reportJourneys",
  "The figures of orders by the steps by which their customers came",
  journeysSchema,
);

export function registerKeyedReports(app: ApiApp): void {
  app.openapi(promoters.page, async (c) => c.json(await pageOf(c, BY_PROMOTER, c.req.valid("query")), 200));
  app.openapi(links.page, async (c) => c.json(await pageOf(c, BY_LINK, c.req.valid("query")), 200));
  app.openapi(campaigns.page, async (c) => c.json(await pageOf(c, BY_CAMPAIGN, c.req.valid("query")), 200));
  app.openapi(products.page, async (c) => c.json(await pageOf(c, BY_PRODUCT, c.req.valid("query")), 200));
  app.openapi(channels.page, async (c) => c.json(await pageOf(c, BY_CHANNEL, c.req.valid("query")), 200));
  app.openapi(tiers.page, async (c) => c.json(await pageOf(c, BY_TIER, c.req.valid("query")), 200));
  app.openapi(journeys.page, async (c) => c.json(await pageOf(c, BY_PATH, c.req.valid("query")), 200));
  app.openapi(promoters.file, async (c) => await fileOf(c, BY_PROMOTER, c.req.valid("query")));
  app.openapi(links.file, async (c) => await fileOf(c, BY_LINK, c.req.valid("query")));
  app.openapi(campaigns.file, async (c) => await fileOf(c, BY_CAMPAIGN, c.req.valid("query")));
  app.openapi(products.file, async (c) => await fileOf(c, BY_PRODUCT, c.req.valid("query")));
  app.openapi(channels.file, async (c) => await fileOf(c, BY_CHANNEL, c.req.valid("query")));
  app.openapi(tiers.file, async (c) => await fileOf(c, BY_TIER, c.req.valid("query")));
  app.openapi(journeys.file, async (c) => await fileOf(c, BY_PATH, c.req.valid("query")));
}

async function pageOf<Row extends object>(
  c: ApiContext,
  shown: ShownReport<Row>,
  query: z.output<typeof keyedQuery>,
) {
  const { compare, sort, limit, cursor, ...asked } = query;
  const { program, period, report } = await reportOf(c, asked);
  const source = await sourceFor(c, program, period, sort);
  const page = { ...sortOf(sort), cursor, limit, compare };
  const { rows, nextCursor } = await keyedPage(shown.report, source, page);
  return { ...report, data: await shown.present(source, rows), nextCursor };
}

async function fileOf<Row extends object>(
  c: ApiContext,
  { report, keys, more, figures, present }: ShownReport<Row>,
  { compare, sort, ...asked }: z.output<typeof keyedFileQuery>,
): Promise<Response> {
  const { program, period } = await reportOf(c, asked);
  const source = await sourceFor(c, program, period, sort);
  const pages = async function* () {
    let cursor: string | undefined;
    do {
      const page = { ...sortOf(sort), cursor, limit: FILE_ROWS, compare };
      const { rows, nextCursor } = await keyedPage(report, source, page);
      yield (await present(source, rows)) as readonly Record<string, unknown>[];
      cursor = nextCursor ?? undefined;
    } while (cursor !== undefined);
  };
  return reportFile(figureColumns(keys, more, compare !== undefined, figures), pages());
}

/** A promoter sees its own links alone: no other of these reports is for promoters. */
async function sourceFor(
  c: ApiContext,
  program: ProgramConfig,
  period: ReportPeriod,
  sort: z.output<typeof keyedQuery>["sort"],
): Promise<Source> {
  const source = { env: c.env, program, period };
  const promoter = askingPromoter(c);
  if (promoter === null) return source;
  if (sortOf(sort).by === "commission") {
    const message = "a promoter's links cannot be sorted by what others earn of their orders";
    throw new ApiProblem("invalid_parameter", { errors: [{ path: "sort", message }] });
  }
  const links = await linksOfPromoter(c.env.LINKS, program.id, promoter, LIMITS.linksInOwnReport);
  return { ...source, among: links.map(String) };
}
