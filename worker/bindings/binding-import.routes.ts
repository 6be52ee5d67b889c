/** `POST …/bindings/import`: relations as a stream of lines, answered as a stream of progress and refusals. */
import { createRoute, z } from "@hono/zod-openapi";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { readRelation, relationSchema } from "./relation.shapes.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { logError } from "../../durable-objects/object/log.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { RelationImport } from "./import-relations.ts";
import { linesOf, streamLines } from "../http/ndjson.ts";
import { BEARER, programParams, REFUSALS } from "../http/route-parts.ts";

const counts = {
  lines: z.int(),
  joined: z.int(),
  bound: z.int(),
  unchanged: z.int(),
  refused: z.int(),
  waiting: z.int().openapi({ description: "Lines whose upline has not come yet" }),
};

const reportSchema = z
  .union([
    z.object({ type: z.literal("progress"), ...counts }),
    z.object({
      type: z.literal("refused"),
      line: z.int(),
      memberId: z.string().nullable(),
      reason: z.string(),
    }),
    z.object({ type: z.literal("done"), ...counts }),
    z.object({ type: z.literal("failed"), code: z.string(), detail: z.string(), ...counts }),
  ])
  .openapi("ImportReport");

const importRelations = createRoute({
  method: "post",
  path: "/v1/programs/{program}/bindings/import",
  summary: "Import relations, one JSON object a line, of any number; safe to repeat",
  description:
    "`promoter: true` puts the member into the tree, otherwise it is bound as a customer. A line may come before " +
    "that of its upline: it waits for it, and is refused as `unknown_upline` at the end if that never came.",
  security: BEARER,
  request: {
    params: programParams,
    body: { required: true, content: { "application/x-ndjson": { schema: relationSchema } } },
  },
  responses: {
    200: {
      description: "A line for each refused one, progress every so often, and at last `done` or `failed`",
      content: { "application/x-ndjson": { schema: reportSchema } },
    },
    ...REFUSALS,
  },
});

export function registerBindingImport(app: ApiApp): void {
  app.openapi(importRelations, (c) => {
    const { program } = requireProgram(c);
    return streamLines(reports(c.env, program, c.req.raw.body)) as never;
  });
}

type Report = z.output<typeof reportSchema>;

async function* reports(
  env: Env,
  program: ProgramConfig,
  body: ReadableStream<Uint8Array> | null,
): AsyncGenerator<Report> {
  const relations = new RelationImport(env, program);
  const state = () => ({ ...relations.counts, waiting: relations.waiting });
  try {
    for await (const { number, text } of linesOf(body)) {
      const reading =
        text === null
          ? { kind: "faulty" as const, line: number, message: "the line is too long" }
          : readRelation(text, number);
      for await (const refusal of relations.take(reading)) yield { type: "refused", ...refusal };
      if (relations.counts.lines % LIMITS.importRowsPerCall === 0) yield { type: "progress", ...state() };
    }
    for await (const refusal of relations.flush()) yield { type: "refused", ...refusal };
    for (const refusal of relations.end()) yield { type: "refused", ...refusal };
    yield { type: "done", ...state() };
  } catch (error) {
    logError("import_failed", error, { program: program.id, lines: relations.counts.lines });
    yield { type: "failed", code: "unavailable", detail: "Send the same lines again.", ...state() };
  }
}
