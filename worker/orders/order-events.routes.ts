/** `POST …/orders/{orderId}/events` and the operator's moves: what happens to an order after it was placed. */
import { findOrder } from "./links/ask-owner.ts";
import { randomUUID } from "node:crypto";
import type { OperatorMove } from "../../domain/order/operator-moves.ts";
import { type ApiApp, type ApiContext, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { orderAnswerSchema } from "./order.shapes.ts";
import { presentOrder } from "./present-order.ts";
import {
  moveParams,
  moveSchema,
  orderEventSchema,
  readOrderEvent,
  waitingSchema,
} from "./order-event.shapes.ts";
import { moveOrder, type MoveAnswer } from "./moves/move-order.ts";
import { ApiProblem } from "../http/problem.ts";
import { refusedRelease } from "./moves/refused-move.ts";
import { recordOrderEvent } from "./record-order-event.ts";
import { idempotencyKey } from "../access/attempts.ts";
import { orderParams } from "../http/common.shapes.ts";
import { REPLAY, body, bodyNamed, json } from "../http/route-parts.ts";

const EVENT_BODY = "OrderEvent";

const postEvent = defineRoute({
  method: "post",
  path: "/v1/programs/{program}/orders/{orderId}/events",
  operationId: "recordOrderEvent",
  tag: "Orders",
  summary: "Tell what happened to an order, also before the order itself",
  access: ["operator", "key:orders"],
  audit: "by_sessions",
  keepsReason: true,
  // Described, not validated here: what says nothing is taken out first.
  request: { params: orderParams, body: bodyNamed(EVENT_BODY) },
  responses: {
    200: json(orderAnswerSchema, "Recorded: the order as it now stands"),
    202: json(waitingSchema, "Recorded; it counts as soon as the order comes"),
  },
});

const postMove = defineRoute({
  method: "post",
  path: "/v1/programs/{program}/orders/{orderId}/{move}",
  operationId: "moveOrder",
  tag: "Orders",
  summary: "Release, review, clear, reverse or restore an order by hand, with a reason",
  access: ["operator", "key:payouts"],
  idempotencyKey: "optional",
  request: { params: moveParams, body: body(moveSchema) },
  responses: { 200: json(orderAnswerSchema, "Recorded: the order as it now stands") },
});

export function registerOrderEvents(app: ApiApp): void {
  app.openAPIRegistry.register(EVENT_BODY, orderEventSchema);
  app.openapi(postEvent, async (c) => {
    const { orderId } = c.req.valid("param");
    const reading = readOrderEvent(c.get("body"), { nowMs: Date.now(), unknownFields: "refuse" });
    if (reading.kind === "refused") throw new ApiProblem(reading.code, { errors: reading.errors });
    const { program } = requireProgram(c);
    const result = await recordOrderEvent(c.env, program, orderId, reading.event);
    const { replay, recorded } = receivedOf(result);
    if (recorded === null) return c.json({ status: "waiting" as const }, 202, replay);
    return c.json({ order: presentOrder(recorded) }, 200, replay);
  });
  app.openapi(postMove, async (c) => {
    const { orderId, move } = c.req.valid("param");
    const result = await moveByHand(c, orderId, move, c.req.valid("json").reason);
    const { replay, recorded } = receivedOf(result);
    if (recorded === null) throw new ApiProblem("unknown_order");
    return c.json({ order: presentOrder(recorded) }, 200, replay);
  });
}

/** Once per `Idempotency-Key`; without one, each call is a move of its own. */
async function moveByHand(
  c: ApiContext,
  orderId: string,
  move: OperatorMove,
  reason: string,
): Promise<MoveAnswer> {
  const { program } = requireProgram(c);
  const eventId = idempotencyKey(c) ?? randomUUID();
  const result = await moveOrder(c.env, program, orderId, { eventId, move, reason });
  if (result.kind !== "refused" || result.reason !== "invalid_transition") return result;
  const view = await findOrder(c.env, program, orderId);
  throw view === null ? new ApiProblem("unknown_order") : refusedRelease(view);
}

/** @throws ApiProblem for a refusal. `recorded` is null while the event waits for its order. */
function receivedOf(result: MoveAnswer) {
  if (result.kind === "unplanned") throw new ApiProblem("unavailable");
  if (result.kind === "refused") throw new ApiProblem(result.reason);
  const replay: Record<string, string> = result.repeated ? REPLAY : {};
  return { replay, recorded: result.kind === "recorded" ? result.view : null };
}
