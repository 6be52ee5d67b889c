/** `POST …/orders/{orderId}/plan`: pays an order that was earned before any rule paid for it, by the rules that are there now. */
import { findReceived } from "../links/ask-owner.ts";
import { withAmendment } from "../../../domain/commission/amend.ts";
import type { Decision } from "../../../domain/commission/decision.ts";
import { replan } from "../../../domain/commission/replan.ts";
import type { OrderView } from "../../../domain/settlement/order-view.ts";
import { isWithoutRule } from "../../../domain/commission/without-rule.ts";
import { amendmentInForce } from "../../../domain/order/worth.ts";
import { type ApiApp, requireProgram } from "../../access/api-env.ts";
import { defineRoute } from "../../access/route.ts";
import { rulesAt } from "../../configuration/as-of.ts";
import type { ProgramConfig } from "../../configuration/program-config.tables.ts";
import { orderParams } from "../../http/common.shapes.ts";
import { ApiProblem } from "../../http/problem.ts";
import { body, json, REPLAY } from "../../http/route-parts.ts";
import { callObject } from "../../platform/object-call.ts";
import { ledgerOf } from "../../platform/objects.ts";
import { planAmendment } from "../amendments/plan-amendment.ts";
import { moveSchema } from "../order-event.shapes.ts";
import { orderAnswerSchema } from "../order.shapes.ts";
import { presentOrder } from "../present-order.ts";
import { reserveBudgets } from "../reserve-budgets.ts";

const planOrder = defineRoute({
  method: "post",
  path: "/v1/programs/{program}/orders/{orderId}/plan",
  operationId: "planOrder",
  tag: "Orders",
  summary:
    "Decide again what an order earns that no rule paid for: credits, uplines and tiers stay those of its time",
  access: ["operator", "key:payouts"],
  request: { params: orderParams, body: body(moveSchema) },
  responses: { 200: json(orderAnswerSchema, "Decided: the order as it now stands") },
});

export function registerPlanOrder(app: ApiApp): void {
  app.openapi(planOrder, async (c) => {
    const { program } = requireProgram(c);
    const { orderId } = c.req.valid("param");
    const { reason } = c.req.valid("json");
    const received = await findReceived(c.env, program, orderId);
    if (received === null) throw new ApiProblem("unknown_order");
    const { view, evidence } = received;
    if (view.events.some(({ kind }) => kind === "planned")) {
      return c.json({ order: presentOrder(view) }, 200, REPLAY);
    }
    if (!isWithoutRule(view.decision)) throw new ApiProblem("already_decided");
    const decision = await plannedAnew(c.env, program, view);
    const { ledger, slot } = ledgerOf(c.env, program, view.order.orderId);
    const request = { order: view.order, evidence, journey: null, decision, slot, planned: { reason } };
    const [result] = await callObject(async () => await ledger().credit([request]));
    if (result === undefined || !("view" in result)) throw new ApiProblem("unavailable");
    if (result.kind !== "credited") throw new ApiProblem("already_decided");
    return c.json({ order: presentOrder(result.view) }, 200);
  });
}

/** By the rules that count for the order's time now, within its campaign's budget. @throws ApiProblem `no_rule` (409). */
async function plannedAnew(
  env: Env,
  program: ProgramConfig,
  { order, decision, events }: OrderView,
): Promise<Decision> {
  const { attribution, campaignId, levels, terms, amendments: _amendments, ...rest } = decision;
  const { campaignId: _named, ...bare } = order;
  const rules = rulesAt(program, order.occurredAtMs);
  const labelled = { ...bare, ...(campaignId === undefined ? {} : { campaignId }) };
  const plan = replan({ order: labelled, credits: attribution.credits, levels, terms }, rules);
  if (plan.commissions.length === 0) throw new ApiProblem("no_rule");
  const planned: Decision = {
    ...rest,
    attribution,
    ...plan,
    ...(campaignId === undefined ? {} : { campaignId }),
    terms: { ...terms, rulesVersion: rules.version },
  };
  const [within = planned] = await reserveBudgets(env, program, [{ order, decision: planned }]);
  const amending = amendmentInForce(events);
  if (amending === undefined) return within;
  return withAmendment(within, await planAmendment(env, program, order, within, amending), new Set());
}
