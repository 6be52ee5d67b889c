/** Payouts: requested once per key, moved along fixed ways, each resolved once. */
import { parsePayoutId } from "../../domain/kernel/ids.ts";
import { settingsAt } from "../configuration/as-of.ts";
import { callObject } from "../platform/object-call.ts";
import { bookOf } from "../platform/objects.ts";
import { ApiProblem } from "../http/problem.ts";
import { type ApiApp, type ApiContext, requireProgram } from "../access/api-env.ts";
import { credentialOf } from "../access/audited.ts";
import { defineRoute } from "../access/route.ts";
import {
  newPayoutSchema,
  payoutMoveParams,
  payoutMoveSchema,
  payoutParams,
  payoutSchema,
  presentPayout,
} from "./payout.shapes.ts";
import { approvers } from "./approvers.ts";
import { refusedMove, refusedRequest } from "./payout-refusals.ts";
import { findPromoter } from "../promoters/find-promoter.ts";
import { namespaceOf, requiredKey } from "../access/attempts.ts";
import { promoterParams } from "../http/common.shapes.ts";
import { pageOf, pageQuery } from "../http/page.shapes.ts";
import { cutPage, decodeCursor, encodeCursor } from "../http/page.ts";
import { REPLAY, body, json } from "../http/route-parts.ts";

const requestPayout = defineRoute({
  method: "post",
  path: "/v1/programs/{program}/promoters/{id}/payouts",
  operationId: "requestPayout",
  tag: "Payouts",
  summary: "Request a payout; the header Idempotency-Key is required",
  access: ["operator", "key:payouts", "promoter:own"],
  idempotencyKey: "required",
  request: { params: promoterParams, body: body(newPayoutSchema) },
  responses: {
    200: json(payoutSchema, "Requested before under this Idempotency-Key"),
    201: json(payoutSchema, "Requested"),
  },
});

const readPayouts = defineRoute({
  method: "get",
  path: "/v1/programs/{program}/promoters/{id}/payouts",
  operationId: "listPayouts",
  tag: "Payouts",
  summary: "List a promoter's payouts, newest first",
  access: ["operator", "key:read", "key:payouts", "promoter:own"],
  request: { params: promoterParams, query: pageQuery },
  responses: { 200: json(pageOf(payoutSchema), "A page of payouts") },
});

const readPayout = defineRoute({
  method: "get",
  path: "/v1/programs/{program}/payouts/{id}",
  operationId: "readPayout",
  tag: "Payouts",
  summary: "Read a payout",
  access: ["operator", "key:read", "key:payouts", "promoter:own"],
  request: { params: payoutParams },
  responses: { 200: json(payoutSchema, "The payout") },
});

const movePayout = defineRoute({
  method: "post",
  path: "/v1/programs/{program}/payouts/{id}/{move}",
  operationId: "movePayout",
  tag: "Payouts",
  summary: "Move a payout; a move that it has made is a repeat. Who changed the payee does not approve",
  description:
    "Where `settlement.payoutApprovals` is 2, the first `approve` leaves the payout `requested` with its `firstApproval`, and other " +
    "credentials give the second. A new payee takes the first back.",
  access: ["operator", "key:payouts"],
  request: { params: payoutMoveParams, body: body(payoutMoveSchema) },
  responses: { 200: json(payoutSchema, "The payout") },
});

export function registerPayouts(app: ApiApp): void {
  registerRequests(app);
  registerMoves(app);
}

function registerRequests(app: ApiApp): void {
  app.openapi(requestPayout, async (c) => {
    const { program } = requireProgram(c);
    const key = requiredKey(c);
    const { ref, status } = await findPromoter(c.env, program, c.req.valid("param").id);
    // By whoever asks: a shop's own pages ask for its promoters with a key.
    if (status !== "active") throw new ApiProblem("promoter_suspended");
    const { amount } = c.req.valid("json");
    const policy = settingsAt(program, Date.now()).value.payout;
    const request = { key: namespaceOf(c) + key, amount, policy, timezone: program.timezone };
    const result = await callObject(
      async () => await bookOf(c.env, program, ref).requestPayout(ref, request),
    );
    if (result.kind === "refused") throw refusedRequest(result, { amount, policy });
    const names = await approvers(c, [result.payout]);
    const shown = presentPayout(program.currency, result.payout, readerOf(c), names);
    return result.created ? c.json(shown, 201) : c.json(shown, 200, REPLAY);
  });
  app.openapi(readPayouts, async (c) => {
    const { program } = requireProgram(c);
    const { limit, cursor } = c.req.valid("query");
    const last = decodeCursor("payouts", cursor, [""])?.[0];
    const before = last === undefined ? null : (parsePayoutId(last)?.number ?? 0);
    const { ref } = await findPromoter(c.env, program, c.req.valid("param").id);
    const payouts = await callObject(
      async () => await bookOf(c.env, program, ref).payouts(ref, before, limit + 1),
    );
    const page = cutPage(payouts, limit, (last) => encodeCursor("payouts", [last.id]));
    const [reader, names] = [readerOf(c), await approvers(c, page.data)];
    const data = page.data.map((view) => presentPayout(program.currency, view, reader, names));
    return c.json({ ...page, data }, 200);
  });
}

function registerMoves(app: ApiApp): void {
  app.openapi(readPayout, async (c) => {
    const { program, principal } = requireProgram(c);
    const { promoter, number } = c.req.valid("param").id;
    const isForeign = principal.kind === "promoter" && principal.promoter !== promoter;
    if (isForeign) throw new ApiProblem("unknown_payout");
    const view = await callObject(
      async () => await bookOf(c.env, program, promoter).payout(promoter, number),
    );
    if (view === null) throw new ApiProblem("unknown_payout");
    const names = await approvers(c, [view]);
    return c.json(presentPayout(program.currency, view, readerOf(c), names), 200);
  });
  app.openapi(movePayout, async (c) => {
    const { program, principal } = requireProgram(c);
    const { id, move } = c.req.valid("param");
    const { promoter, number } = id;
    const reason = c.req.valid("json").reason ?? null;
    const result = await callObject(
      async () =>
        await bookOf(c.env, program, promoter).movePayout(
          promoter,
          number,
          move,
          reason,
          credentialOf(principal),
          settingsAt(program, Date.now()).value.payout.approvals,
        ),
    );
    if (result.kind === "refused") throw refusedMove(result, move);
    const names = await approvers(c, [result.payout]);
    const shown = presentPayout(program.currency, result.payout, "merchant", names);
    return result.changed ? c.json(shown, 200) : c.json(shown, 200, REPLAY);
  });
}

function readerOf(c: ApiContext): "merchant" | "promoter" {
  return requireProgram(c).principal.kind === "promoter" ? "promoter" : "merchant";
}
