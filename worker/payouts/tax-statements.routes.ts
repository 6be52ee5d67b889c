/** Tax statements: of each promoter, what a month's payouts came to and what was withheld, asked of the books themselves. */
import { DAY_MS } from "../../domain/kernel/duration.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { decimalText } from "../../domain/program/currencies.ts";
import { type Month, nextMonthMs } from "../../domain/program/month.ts";
import { letOthersIn } from "../../durable-objects/object/let-others-in.ts";
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { programParams } from "../http/common.shapes.ts";
import { BYTE_ORDER_MARK, csvLine } from "../http/files/csv.ts";
import { fileOf } from "../http/files/stream-file.ts";
import { pageOf } from "../http/page.shapes.ts";
import { cutPage, decodeCursor, encodeCursor } from "../http/page.ts";
import { json, text } from "../http/route-parts.ts";
import { callObject } from "../platform/object-call.ts";
import { treeOf } from "../platform/objects.ts";
import { existingNames } from "../read-models/existing-objects.ts";
import {
  presentTaxStatement,
  taxStatementFileQuery,
  taxStatementSchema,
  taxStatementsQuery,
  type WireTaxStatement,
} from "./tax-statement.shapes.ts";

const PATH = "/v1/programs/{program}/tax-statements";
const FILE_ROWS = 500;

const readStatements = defineRoute({
  method: "get",
  path: PATH,
  operationId: "listTaxStatements",
  tag: "Payouts",
  summary: "What each promoter's payouts of a month came to, and the tax withheld from them",
  description:
    "A payout belongs to the month of its request, as its tax does. What was given back belongs to none.",
  access: ["operator", "key:read", "key:payouts"],
  request: { params: programParams, query: taxStatementsQuery },
  responses: { 200: json(pageOf(taxStatementSchema), "A page of promoters who have payouts") },
});

const readFile = defineRoute({
  method: "get",
  path: `${PATH}.csv`,
  operationId: "exportTaxStatements",
  tag: "Payouts",
  summary: "The tax statements of a month as a file; amounts have the currency's decimals",
  access: ["operator", "key:read", "key:payouts"],
  request: { params: programParams, query: taxStatementFileQuery },
  responses: { 200: text("text/csv", "A line for each promoter") },
});

export function registerTaxStatements(app: ApiApp): void {
  app.openapi(readStatements, async (c) => {
    const { program } = requireProgram(c);
    const { limit, cursor, month } = c.req.valid("query");
    const [after] = decodeCursor("tax-statements", cursor, [0]) ?? [0];
    return c.json(await pageAfter(c.env, program, month, after, limit), 200);
  });
  app.openapi(readFile, (c) => {
    const { program } = requireProgram(c);
    const { month } = c.req.valid("query");
    const heading = BYTE_ORDER_MARK + csvLine(COLUMNS);
    return fileOf(linesOf(c.env, program, month), "text/csv; charset=utf-8", heading);
  });
}

/** Every book answers a page: the least numbers of all of them are among those. */
async function pageAfter(env: Env, program: ProgramConfig, month: Month, after: number, limit: number) {
  const books = await existingNames(env, program, "book");
  const asked = { month, ...aroundMonth(month) };
  const pages = await Promise.all(
    books.map((book) =>
      callObject(
        async () =>
          await objectNamed(env.ACCOUNT_BOOK, book).taxedMonths(asked, after as PromoterRef, limit + 1),
      ),
    ),
  );
  const rows = pages.flat().toSorted((one, other) => one.promoter - other.promoter);
  const page = cutPage(rows, limit, (last) => encodeCursor("tax-statements", [last.promoter]));
  const refs = page.data.map(({ promoter }) => promoter);
  const views = await callObject(async () => await treeOf(env, program).known(refs));
  const people = new Map(views.map((view) => [view.ref, view]));
  const of = { month, currency: program.currency };
  return { ...page, data: page.data.map((row) => presentTaxStatement(of, row, people.get(row.promoter))) };
}

/** Instants that a month lies between, wherever it is counted: zones differ from UTC by less than a day. */
function aroundMonth(month: Month): { readonly fromMs: number; readonly toMs: number } {
  const startMs = Date.parse(`${month}-01T00:00:00Z`);
  return { fromMs: startMs - DAY_MS, toMs: nextMonthMs(startMs, "UTC") + DAY_MS };
}

const COLUMNS = [
  "month",
  "promoterId",
  "memberId",
  "name",
  "currency",
  "payouts",
  "gross",
  "withheld",
  "net",
  "paid",
] as const satisfies readonly (keyof WireTaxStatement)[];

const AMOUNTS: ReadonlySet<string> = new Set(["gross", "withheld", "net", "paid"]);

async function* linesOf(env: Env, program: ProgramConfig, month: Month): AsyncGenerator<string> {
  for (let cursor: string | null | undefined; cursor !== null;) {
    const [after] = decodeCursor("tax-statements", cursor, [0]) ?? [0];
    const { data, nextCursor } = await pageAfter(env, program, month, after, FILE_ROWS);
    yield data.map((row) => csvLine(COLUMNS.map((column) => cellOf(row, column)))).join("");
    await letOthersIn();
    cursor = nextCursor;
  }
}

function cellOf(row: WireTaxStatement, column: (typeof COLUMNS)[number]): string | number | null {
  const value = row[column];
  return AMOUNTS.has(column) ? decimalText(Number(value), row.currency) : value;
}
