/** Orders: one by its id from its owner, lists from the read model, which may lag and says so. */
import { createRoute, z } from "@hono/zod-openapi";
import {
  instantAnswer,
  instantOf,
  instantSchema,
  opaqueIdSchema,
  programIdSchema,
} from "../http/common.shapes.ts";
import {
  commissionEntrySchema,
  orderEntrySchema,
  presentCommissionEntry,
  presentOrderEntry,
} from "./order-list.shapes.ts";
import { orderSchema, presentOrder } from "./order.shapes.ts";
import { listCommissions, listOrders, ordersAsOf } from "./order-lists.tables.ts";
import { callObject } from "../platform/object-call.ts";
import { ledgerOf } from "../platform/objects.ts";
import { ApiProblem } from "../http/problem.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { cutPage, decodeCursor, encodeCursor, pageFields, pageOf } from "../http/page.ts";
import {
  BEARER,
  json,
  programParams,
  promoterIdSchema,
  promoterParams,
  REFUSALS,
} from "../http/route-parts.ts";
import { findPromoter } from "../promoters/find-promoter.ts";

const span = { from: instantSchema.optional(), to: instantSchema.optional() };
const asOf = { asOf: instantAnswer.nullable() };

const readOrder = createRoute({
  method: "get",
  path: "/v1/programs/{program}/orders/{orderId}",
  summary: "Read an order with its attribution, commissions and events",
  security: BEARER,
  request: { params: z.object({ program: programIdSchema, orderId: opaqueIdSchema }) },
  responses: { 200: json(orderSchema, "The order"), ...REFUSALS },
});

const readOrders = createRoute({
  method: "get",
  path: "/v1/programs/{program}/orders",
  summary: "List orders by time, newest first, also those of one promoter",
  security: BEARER,
  request: {
    params: programParams,
    query: z.object({ ...pageFields, ...span, promoterId: promoterIdSchema.optional() }),
  },
  responses: { 200: json(pageOf(orderEntrySchema).extend(asOf), "A page of orders"), ...REFUSALS },
});

const readCommissions = createRoute({
  method: "get",
  path: "/v1/programs/{program}/promoters/{id}/commissions",
  summary: "List a promoter's commissions, newest order first",
  security: BEARER,
  request: { params: promoterParams, query: z.object({ ...pageFields, ...span }) },
  responses: { 200: json(pageOf(commissionEntrySchema).extend(asOf), "A page of commissions"), ...REFUSALS },
});

export function registerOrders(app: ApiApp): void {
  app.openapi(readOrder, async (c) => {
    const { program } = requireProgram(c);
    const { orderId } = c.req.valid("param");
    const view = await callObject(async () => await ledgerOf(c.env, program, orderId).order(orderId));
    if (view === null) throw new ApiProblem("unknown_order");
    return c.json(presentOrder(view), 200);
  });
  app.openapi(readOrders, async (c) => {
    const { program } = requireProgram(c);
    const { limit, cursor, promoterId, ...times } = c.req.valid("query");
    const query = { ...pageQueryOf("orders", program.id, limit, cursor, times), promoter: promoterId };
    const [rows, asOfMs] = await Promise.all([
      listOrders(c.env.REPORTS, query),
      ordersAsOf(c.env.REPORTS, program.id),
    ]);
    const page = cutPage(rows, limit, (last) => encodeCursor("orders", [last.occurredAtMs, last.orderId]));
    const data = page.data.map((row) => presentOrderEntry(row, program.currency));
    return c.json({ ...page, data, asOf: asOfMs === null ? null : instantOf(asOfMs) }, 200);
  });
  app.openapi(readCommissions, async (c) => {
    const { program } = requireProgram(c);
    const { limit, cursor, ...times } = c.req.valid("query");
    const { id: promoter } = c.req.valid("param");
    const query = { ...pageQueryOf("commissions", program.id, limit, cursor, times), promoter };
    const [rows, asOfMs] = await Promise.all([
      listCommissions(c.env.REPORTS, query),
      ordersAsOf(c.env.REPORTS, program.id),
      findPromoter(c.env, program, promoter),
    ]);
    const page = cutPage(rows, limit, (last) => encodeCursor("commissions", [last.occurredAtMs, last.id]));
    const data = page.data.map(presentCommissionEntry);
    return c.json({ ...page, data, asOf: asOfMs === null ? null : instantOf(asOfMs) }, 200);
  });
}

function pageQueryOf(
  list: string,
  programId: string,
  limit: number,
  cursor: string | undefined,
  times: { from?: number | undefined; to?: number | undefined },
) {
  const last = decodeCursor(list, cursor, [0, ""]);
  return {
    programId,
    fromMs: times.from ?? 0,
    toMs: times.to ?? Number.MAX_SAFE_INTEGER,
    before: last === undefined ? undefined : { occurredAtMs: last[0], id: last[1] },
    limit: limit + 1,
  };
}
