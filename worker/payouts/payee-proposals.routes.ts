/**
 * A promoter proposes who receives its payouts, and somebody of the merchant accepts or refuses. A stolen token of a promoter
 * leads no money elsewhere by itself.
 */
import { isDeepStrictEqual } from "node:util";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { PayeeProposal } from "../../durable-objects/account-book/payouts/payee-proposal-storage.ts";
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import { type ApiApp, type ApiContext, requireProgram } from "../access/api-env.ts";
import { credentialOf } from "../access/audited.ts";
import { defineRoute } from "../access/route.ts";
import { programParams, promoterParams } from "../http/common.shapes.ts";
import { pageOf, pageQuery } from "../http/page.shapes.ts";
import { cutPage, decodeCursor, encodeCursor } from "../http/page.ts";
import { ApiProblem } from "../http/problem.ts";
import { body, json, REPLAY } from "../http/route-parts.ts";
import { keyRing } from "../platform/keys.ts";
import { callObject } from "../platform/object-call.ts";
import { bookOf } from "../platform/objects.ts";
import { findPromoter } from "../promoters/find-promoter.ts";
import { existingNames } from "../read-models/existing-objects.ts";
import {
  acceptanceSchema,
  maskedPayee,
  maskedPayeeSchema,
  payeeProposalSchema,
  payeeSchema,
  presentPayeeProposal,
} from "./payee.shapes.ts";
import { openedPayee, openPayee, payeeTag, sealPayee } from "./sealed-payees.ts";

const PATH = "/v1/programs/{program}/promoters/{id}/payee-proposal";

const proposePayee = defineRoute({
  method: "put",
  path: PATH,
  operationId: "proposePayee",
  tag: "Payouts",
  summary: "Propose who receives the promoter's own payouts; it counts once the merchant accepts it",
  access: ["promoter:own"],
  request: { params: promoterParams, body: body(payeeSchema) },
  responses: { 200: json(payeeProposalSchema, "Proposed, in place of an earlier proposal") },
});

const readProposal = defineRoute({
  method: "get",
  path: PATH,
  operationId: "readPayeeProposal",
  tag: "Payouts",
  summary: "Whom the promoter proposes to be paid, masked",
  access: ["operator", "key:read", "key:payouts", "promoter:own"],
  request: { params: promoterParams },
  responses: { 200: json(payeeProposalSchema, "The proposal") },
});

const dropProposal = defineRoute({
  method: "delete",
  path: PATH,
  operationId: "dropPayeeProposal",
  tag: "Payouts",
  summary: "Withdraw or refuse the proposal; the payee that stands stays",
  access: ["operator", "key:payouts", "promoter:own"],
  request: { params: promoterParams },
  responses: { 204: { description: "There is no proposal any more" } },
});

const acceptProposal = defineRoute({
  method: "post",
  path: `${PATH}/accept`,
  operationId: "acceptPayeeProposal",
  tag: "Payouts",
  summary: "Make the proposal the payee; who accepts it counts as who changed the payee",
  access: ["operator", "key:payouts"],
  request: { params: promoterParams, body: body(acceptanceSchema) },
  responses: { 200: json(maskedPayeeSchema, "The payee") },
});

const readProposals = defineRoute({
  method: "get",
  path: "/v1/programs/{program}/payee-proposals",
  operationId: "listPayeeProposals",
  tag: "Payouts",
  summary: "List the proposals that wait for an answer, masked, by promoter",
  access: ["operator", "key:read", "key:payouts"],
  request: { params: programParams, query: pageQuery },
  responses: { 200: json(pageOf(payeeProposalSchema), "A page of proposals") },
});

export function registerPayeeProposals(app: ApiApp): void {
  registerProposing(app);
  app.openapi(acceptProposal, async (c) => {
    const { program, principal } = requireProgram(c);
    const { ref, proposal } = await waitingOf(c, c.req.valid("param").id);
    const shown = presented(c, proposal);
    // Who accepts says what was looked at: a promoter may have proposed another since.
    if (shown.proposedAt !== c.req.valid("json").proposedAt) throw new ApiProblem("concurrent_change");
    const by = credentialOf(principal);
    const ring = keyRing(c.env);
    const payee = openedPayee(ring, program.id, ref, proposal.sealed);
    const tag = payeeTag(ring, program.id, payee);
    const isAccepted = await callObject(
      async () => await bookOf(c.env, program, ref).acceptPayee(ref, proposal.sealed, by, tag),
    );
    if (!isAccepted) throw new ApiProblem("concurrent_change");
    return c.json(maskedPayee(payee), 200);
  });
  app.openapi(readProposals, async (c) => {
    const { program } = requireProgram(c);
    const { limit, cursor } = c.req.valid("query");
    const [after] = decodeCursor("payee-proposals", cursor, [0]) ?? [0];
    const books = await existingNames(c.env, program, "book");
    const pages = await Promise.all(
      books.map((book) =>
        callObject(
          async () =>
            await objectNamed(c.env.ACCOUNT_BOOK, book).payeeProposals(after as PromoterRef, limit + 1),
        ),
      ),
    );
    const byPromoter = pages.flat().toSorted((one, other) => one.promoter - other.promoter);
    const page = cutPage(byPromoter, limit, (last) => encodeCursor("payee-proposals", [last.promoter]));
    return c.json({ ...page, data: page.data.map((proposal) => presented(c, proposal)) }, 200);
  });
}

function registerProposing(app: ApiApp): void {
  app.openapi(proposePayee, async (c) => {
    const { program, principal } = requireProgram(c);
    const payee = c.req.valid("json");
    const { ref } = await findPromoter(c.env, program, c.req.valid("param").id);
    const ring = keyRing(c.env);
    const book = () => bookOf(c.env, program, ref);
    const before = await callObject(async () => await book().payeeProposal(ref));
    const known = before === null ? undefined : openPayee(ring, program.id, ref, before.sealed);
    if (before !== null && isDeepStrictEqual(known, payee)) return c.json(presented(c, before), 200, REPLAY);
    const sealed = sealPayee(ring, program.id, ref, payee);
    await callObject(async () => {
      await book().proposePayee(ref, sealed, credentialOf(principal));
    });
    return c.json(presented(c, (await waitingOf(c, ref)).proposal), 200);
  });
  app.openapi(readProposal, async (c) => {
    return c.json(presented(c, (await waitingOf(c, c.req.valid("param").id)).proposal), 200);
  });
  app.openapi(dropProposal, async (c) => {
    const { program } = requireProgram(c);
    const { ref } = await findPromoter(c.env, program, c.req.valid("param").id);
    await callObject(async () => {
      await bookOf(c.env, program, ref).dropPayeeProposal(ref);
    });
    return c.body(null, 204);
  });
}

/** @throws ApiProblem `unknown_payee_proposal`. */
async function waitingOf(
  c: ApiContext,
  id: PromoterRef,
): Promise<{ ref: PromoterRef; proposal: PayeeProposal }> {
  const { program } = requireProgram(c);
  const { ref } = await findPromoter(c.env, program, id);
  const proposal = await callObject(async () => await bookOf(c.env, program, ref).payeeProposal(ref));
  if (proposal === null) throw new ApiProblem("unknown_payee_proposal");
  return { ref, proposal };
}

function presented(c: ApiContext, proposal: PayeeProposal) {
  const { program } = requireProgram(c);
  const payee = openedPayee(keyRing(c.env), program.id, proposal.promoter, proposal.sealed);
  return presentPayeeProposal(payee, proposal);
}
