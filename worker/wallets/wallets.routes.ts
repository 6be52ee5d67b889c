/** A promoter's wallet and its journal: read from the book that keeps it, so that everyone reads their own writes. */
import {
  adjustmentSchema,
  listedAdjustmentSchema,
  presentAdjustment,
  journalEntrySchema,
  newAdjustmentSchema,
  presentJournalEntry,
  presentWallet,
  walletSchema,
} from "./wallet.shapes.ts";
import { settingsAt } from "../configuration/as-of.ts";
import { callObject } from "../platform/object-call.ts";
import { bookOf } from "../platform/objects.ts";
import { ApiProblem } from "../http/problem.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { credentialOf } from "../access/audited.ts";
import { defineRoute } from "../access/route.ts";
import { findPromoter } from "../promoters/find-promoter.ts";
import { requiredKey } from "../access/attempts.ts";
import { promoterParams } from "../http/common.shapes.ts";
import { pageOf, pageQuery } from "../http/page.shapes.ts";
import { cutPage, decodeCursor, encodeCursor } from "../http/page.ts";
import { REPLAY, body, json } from "../http/route-parts.ts";

const PATH = "/v1/programs/{program}/promoters/{id}";

const readWallet = defineRoute({
  method: "get",
  path: `${PATH}/wallet`,
  operationId: "readWallet",
  tag: "Wallets",
  summary: "A promoter's balances, what can be requested of them now, and when more can",
  access: ["operator", "key:read", "key:payouts", "promoter:own"],
  request: { params: promoterParams },
  responses: { 200: json(walletSchema, "The wallet") },
});

const readJournal = defineRoute({
  method: "get",
  path: `${PATH}/journal`,
  operationId: "listJournal",
  tag: "Wallets",
  summary: "A promoter's journal, newest entry first",
  access: ["operator", "key:read", "key:payouts", "promoter:own"],
  request: { params: promoterParams, query: pageQuery },
  responses: { 200: json(pageOf(journalEntrySchema), "A page of entries") },
});

const adjustWallet = defineRoute({
  method: "post",
  path: `${PATH}/adjustments`,
  operationId: "adjustWallet",
  tag: "Wallets",
  summary: "A bonus or penalty by the operator; the header Idempotency-Key is required",
  access: ["operator", "key:payouts"],
  idempotencyKey: "required",
  request: { params: promoterParams, body: body(newAdjustmentSchema) },
  responses: {
    200: json(adjustmentSchema, "Made before under this Idempotency-Key"),
    201: json(adjustmentSchema, "Made"),
  },
});

const readAdjustments = defineRoute({
  method: "get",
  path: `${PATH}/adjustments`,
  operationId: "listAdjustments",
  tag: "Wallets",
  summary: "Bonuses and penalties with their reasons and with who made them, newest first",
  access: ["operator", "key:read", "key:payouts"],
  request: { params: promoterParams, query: pageQuery },
  responses: { 200: json(pageOf(listedAdjustmentSchema), "A page of adjustments") },
});

export function registerWallets(app: ApiApp): void {
  app.openapi(readWallet, async (c) => {
    const { program } = requireProgram(c);
    const ref = c.req.valid("param").id;
    const policy = settingsAt(program, Date.now()).value.payout;
    const today = await callObject(async () => await bookOf(c.env, program, ref).walletToday(ref, policy));
    // Whoever has an entry is known: nobody else has to be asked.
    if (today.entries === 0) await findPromoter(c.env, program, ref);
    return c.json(presentWallet(program.currency, policy.minPayout, today), 200);
  });
  app.openapi(readJournal, async (c) => {
    const { program } = requireProgram(c);
    const { limit, cursor } = c.req.valid("query");
    const [before] = decodeCursor("journal", cursor, [0]) ?? [null];
    const { ref } = await findPromoter(c.env, program, c.req.valid("param").id);
    const entries = await callObject(
      async () => await bookOf(c.env, program, ref).journal(ref, before, limit + 1),
    );
    const page = cutPage(entries, limit, (last) => encodeCursor("journal", [last.sequence]));
    return c.json({ ...page, data: page.data.map(presentJournalEntry) }, 200);
  });
  app.openapi(readAdjustments, async (c) => {
    const { program } = requireProgram(c);
    const { limit, cursor } = c.req.valid("query");
    const [before] = decodeCursor("adjustments", cursor, [""]) ?? [null];
    const { ref } = await findPromoter(c.env, program, c.req.valid("param").id);
    const adjustments = await callObject(
      async () => await bookOf(c.env, program, ref).adjustments(ref, before, limit + 1),
    );
    const page = cutPage(adjustments, limit, (last) => encodeCursor("adjustments", [last.id]));
    return c.json({ ...page, data: page.data.map(presentAdjustment) }, 200);
  });
  app.openapi(adjustWallet, async (c) => {
    const { program, principal } = requireProgram(c);
    const by = credentialOf(principal);
    const wanted = c.req.valid("json");
    const key = requiredKey(c);
    const { ref } = await findPromoter(c.env, program, c.req.valid("param").id);
    const result = await callObject(
      async () => await bookOf(c.env, program, ref).adjust(ref, { key, by, ...wanted }),
    );
    if (result.kind === "refused") throw new ApiProblem(result.reason);
    const shown = { id: result.id, ...wanted };
    return result.created ? c.json(shown, 201) : c.json(shown, 200, REPLAY);
  });
}
