/** A journal as a file, oldest entry first, streamed page by page so that its length needs no memory. */
import { letOthersIn } from "../../durable-objects/object/let-others-in.ts";
import type { z } from "@hono/zod-openapi";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { BYTE_ORDER_MARK, csvLine } from "../http/files/csv.ts";
import { fileOf } from "../http/files/stream-file.ts";
import { journalEntrySchema, presentJournalEntry, type WireJournalEntry } from "./wallet.shapes.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { callObject } from "../platform/object-call.ts";
import { bookOf } from "../platform/objects.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { findPromoter } from "../promoters/find-promoter.ts";
import { promoterParams } from "../http/common.shapes.ts";
import { text } from "../http/route-parts.ts";

const COLUMNS = [
  "sequence",
  "id",
  "kind",
  "debit",
  "credit",
  "amount",
  "balanceAfter",
  "orderId",
  "reference",
  "occurredAt",
  "hash",
] as const satisfies readonly (keyof WireJournalEntry)[];

interface FileAnswer {
  readonly description: string;
  readonly content: Record<string, { schema: z.ZodType }>;
}

function exportRoute<Ending extends "csv" | "jsonl">(
  ending: Ending,
  operationId: string,
  answer: FileAnswer,
) {
  return defineRoute({
    method: "get",
    path: `/v1/programs/{program}/promoters/{id}/journal.${ending}`,
    operationId,
    tag: "Wallets",
    summary: "The whole journal as a file, oldest entry first",
    access: ["operator", "key:read", "key:payouts", "promoter:own"],
    request: { params: promoterParams },
    responses: { 200: answer },
  });
}

const exportCsv = exportRoute("csv", "exportJournalCsv", text("text/csv", "A line for each entry"));

const exportLines = exportRoute("jsonl", "exportJournalLines", {
  description: "A JSON object for each entry, one a line",
  content: { "application/x-ndjson": { schema: journalEntrySchema } },
});

export function registerJournalExports(app: ApiApp): void {
  app.openapi(exportCsv, async (c) => {
    const { program } = requireProgram(c);
    const { ref } = await findPromoter(c.env, program, c.req.valid("param").id);
    const line = (entry: WireJournalEntry) => csvLine(COLUMNS.map((column) => entry[column]));
    const heading = BYTE_ORDER_MARK + csvLine(COLUMNS);
    return fileOf(journalLines(c.env, program, ref, line), "text/csv; charset=utf-8", heading);
  });
  app.openapi(exportLines, async (c) => {
    const { program } = requireProgram(c);
    const { ref } = await findPromoter(c.env, program, c.req.valid("param").id);
    const line = (entry: WireJournalEntry) => `${JSON.stringify(entry)}\n`;
    return fileOf(journalLines(c.env, program, ref, line), "application/x-ndjson; charset=utf-8", "");
  });
}

/** Pages of a journal in ascending sequence, each as text. */
async function* journalLines(
  env: Env,
  program: ProgramConfig,
  promoter: PromoterRef,
  line: (entry: WireJournalEntry) => string,
): AsyncGenerator<string> {
  let after = 0;
  for (;;) {
    const from = after;
    const entries = await callObject(
      async () => await bookOf(env, program, promoter).journalAfter(promoter, from),
    );
    const last = entries.at(-1);
    if (last === undefined) return;
    yield entries.map((entry) => line(presentJournalEntry(entry))).join("");
    await letOthersIn();
    after = last.sequence;
  }
}
