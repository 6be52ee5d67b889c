/** A promoter's sales and tier, and how it came to it. */
import { monthOf } from "../../domain/program/month.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { ApiProblem } from "../http/problem.ts";
import { callObject } from "../platform/object-call.ts";
import { bookOf } from "../platform/objects.ts";
import { findPromoter } from "./find-promoter.ts";
import { presentSalesOf } from "./promoter-tiers.ts";
import {
  presentSales,
  presentTierChange,
  salesQuery,
  salesSchema,
  tierChangeSchema,
} from "./promoter-tiers.shapes.ts";
import { promoterParams } from "../http/common.shapes.ts";
import { pageOf, pageQuery } from "../http/page.shapes.ts";
import { cutPage, decodeCursor, encodeCursor } from "../http/page.ts";
import { json } from "../http/route-parts.ts";

const readSales = defineRoute({
  method: "get",
  path: "/v1/programs/{program}/promoters/{id}/sales",
  operationId: "readPromoterSales",
  tag: "Promoters",
  summary: "A promoter's own sales, refunds deducted: ever, and in a month of the program's time zone",
  access: ["operator", "key:read", "key:manage", "promoter:own"],
  request: {
    params: promoterParams,
    query: salesQuery,
  },
  responses: { 200: json(salesSchema, "The sales and the present tier") },
});

const readHistory = defineRoute({
  method: "get",
  path: "/v1/programs/{program}/promoters/{id}/tier-history",
  operationId: "listTierHistory",
  tag: "Promoters",
  summary: "The tiers a promoter had, newest first",
  access: ["operator", "key:read", "key:manage", "promoter:own"],
  request: { params: promoterParams, query: pageQuery },
  responses: { 200: json(pageOf(tierChangeSchema), "A page of changes") },
});

export function registerPromoterTiers(app: ApiApp): void {
  app.openapi(readSales, async (c) => {
    const { program } = requireProgram(c);
    const { id } = c.req.valid("param");
    await findPromoter(c.env, program, id);
    const month = c.req.valid("query").month ?? monthOf(Date.now(), program.timezone);
    const [sales] = await presentSalesOf(c.env, program, [id], month);
    if (sales === undefined) throw new ApiProblem("unknown_promoter");
    return c.json(presentSales(id, month, sales), 200);
  });
  app.openapi(readHistory, async (c) => {
    const { program } = requireProgram(c);
    const { id } = c.req.valid("param");
    const { limit, cursor } = c.req.valid("query");
    const before = decodeCursor("tier-history", cursor, [0])?.[0] ?? null;
    await findPromoter(c.env, program, id);
    const changes = await callObject(
      async () => await bookOf(c.env, program, id).tierHistory(id, before, limit + 1),
    );
    const page = cutPage(changes, limit, (last) => encodeCursor("tier-history", [last.change]));
    return c.json({ ...page, data: page.data.map(presentTierChange) }, 200);
  });
}
