/** The trial balance: the books are asked what stands in all wallets, and the read model what orders brought them. */
import { addBooks, trialBalance } from "../../domain/ledger/trial-balance.ts";
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { programParams } from "../http/common.shapes.ts";
import { json } from "../http/route-parts.ts";
import { callObject } from "../platform/object-call.ts";
import { keptCommissions } from "../read-models/commission-totals.tables.ts";
import { existingNames } from "../read-models/existing-objects.ts";
import { presentTrialBalance, trialBalanceSchema } from "./trial-balance.shapes.ts";

const readTrialBalance = defineRoute({
  method: "get",
  path: "/v1/programs/{program}/trial-balance",
  operationId: "readTrialBalance",
  tag: "Wallets",
  summary: "What stands on each account of all promoters together, and what is owed to them",
  access: ["operator", "key:read", "key:payouts"],
  request: { params: programParams },
  responses: { 200: json(trialBalanceSchema, "The trial balance") },
});

export function registerTrialBalance(app: ApiApp): void {
  app.openapi(readTrialBalance, async (c) => {
    const { program } = requireProgram(c);
    const nowMs = Date.now();
    const [books, commissions] = await Promise.all([
      existingNames(c.env, program, "book"),
      keptCommissions(c.env.REPORTS, program.id),
    ]);
    const sums = await Promise.all(
      books.map((book) => callObject(async () => await objectNamed(c.env.ACCOUNT_BOOK, book).bookSums())),
    );
    const balance = trialBalance(addBooks(sums), commissions);
    return c.json(presentTrialBalance(program.currency, balance, nowMs), 200);
  });
}
