/** Exports on the wire: what is asked for, how far it is, and the manifest of its files. */
import { z } from "@hono/zod-openapi";
import { DATASETS, datasetSchema, FORMATS, formatSchema } from "../configuration/sections/exports.shapes.ts";
import {
  countAnswer,
  idAnswer,
  instantAnswer,
  instantSchema,
  named,
  programIdSchema,
  withExample,
  words,
} from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";
import { pageQuery } from "../http/page.shapes.ts";
import type { ExportRow } from "./exports.tables.ts";
import type { ExportFailure, ExportState } from "./schema.tables.ts";

/** No program has anything of before, and what lies beyond is a slip. */
const [EARLIEST_MS, LATEST_MS] = [Date.UTC(2000, 0), Date.UTC(2100, 0)];

function exportedTime(of: string) {
  const isExported = (ms: number): boolean => ms >= EARLIEST_MS && ms < LATEST_MS;
  const message = "expected a time of the years 2000 to 2099";
  return instantSchema(`${of}. In the years 2000 to 2099`).refine(isExported, { message });
}

export const newExportSchema = named(
  "NewExport",
  z
    .strictObject({
      dataset: datasetSchema,
      format: formatSchema,
      from: exportedTime("Rows of then or later"),
      to: exportedTime("Rows of before"),
    })
    .refine(({ from, to }) => from < to, { path: ["from"], error: "expected a time before `to`" }),
  { dataset: "orders", format: "parquet", from: "2026-11-01T00:00:00Z", to: "2026-12-01T00:00:00Z" },
);

const STATES = ["queued", "running", "finished", "failed"] as const satisfies readonly ExportState[];
const STATES_MEAN: Readonly<Record<ExportState, string>> = {
  queued: "waits for other exports of the program: one runs at a time",
  running: "under way in the background",
  finished: "all files and their manifest are written",
  failed: "it cannot go on; what is asked for again is another export",
};

const FAILURES = [
  "program_put_back",
  "events_gone",
  "not_read",
  "file_lost",
] as const satisfies readonly ExportFailure[];
const FAILURES_MEAN: Readonly<Record<ExportFailure, string>> = {
  program_put_back: "the program was put back to an earlier moment meanwhile",
  events_gone: "the log of events does not reach back to `from` any more",
  not_read: "what is to be exported could not be read for an hour; the log says why",
  file_lost: "a file that was written is not in the bucket any more",
};

const COLUMN_TYPES = ["string", "integer", "boolean", "instant"] as const;
const COLUMN_TYPES_MEAN = {
  string: "text in UTF-8",
  integer: "64 bits; amounts are minor units of `currency`",
  boolean: "true or false",
  instant: "in UTC, with milliseconds; as text in NDJSON",
};

const EXPORT = "ex_3q2b7k0d9x5m1v8n4c6t";
const FILE = {
  path: "day=2026-11-22/part-000001-6b86b273ff34fce1.parquet",
  day: "2026-11-22",
  rows: 1_042,
  bytes: 48_210,
  sha256: "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b",
};

const what = {
  dataset: z.enum(DATASETS).openapi({ description: "What is exported" }),
  format: z.enum(FORMATS).openapi({ description: "How files are written" }),
  from: instantAnswer("Rows of then or later"),
  to: instantAnswer("Rows of before"),
  timezone: z.string().openapi({ example: "Asia/Shanghai", description: "By which rows are dealt to days" }),
};

const manifestSchema = named(
  "ExportManifest",
  z.object({
    export: idAnswer("The export", EXPORT),
    program: programIdSchema,
    ...what,
    asOf: instantAnswer("Until then everything is in; of what came later while it was read, some may be"),
    rows: countAnswer("Rows of all files together"),
    bytes: countAnswer("Bytes of all files together"),
    columns: z
      .array(
        z.object({
          name: z.string().openapi({ example: "orderId", description: "As files name it" }),
          type: words("What it holds", COLUMN_TYPES, COLUMN_TYPES_MEAN),
        }),
      )
      .openapi({ description: "In the sequence of the files" }),
    files: z
      .array(
        z.object({
          path: z.string().openapi({ example: FILE.path, description: "Below `…/files/`" }),
          day: z.string().openapi({ example: FILE.day, description: "In the time zone of the export" }),
          rows: countAnswer("Rows of the file"),
          bytes: countAnswer("Bytes of the file"),
          sha256: z.string().openapi({ example: FILE.sha256, description: "Of its bytes, in hexadecimal" }),
        }),
      )
      .openapi({ description: "Every row is in one of them, once" }),
  }),
  {
    export: EXPORT,
    program: "demo",
    dataset: "orders",
    format: "parquet",
    from: "2026-11-22T00:00:00.000Z",
    to: "2026-11-23T00:00:00.000Z",
    timezone: "UTC",
    asOf: "2026-11-27T08:00:00.000Z",
    rows: FILE.rows,
    bytes: FILE.bytes,
    columns: [{ name: "orderId", type: "string" }],
    files: [FILE],
  },
);

export type WireManifest = z.output<typeof manifestSchema>;

/** A row of a file that is text. */
export const exportedRowSchema = withExample(
  z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .openapi({ description: "A member for each column of the dataset" }),
  { orderId: "order-1001", occurredAt: "2026-11-22T08:00:00.000Z", amount: 10_000, customerTag: null },
);

const whenOrNull = (of: string) => instantAnswer(of).nullable();

const progress = {
  id: idAnswer("The export", EXPORT),
  ...what,
  night: z.string().nullable().openapi({
    example: "2026-11-22",
    description: "The day of a nightly one; null of one asked for by hand",
  }),
  state: words("How far it has come", STATES, STATES_MEAN),
  failure: words("Why it failed; null unless it did", FAILURES, FAILURES_MEAN).nullable(),
  rows: countAnswer("Rows written so far"),
  files: countAnswer("Files written so far, without the manifest"),
  bytes: countAnswer("Bytes of those files"),
  asOf: whenOrNull("Until then everything is in; null before it begins"),
  requestedAt: instantAnswer("When it was asked for"),
  finishedAt: whenOrNull("When it finished or failed; null before that"),
  expiresAt: whenOrNull("When it and its files are deleted; null: never, or not before it has ended"),
};

const EXAMPLE = {
  id: EXPORT,
  dataset: "orders" as const,
  format: "parquet" as const,
  from: "2026-11-22T00:00:00.000Z",
  to: "2026-11-23T00:00:00.000Z",
  timezone: "UTC",
  night: null,
  state: "finished" as const,
  failure: null,
  rows: FILE.rows,
  files: 1,
  bytes: FILE.bytes,
  asOf: "2026-11-27T08:00:00.000Z",
  requestedAt: "2026-11-27T08:00:00.000Z",
  finishedAt: "2026-11-27T08:00:04.000Z",
  expiresAt: "2026-12-27T08:00:04.000Z",
};

export const exportSchema = named("Export", z.object(progress), EXAMPLE);

export const exportWithManifestSchema = named(
  "ExportWithManifest",
  z.object({
    ...progress,
    manifest: manifestSchema.nullable().openapi({ description: "Null until it has finished" }),
  }),
  { ...EXAMPLE, manifest: null },
);

const exportId = z
  .string()
  .regex(/^ex_[a-z0-9]{20}$/)
  .openapi({ example: EXPORT, description: "The export's id" });

export const exportParams = z.object({ program: programIdSchema, id: exportId });

export const exportFileParams = exportParams.extend({
  day: z
    .string()
    .regex(/^day=\d{4}-\d{2}-\d{2}$/)
    .openapi({ example: "day=2026-11-22", description: "The first part of the file's path" }),
  part: z
    .string()
    .regex(/^part-\d{6,12}-[0-9a-f]{16}\.(?:parquet|ndjson)$/)
    .openapi({ example: FILE.path.slice(15), description: "The second part of the file's path" }),
});

export const exportsQuery = pageQuery;

export function presentExport(row: ExportRow): z.output<typeof exportSchema> {
  const when = (ms: number | null) => (ms === null ? null : instantOf(ms));
  return {
    id: row.id,
    dataset: row.dataset,
    format: row.format,
    from: instantOf(row.fromMs),
    to: instantOf(row.toMs),
    timezone: row.timezone,
    night: row.night,
    state: row.state,
    failure: row.failure,
    rows: row.rowCount,
    files: row.fileCount,
    bytes: row.byteCount,
    asOf: when(row.asOfMs),
    requestedAt: instantOf(row.askedAtMs),
    finishedAt: when(row.finishedAtMs),
    expiresAt: when(row.expiresAtMs),
  };
}
