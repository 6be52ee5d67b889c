/** `…/exports`: has data of a program written as files, says how far that is, and hands the files out. */
import { LIMITS } from "../../domain/kernel/limits.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { idempotencyKey } from "../access/attempts.ts";
import { defineRoute } from "../access/route.ts";
import { plainText, programParams } from "../http/common.shapes.ts";
import { cutPage, decodeCursor, encodeCursor } from "../http/page.ts";
import { pageOf } from "../http/page.shapes.ts";
import { ApiProblem } from "../http/problem.ts";
import { body, json, REPLAY } from "../http/route-parts.ts";
import { sendExport } from "./export-data.ts";
import { newExportId } from "./export-id.ts";
import {
  exportedRowSchema,
  exportFileParams,
  exportParams,
  exportSchema,
  exportsQuery,
  exportWithManifestSchema,
  newExportSchema,
  presentExport,
} from "./export.shapes.ts";
import {
  type ExportRow,
  filesOf,
  findExport,
  findFile,
  listExports,
  type NewExport,
  nextExport,
  queueExport,
} from "./exports.tables.ts";
import { folderOf } from "./files/export-files.ts";
import { manifestOf } from "./manifest.ts";

const PATH = "/v1/programs/{program}/exports";
const LIST = "exports";
/** When to come again, in seconds, while too many wait. */
const AGAIN_AFTER = "60";

const createExport = defineRoute({
  method: "post",
  path: PATH,
  operationId: "createExport",
  tag: "Exports",
  summary: "Have rows of a time written as files, partitioned by day; it runs in the background",
  description:
    "Customers and members appear by a tag in place of the merchant's id. While the same export waits or runs, a repeat " +
    "answers how far it is.",
  access: ["operator", "key:manage"],
  idempotencyKey: "optional",
  request: { params: programParams, body: body(newExportSchema) },
  responses: { 202: json(exportSchema, "Begun, or under way") },
});

const list = defineRoute({
  method: "get",
  path: PATH,
  operationId: "listExports",
  tag: "Exports",
  summary: "List exports, the newest first",
  access: ["operator", "key:read", "key:manage"],
  request: { params: programParams, query: exportsQuery },
  responses: { 200: json(pageOf(exportSchema), "A page of exports") },
});

const readExport = defineRoute({
  method: "get",
  path: `${PATH}/{id}`,
  operationId: "readExport",
  tag: "Exports",
  summary: "How far an export has come, and its manifest",
  access: ["operator", "key:read", "key:manage"],
  request: { params: exportParams },
  responses: { 200: json(exportWithManifestSchema, "The export") },
});

const readExportFile = defineRoute({
  method: "get",
  path: `${PATH}/{id}/files/{day}/{part}`,
  operationId: "readExportFile",
  tag: "Exports",
  summary: "A file of an export, by its path in the manifest",
  access: ["operator", "key:read", "key:manage"],
  request: { params: exportFileParams },
  responses: {
    200: {
      description: "The file",
      content: {
        "application/vnd.apache.parquet": { schema: plainText },
        "application/x-ndjson": { schema: exportedRowSchema },
      },
    },
  },
});

export function registerDataExports(app: ApiApp): void {
  app.openapi(createExport, async (c) => {
    const { program } = requireProgram(c);
    const { dataset, format, from: fromMs, to: toMs } = c.req.valid("json");
    const of = { programId: program.id, timezone: program.timezone, night: null };
    const requestKey = idempotencyKey(c) ?? null;
    const wanted: NewExport = { id: newExportId(), ...of, dataset, format, fromMs, toMs, requestKey };
    const { row, isNew } = await queued(c.env, wanted);
    return c.json(presentExport(row), 202, isNew ? {} : REPLAY);
  });
  app.openapi(list, async (c) => {
    const { program } = requireProgram(c);
    const { limit, cursor } = c.req.valid("query");
    const [askedAtMs, id] = decodeCursor(LIST, cursor, [0, ""]) ?? [];
    const before = askedAtMs === undefined || id === undefined ? undefined : { askedAtMs, id };
    const rows = await listExports(c.env.REPORTS, program.id, before, limit + 1);
    const { data, nextCursor } = cutPage(rows, limit, (last) =>
      encodeCursor(LIST, [last.askedAtMs, last.id]),
    );
    return c.json({ data: data.map(presentExport), nextCursor }, 200);
  });
  app.openapi(readExport, async (c) => {
    const { program } = requireProgram(c);
    const row = await exportOf(c.env, program.id, c.req.valid("param").id);
    const manifest = row.state === "finished" ? manifestOf(row, await filesOf(c.env.REPORTS, row.id)) : null;
    return c.json({ ...presentExport(row), manifest }, 200);
  });
  app.openapi(readExportFile, async (c) => {
    const { program } = requireProgram(c);
    const { id, day, part } = c.req.valid("param");
    const row = await exportOf(c.env, program.id, id);
    return await fileAnswer(c.env, row, `${day}/${part}`);
  });
}

/** @throws ApiProblem where too many wait, or the key stands for another one. */
async function queued(
  env: Env,
  wanted: NewExport,
): Promise<{ readonly row: ExportRow; readonly isNew: boolean }> {
  const row = await queueExport(env.REPORTS, wanted, Date.now());
  if (row === null) {
    const detail = `${LIMITS.exportsAtOnce} exports of the program wait; ask again when some have finished`;
    throw new ApiProblem("rate_limited", { detail, headers: { "retry-after": AGAIN_AFTER } });
  }
  const { dataset, format, fromMs, toMs } = wanted;
  const isSame =
    row.dataset === dataset && row.format === format && row.fromMs === fromMs && row.toMs === toMs;
  if (!isSame) throw new ApiProblem("idempotency_conflict");
  const isNew = row.id === wanted.id;
  // Should the message be lost, the cron sends another one.
  const next = isNew ? await nextExport(env.REPORTS, wanted.programId) : null;
  if (next === row.id) await sendExport(env, next);
  return { row, isNew };
}

async function exportOf(env: Env, programId: string, id: string): Promise<ExportRow> {
  const row = await findExport(env.REPORTS, programId, id);
  if (row === null) throw new ApiProblem("unknown_export");
  return row;
}

/** Files that the manifest lists alone, and so none before it has finished. */
async function fileAnswer(env: Env, row: ExportRow, path: string): Promise<Response> {
  const file = row.state === "finished" ? await findFile(env.REPORTS, row.id, path) : null;
  const object = file === null ? null : await env.EXPORTS.get(folderOf(row) + path);
  if (object === null) throw new ApiProblem("unknown_export_file");
  const headers = new Headers({ etag: object.httpEtag, "content-length": String(object.size) });
  object.writeHttpMetadata(headers);
  return new Response(object.body, { headers });
}
