/** Who receives a promoter's payouts: encrypted before it is stored, and shown masked, to everyone. */
import { isDeepStrictEqual } from "node:util";
import {
  maskedPayee,
  maskedPayeeSchema,
  payeeChangeSchema,
  payeeSchema,
  presentPayeeChange,
} from "./payee.shapes.ts";
import { keyRing } from "../platform/keys.ts";
import { callObject } from "../platform/object-call.ts";
import { bookOf } from "../platform/objects.ts";
import { ApiProblem } from "../http/problem.ts";
import { openedPayee, openPayee, payeeTag, sealPayee } from "./sealed-payees.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { credentialOf } from "../access/audited.ts";
import { defineRoute } from "../access/route.ts";
import { findPromoter } from "../promoters/find-promoter.ts";
import { promoterParams } from "../http/common.shapes.ts";
import { cutPage, decodeCursor, encodeCursor } from "../http/page.ts";
import { pageOf, pageQuery } from "../http/page.shapes.ts";
import { body, json, REPLAY } from "../http/route-parts.ts";

const PATH = "/v1/programs/{program}/promoters/{id}/payee";

const putPayee = defineRoute({
  method: "put",
  path: PATH,
  operationId: "setPayee",
  tag: "Payouts",
  summary: "Say who receives a promoter's payouts; payouts that are approved keep what stood then",
  access: ["operator", "key:payouts"],
  request: { params: promoterParams, body: body(payeeSchema) },
  responses: { 200: json(maskedPayeeSchema, "Stored, encrypted; the payee that stands is a repeat") },
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

const readPayees = defineRoute({
  method: "get",
  path: `${PATH}/history`,
  operationId: "listPayees",
  tag: "Payouts",
  summary: "Every payee that a promoter has had, masked, with who set it and when; newest first",
  access: ["operator", "key:read", "key:payouts"],
  request: { params: promoterParams, query: pageQuery },
  responses: { 200: json(pageOf(payeeChangeSchema), "A page of payees") },
});

export function registerPayees(app: ApiApp): void {
  app.openapi(putPayee, async (c) => {
    const { program, principal } = requireProgram(c);
    const payee = c.req.valid("json");
    const { ref } = await findPromoter(c.env, program, c.req.valid("param").id);
    const ring = keyRing(c.env);
    const present = await callObject(async () => await bookOf(c.env, program, ref).payee(ref));
    const known = present === null ? undefined : openPayee(ring, program.id, ref, present);
    // A payee that is sent again was changed by nobody.
    if (isDeepStrictEqual(known, payee)) return c.json(maskedPayee(payee), 200, REPLAY);
    const sealed = sealPayee(ring, program.id, ref, payee);
    const by = credentialOf(principal);
    await callObject(async () => {
      await bookOf(c.env, program, ref).setPayee(ref, sealed, by, payeeTag(ring, program.id, payee));
    });
    return c.json(maskedPayee(payee), 200);
  });
  app.openapi(readPayee, async (c) => {
    const { program } = requireProgram(c);
    const { ref } = await findPromoter(c.env, program, c.req.valid("param").id);
    const sealed = await callObject(async () => await bookOf(c.env, program, ref).payee(ref));
    if (sealed === null) throw new ApiProblem("unknown_payee");
    return c.json(maskedPayee(openedPayee(keyRing(c.env), program.id, ref, sealed)), 200);
  });
  app.openapi(readPayees, async (c) => {
    const { program } = requireProgram(c);
    const { limit, cursor } = c.req.valid("query");
    const [before] = decodeCursor("payees", cursor, [0]) ?? [null];
    const { ref } = await findPromoter(c.env, program, c.req.valid("param").id);
    const changes = await callObject(
      async () => await bookOf(c.env, program, ref).payeeChanges(ref, before, limit + 1),
    );
    const page = cutPage(changes, limit, (last) => encodeCursor("payees", [last.number]));
    const data = page.data.map((change) =>
      presentPayeeChange(openedPayee(keyRing(c.env), program.id, ref, change.sealed), change),
    );
    return c.json({ ...page, data }, 200);
  });
}
