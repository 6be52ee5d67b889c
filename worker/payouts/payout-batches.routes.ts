/**
 * Payout batches: each collects all approved payouts, and its file has the same bytes for ever once it is sealed. The law may
 * ask for one exception, and the file says so: payees of promoters who were erased since.
 */
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import { parsePayoutBatchId } from "../../domain/kernel/ids.ts";
import type { CollectedPayout } from "../../domain/payout/payout.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { BATCH_FILE } from "./batch-file.ts";
import type { PayableRow } from "./payout-provider.ts";
import { keyRing } from "../platform/keys.ts";
import { existingNames } from "../read-models/existing-objects.ts";
import { callObject } from "../platform/object-call.ts";
import { allNames } from "../platform/objects.ts";
import { ApiProblem } from "../http/problem.ts";
import { openPayee } from "./sealed-payees.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import {
  newPayoutBatchSchema,
  payoutBatchesQuery,
  payoutBatchParams,
  payoutBatchSchema,
  presentPayoutBatch,
} from "./payout.shapes.ts";
import { readWechatPayouts } from "./transfers/wechat-payouts.tables.ts";
import { requiredKey } from "../access/attempts.ts";
import { programParams } from "../http/common.shapes.ts";
import { pageOf } from "../http/page.shapes.ts";
import { cutPage, decodeCursor, encodeCursor } from "../http/page.ts";
import { REPLAY, body, json, text } from "../http/route-parts.ts";

const PATH = "/v1/programs/{program}/payout-batches";

/** Says whether a file is as it was sealed. */
const ERASED_PAYEES = "Tributary-Erased-Payees";

const openBatch = defineRoute({
  method: "post",
  path: PATH,
  operationId: "openPayoutBatch",
  tag: "Payout batches",
  summary: "Collect all approved payouts into one batch; the header Idempotency-Key is required",
  access: ["operator", "key:payouts"],
  idempotencyKey: "required",
  request: { params: programParams, body: body(newPayoutBatchSchema) },
  responses: {
    200: json(payoutBatchSchema, "Opened before under this Idempotency-Key"),
    201: json(payoutBatchSchema, "Opened"),
  },
});

const readBatches = defineRoute({
  method: "get",
  path: PATH,
  operationId: "listPayoutBatches",
  tag: "Payout batches",
  summary: "List batches, also those in one state, newest first",
  access: ["operator", "key:payouts"],
  request: { params: programParams, query: payoutBatchesQuery },
  responses: { 200: json(pageOf(payoutBatchSchema), "A page of batches") },
});

const readBatch = defineRoute({
  method: "get",
  path: `${PATH}/{id}`,
  operationId: "readPayoutBatch",
  tag: "Payout batches",
  summary: "Read a batch; with the ending .csv its rows, once it is sealed",
  description:
    "The file of a sealed batch has the same bytes for ever, unless a promoter is erased. Then the rows of that promoter " +
    `have \`erased\` as \`payeeKind\` and no payee, and the header \`${ERASED_PAYEES}\` counts them. Amounts never change. Where ` +
    "WeChat Pay pays, the file has the payees of banks, and those who were erased.",
  access: ["operator", "key:payouts"],
  request: { params: payoutBatchParams },
  responses: {
    200: {
      description: "The batch",
      headers: {
        [ERASED_PAYEES]: {
          description:
            "Of a file: how many of its rows have lost their payee by an erasure; 0: it is as it was sealed",
          schema: { type: "integer", minimum: 0 },
        },
      },
      content: { ...json(payoutBatchSchema, "").content, ...text("text/csv", "").content },
    },
  },
});

export function registerPayoutBatches(app: ApiApp): void {
  app.openapi(openBatch, async (c) => {
    const { program } = requireProgram(c);
    const key = requiredKey(c);
    const books = await existingNames(c.env, program, "book");
    const [book = ""] = books;
    const isPaidByWechat = c.req.valid("json").provider === "wechat";
    const merchantId = isPaidByWechat ? await merchantOf(c.env, program) : undefined;
    if (isPaidByWechat && merchantId === undefined)
      return c.json(await openedBefore(c.env, book, key), 200, REPLAY);
    const opened = await callObject(
      async () => await objectNamed(c.env.ACCOUNT_BOOK, book).openBatch(key, books, merchantId),
    );
    if (opened.kind === "conflict") throw new ApiProblem("idempotency_conflict");
    const { created, batch } = opened;
    const shown = presentPayoutBatch(batch);
    return created ? c.json(shown, 201) : c.json(shown, 200, REPLAY);
  });
  registerReads(app);
}

function registerReads(app: ApiApp): void {
  app.openapi(readBatches, async (c) => {
    const { program } = requireProgram(c);
    const { limit, cursor, state } = c.req.valid("query");
    const [before = null] = decodeCursor("payout-batches", cursor, [0]) ?? [];
    const isSealed = state === undefined ? undefined : state === "sealed";
    // The first book opens every batch.
    const [book = ""] = allNames(program);
    const batches = await callObject(
      async () => await objectNamed(c.env.ACCOUNT_BOOK, book).batches(before, limit + 1, isSealed),
    );
    const page = cutPage(batches, limit, (last) =>
      encodeCursor("payout-batches", [parsePayoutBatchId(last.id)?.number ?? 0]),
    );
    return c.json({ ...page, data: page.data.map(presentPayoutBatch) }, 200);
  });
  app.openapi(readBatch, async (c) => {
    const { program } = requireProgram(c);
    const { id } = c.req.valid("param");
    const place = placeOf(program, id.replace(/\.csv$/, ""));
    const book = () => objectNamed(c.env.ACCOUNT_BOOK, place.book);
    const batch = await callObject(async () => await book().batch(place.number));
    if (batch === null) throw new ApiProblem("unknown_payout_batch");
    if (!id.endsWith(".csv")) return c.json(presentPayoutBatch(batch), 200);
    const rows = await callObject(async () => await book().batchRows(place.number));
    if (rows === null) throw new ApiProblem("batch_open");
    // Decided when the batch was opened. Of who was erased since, nobody knows how they were to be paid.
    const payable = rows
      .map((row) => payableRow(c.env, program, row))
      .filter(({ payee }) => !batch.isPaidByWechat || payee?.kind !== "wechat");
    const erased = payable.filter(({ payee }) => payee === null).length;
    const headers = { "content-type": BATCH_FILE.contentType, [ERASED_PAYEES]: String(erased) };
    const file = BATCH_FILE.file({ id: batch.id, currency: program.currency, rows: payable });
    return c.body(file, 200, headers);
  });
}

/** Whose money pays; undefined where nothing is set. */
async function merchantOf(env: Env, program: ProgramConfig): Promise<string | undefined> {
  return (await readWechatPayouts(env.CONFIG, program.number))?.merchantId;
}

/**
 * What a key has opened while something was set: a repeat answers it as it did then.
 *
 * @throws ApiProblem `no_wechat_payouts` for a key that has opened nothing.
 */
async function openedBefore(env: Env, book: string, key: string) {
  const batch = await callObject(async () => await objectNamed(env.ACCOUNT_BOOK, book).batchUnder(key));
  if (batch === null) throw new ApiProblem("no_wechat_payouts");
  if (!batch.isPaidByWechat) throw new ApiProblem("idempotency_conflict");
  return presentPayoutBatch(batch);
}

/** The book that opened a batch. @throws ApiProblem `unknown_payout_batch` for an id that names no book. */
function placeOf(program: ProgramConfig, id: string): { book: string; number: number } {
  const parsed = parsePayoutBatchId(id);
  const book = parsed === undefined ? undefined : allNames(program)[parsed.bookIndex];
  if (parsed === undefined || book === undefined) throw new ApiProblem("unknown_payout_batch");
  return { book, number: parsed.number };
}

/** Opens the payee: here alone, for the provider. @throws ApiProblem `not_configured` when its key is gone. */
function payableRow(env: Env, program: ProgramConfig, { sealedPayee, ...row }: CollectedPayout): PayableRow {
  if (sealedPayee === null) return { ...row, payee: null };
  const payee = openPayee(keyRing(env), program.id, row.promoter, sealedPayee);
  if (payee === undefined) throw new ApiProblem("not_configured", { detail: "DATA_KEY lacks a key" });
  return { ...row, payee };
}
