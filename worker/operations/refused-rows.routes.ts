/** Rows that a receiver refused: seen, and sent again by an operator once the cause is gone. */
import { parseCommissionId } from "../../domain/kernel/ids.ts";
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import { presentRefusedRow, refusedRowParams, refusedRowSchema, replaySchema } from "./operations.shapes.ts";
import type { RefusedRow } from "../../durable-objects/commission-ledger/ledger-audit-storage.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { pageOverLedgers } from "../read-models/existing-objects.ts";
import { callObject } from "../platform/object-call.ts";
import { ledgerNameOfSlot } from "../platform/objects.ts";
import { ApiProblem } from "../http/problem.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { programParams } from "../http/common.shapes.ts";
import { pageOf, pageQuery } from "../http/page.shapes.ts";
import { cutPage, decodeCursor, encodeCursor } from "../http/page.ts";
import { json } from "../http/route-parts.ts";

const PATH = "/v1/programs/{program}/refused-rows";

const listRefused = defineRoute({
  method: "get",
  path: PATH,
  operationId: "listRefusedRows",
  tag: "Operations",
  summary: "Rows that a book refused, with the reason",
  access: ["operator", "key:read", "key:manage"],
  request: { params: programParams, query: pageQuery },
  responses: { 200: json(pageOf(refusedRowSchema), "A page of rows") },
});

const replayRefused = defineRoute({
  method: "post",
  path: `${PATH}/{id}/replay`,
  operationId: "replayRefusedRows",
  tag: "Operations",
  summary: "Send all refused rows of a commission again, in their sequence",
  access: ["operator", "key:manage"],
  request: { params: refusedRowParams },
  responses: { 200: json(replaySchema, "How many were sent again") },
});

type Placed = RefusedRow & { readonly ledger: number };

export function registerRefusedRows(app: ApiApp): void {
  app.openapi(listRefused, async (c) => {
    const { program } = requireProgram(c);
    const { limit, cursor } = c.req.valid("query");
    const [ledger, pair, seq] = decodeCursor("refused-rows", cursor, [0, 0, 0]) ?? [0, 0, 0];
    const rows = await refusedAfter(c.env, program, { ledger, pair, seq }, limit + 1);
    const page = cutPage(rows, limit, (last) =>
      encodeCursor("refused-rows", [last.ledger, last.pair, last.seq]),
    );
    return c.json({ ...page, data: page.data.map(presentRefusedRow) }, 200);
  });
  app.openapi(replayRefused, async (c) => {
    const { program } = requireProgram(c);
    const { id } = c.req.valid("param");
    const commission = parseCommissionId(id);
    if (commission === undefined) throw new ApiProblem("unknown_refused_rows");
    const ledger = ledgerNameOfSlot(program, commission.slot);
    const result = await callObject(
      async () => await objectNamed(c.env.COMMISSION_LEDGER, ledger).replayRefused(commission),
    );
    if (result.kind === "refused") throw new ApiProblem(result.reason);
    if (result.rows === 0) throw new ApiProblem("unknown_refused_rows");
    return c.json({ id, rows: result.rows }, 200);
  });
}

async function refusedAfter(
  env: Env,
  program: ProgramConfig,
  after: { readonly ledger: number; readonly pair: number; readonly seq: number },
  limit: number,
): Promise<Placed[]> {
  return await pageOverLedgers(env, program, after.ledger, limit, async (name, isFirst, left) => {
    const place = isFirst ? { pair: after.pair, seq: after.seq } : { pair: 0, seq: 0 };
    return await callObject(
      async () => await objectNamed(env.COMMISSION_LEDGER, name).refusedRows(place, left),
    );
  });
}
