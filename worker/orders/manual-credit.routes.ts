/** `POST …/orders/{orderId}/credit`: an operator credits an order that nobody earned, once, with a reason. */
import { findReceived } from "./links/ask-owner.ts";
import { parsePromoterId, type PromoterRef } from "../../domain/kernel/ids.ts";
import { amendmentInForce } from "../../domain/order/worth.ts";
import type { OrderView } from "../../domain/settlement/order-view.ts";
import { manualCreditSchema, orderAnswerSchema } from "./order.shapes.ts";
import { presentOrder } from "./present-order.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { foundAtFirst } from "../../durable-objects/commission-ledger/late-orders/open-order.ts";
import { creditOpen } from "./late-decisions.ts";
import { callObject } from "../platform/object-call.ts";
import { treeOf } from "../platform/objects.ts";
import { ApiProblem } from "../http/problem.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { orderParams } from "../http/common.shapes.ts";
import { REPLAY, body, json } from "../http/route-parts.ts";

const creditOrder = defineRoute({
  method: "post",
  path: "/v1/programs/{program}/orders/{orderId}/credit",
  operationId: "creditOrder",
  tag: "Orders",
  summary: "Credit an order that nobody earned to a promoter; levels and rules are those of the order's time",
  access: ["operator", "key:payouts"],
  request: { params: orderParams, body: body(manualCreditSchema) },
  responses: {
    200: json(
      orderAnswerSchema,
      "Credited: the order as it now stands. Under review its commissions are held until that has ended",
    ),
  },
});

export function registerManualCredit(app: ApiApp): void {
  app.openapi(creditOrder, async (c) => {
    const { program } = requireProgram(c);
    const { orderId } = c.req.valid("param");
    const { promoterId, reason } = c.req.valid("json");
    const promoter = parsePromoterId(promoterId);
    if (promoter === undefined) throw new ApiProblem("no_such_promoter");
    const received = await findReceived(c.env, program, orderId);
    if (received === null) throw new ApiProblem("unknown_order");
    const { view, evidence } = received;
    if (view.decision.attribution.credits.length > 0) {
      return c.json({ order: presentOrder(creditedBefore(view, promoter)) }, 200, REPLAY);
    }
    await refuseManualCredit(c.env, program, view, promoter);
    const amending = amendmentInForce(view.events);
    const open = [
      {
        order: view.order,
        evidence,
        knownByMs: view.firstReceivedAtMs,
        ...foundAtFirst(view.order, view.decision),
        ...(amending === undefined ? {} : { amending }),
      },
    ];
    const [result] = await creditOpen(c.env, program, open, { promoter, reason });
    if (result === undefined || result.kind === "unplanned")
      throw new ApiProblem("unavailable", { detail: "the budget is being settled" });
    if (result.kind === "unknown") throw new ApiProblem("unknown_order");
    if (result.kind === "credited") return c.json({ order: presentOrder(result.view) }, 200);
    return c.json({ order: presentOrder(creditedBefore(result.view, promoter)) }, 200, REPLAY);
  });
}

/** The order when this very call credited it. @throws ApiProblem `already_credited` (409) otherwise. */
function creditedBefore(view: OrderView, promoter: PromoterRef): OrderView {
  const { basis, credits } = view.decision.attribution;
  if (basis === "manual" && credits[0]?.promoter === promoter) return view;
  throw new ApiProblem("already_credited");
}

/** @throws ApiProblem `no_such_promoter` (422), `promoter_suspended`, `self_purchase` (409), as of the order's time. */
async function refuseManualCredit(
  env: Env,
  program: ProgramConfig,
  { order, decision }: OrderView,
  promoter: PromoterRef,
): Promise<void> {
  const query = { promoters: [{ ref: promoter, atMs: order.occurredAtMs }], members: [], uplines: 0 };
  const { promoters } = await callObject(async () => await treeOf(env, program).snapshots(query));
  const [snapshot] = promoters;
  if (snapshot === null || snapshot === undefined) throw new ApiProblem("no_such_promoter");
  if (snapshot.status !== "active") throw new ApiProblem("promoter_suspended");
  const { selfPurchase } = decision.terms.commission;
  if (!selfPurchase && snapshot.memberId === order.customerId) throw new ApiProblem("self_purchase");
}
