/** `POST …/bindings/import`: relations as a stream of lines, answered as a stream of progress and refusals. */
import { type ImportReport, importReportSchema, readRelation, relationSchema } from "./relation.shapes.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { logError } from "../../durable-objects/object/log.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { RelationImport } from "./import-relations.ts";
import { linesOf, streamLines } from "../http/files/ndjson.ts";
import { ApiProblem } from "../http/problem.ts";
import { beginTurn, type Turn } from "../http/traffic/one-at-a-time.ts";
import { programParams } from "../http/common.shapes.ts";

const importRelations = defineRoute({
  method: "post",
  path: "/v1/programs/{program}/bindings/import",
  operationId: "importRelations",
  tag: "Bindings",
  summary: "Import relations, one JSON object a line, of any number; safe to repeat",
  description:
    "`promoter: true` puts the member into the tree, otherwise it is bound as a customer. A line may come before " +
    "that of its upline: it waits for it, and is refused as `unknown_upline` at the end if that never came. One import " +
    "of a program runs at a time; another is refused as `import_running`.",
  access: ["operator", "key:manage"],
  readsBody: true,
  request: {
    params: programParams,
    body: { required: true, content: { "application/x-ndjson": { schema: relationSchema } } },
  },
  responses: {
    200: {
      description: "A line for each refused one, progress every so often, and at last `done` or `failed`",
      content: { "application/x-ndjson": { schema: importReportSchema } },
    },
  },
});

/** Lines behind which the stream says how far it is. */
const LINES_PER_REPORT = 1_000;

export function registerBindingImport(app: ApiApp): void {
  app.openapi(importRelations, async (c) => {
    const { program } = requireProgram(c);
    const turn = await beginTurn(c.env.CONFIG, program.number, "import");
    return streamLines(reports(c.env, program, turn, c.req.raw.body)) as never;
  });
}

async function* reports(
  env: Env,
  program: ProgramConfig,
  turn: Turn,
  body: ReadableStream<Uint8Array> | null,
): AsyncGenerator<ImportReport> {
  const relations = new RelationImport(env, program, turn);
  const state = () => ({ ...relations.counts, waiting: relations.waiting });
  try {
    for await (const { number, text } of linesOf(body)) {
      const reading =
        text === null
          ? { kind: "faulty" as const, line: number, message: "the line is too long" }
          : readRelation(text, number);
      for await (const refusal of relations.take(reading)) yield { type: "refused", ...refusal };
      if (relations.counts.lines % LINES_PER_REPORT === 0) yield { type: "progress", ...state() };
    }
    for await (const refusal of relations.flush()) yield { type: "refused", ...refusal };
    for await (const refusal of relations.end()) yield { type: "refused", ...refusal };
    yield { type: "done", ...state() };
  } catch (error) {
    const isCutOff = error instanceof ApiProblem;
    if (!isCutOff) logError("import_failed", error, { program: program.id, lines: relations.counts.lines });
    const code = isCutOff ? error.code : "unavailable";
    yield { type: "failed", code, detail: "Send the same lines again.", ...state() };
  } finally {
    await turn.end();
  }
}
