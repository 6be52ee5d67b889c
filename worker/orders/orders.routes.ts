/** Orders: one by its id from its owner, lists from the read model, which may lag and says so. */
import {
  commissionEntrySchema,
  commissionsQuery,
  orderEntrySchema,
  ordersQuery,
  presentCommissionEntry,
  presentOrderEntry,
} from "./lists/order-list.shapes.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { orderSchema } from "./order.shapes.ts";
import { findOrder } from "./links/ask-owner.ts";
import { presentOrder } from "./present-order.ts";
import { findOrders } from "./lists/find-orders.tables.ts";
import { listCommissions, ordersAsOf } from "./lists/order-lists.tables.ts";
import { ApiProblem } from "../http/problem.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { findPromoter } from "../promoters/find-promoter.ts";
import { orderParams, programParams, promoterParams } from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";
import { laggingPageOf } from "../http/page.shapes.ts";
import { cutPage, decodeCursor, encodeCursor } from "../http/page.ts";
import { json } from "../http/route-parts.ts";

const readOrder = defineRoute({
  method: "get",
  path: "/v1/programs/{program}/orders/{orderId}",
  operationId: "readOrder",
  tag: "Orders",
  summary: "Read an order with its attribution, commissions and events",
  access: ["operator", "key:orders", "key:read"],
  request: { params: orderParams },
  responses: { 200: json(orderSchema, "The order") },
});

const readOrders = defineRoute({
  method: "get",
  path: "/v1/programs/{program}/orders",
  operationId: "listOrders",
  tag: "Orders",
  summary: "List orders by time, newest first, also of one promoter or customer, in one state, under review",
  description:
    "Filters may be joined. Where one promoter's or customer's orders are narrowed further, a page searches " +
    `${LIMITS.ordersSearched} of them at most. It may then be shorter than \`limit\`, and \`nextCursor\` goes on.`,
  access: ["operator", "key:orders", "key:read"],
  request: { params: programParams, query: ordersQuery },
  responses: { 200: json(laggingPageOf(orderEntrySchema), "A page of orders") },
});

const readCommissions = defineRoute({
  method: "get",
  path: "/v1/programs/{program}/promoters/{id}/commissions",
  operationId: "listCommissions",
  tag: "Orders",
  summary: "List a promoter's commissions, newest order first",
  access: ["operator", "key:read", "key:payouts", "promoter:own"],
  request: { params: promoterParams, query: commissionsQuery },
  responses: { 200: json(laggingPageOf(commissionEntrySchema), "A page of commissions") },
});

export function registerOrders(app: ApiApp): void {
  app.openapi(readOrder, async (c) => {
    const { program } = requireProgram(c);
    const { orderId } = c.req.valid("param");
    const view = await findOrder(c.env, program, orderId);
    if (view === null) throw new ApiProblem("unknown_order");
    return c.json(presentOrder(view, view.refused), 200);
  });
  app.openapi(readOrders, async (c) => {
    const { program } = requireProgram(c);
    const { limit, cursor, promoterId, from, to, ...filters } = c.req.valid("query");
    const page = pageQueryOf("orders", program.id, limit, cursor, { from, to });
    const [found, asOfMs] = await Promise.all([
      findOrders(c.env.REPORTS, { ...page, ...filters, promoter: promoterId }),
      ordersAsOf(c.env.REPORTS, program.id),
    ]);
    const cursorAt = (occurredAtMs: number, id: string) => encodeCursor("orders", [occurredAtMs, id]);
    const shown = cutPage(found.rows, limit, (last) => cursorAt(last.occurredAtMs, last.orderId));
    const { stoppedAt } = found;
    const stopped = stoppedAt === undefined ? null : cursorAt(stoppedAt.occurredAtMs, stoppedAt.id);
    return c.json(
      {
        data: shown.data.map((row) => presentOrderEntry(row, program.currency)),
        nextCursor: shown.nextCursor ?? stopped,
        asOf: asOfMs === null ? null : instantOf(asOfMs),
      },
      200,
    );
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
