/** Who receives a promoter's payouts: encrypted before it is stored, and shown masked, to everyone. */
import { maskedPayee, maskedPayeeSchema, payeeSchema } from "./payee.shapes.ts";
import { keyRing } from "../platform/keys.ts";
import { callObject } from "../platform/object-call.ts";
import { bookOf } from "../platform/objects.ts";
import { ApiProblem } from "../http/problem.ts";
import { openPayee, sealPayee } from "./sealed-payees.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { findPromoter } from "../promoters/find-promoter.ts";
import { promoterParams } from "../http/common.shapes.ts";
import { body, json } from "../http/route-parts.ts";

const PATH = "/v1/programs/{program}/promoters/{id}/payee";

const putPayee = defineRoute({
  method: "put",
  path: PATH,
  operationId: "setPayee",
  tag: "Payouts",
  summary: "Say who receives a promoter's payouts; batches that have collected keep what stood then",
  access: ["operator", "key:payouts"],
  request: { params: promoterParams, body: body(payeeSchema) },
  responses: { 200: json(maskedPayeeSchema, "Stored, encrypted") },
});

const readPayee = defineRoute({
  method: "get",
  path: PATH,
  operationId: "readPayee",
  tag: "Payouts",
  summary: "Who receives a promoter's payouts, masked",
  access: ["operator", "key:read", "key:payouts", "promoter:own"],
  request: { params: promoterParams },
  responses: { 200: json(maskedPayeeSchema, "The payee") },
});

export function registerPayees(app: ApiApp): void {
  app.openapi(putPayee, async (c) => {
    const { program } = requireProgram(c);
    const payee = c.req.valid("json");
    const { ref } = await findPromoter(c.env, program, c.req.valid("param").id);
    const sealed = sealPayee(keyRing(c.env), program.id, ref, payee);
    await callObject(async () => await bookOf(c.env, program, ref).setPayee(ref, sealed));
    return c.json(maskedPayee(payee), 200);
  });
  app.openapi(readPayee, async (c) => {
    const { program } = requireProgram(c);
    const { ref } = await findPromoter(c.env, program, c.req.valid("param").id);
    const sealed = await callObject(async () => await bookOf(c.env, program, ref).payee(ref));
    if (sealed === null) throw new ApiProblem("unknown_payee");
    const payee = openPayee(keyRing(c.env), program.id, ref, sealed);
    if (payee === undefined) throw new ApiProblem("not_configured", { detail: "DATA_KEY lacks a key" });
    return c.json(maskedPayee(payee), 200);
  });
}
