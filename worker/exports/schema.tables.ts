/** Exports, and the files that each lists. */
import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { Dataset, ExportFormat } from "../configuration/sections/exports.shapes.ts";

/** A closed list of words: why an export did not finish. */
export type ExportFailure = "program_put_back" | "events_gone" | "not_read" | "file_lost";
export type ExportState = "queued" | "running" | "finished" | "failed";

export const exportsTable = sqliteTable(
  "exports",
  {
    id: text().primaryKey().notNull(),
    programId: text("program_id").notNull(),
    dataset: text().$type<Dataset>().notNull(),
    format: text().$type<ExportFormat>().notNull(),
    fromMs: integer("from_ms").notNull(),
    toMs: integer("to_ms").notNull(),
    timezone: text().notNull(),
    night: text(),
    requestKey: text("request_key"),
    state: text().$type<ExportState>().notNull(),
    askedAtMs: integer("asked_at_ms").notNull(),
    movedAtMs: integer("moved_at_ms").notNull(),
    startedAtMs: integer("started_at_ms"),
    finishedAtMs: integer("finished_at_ms"),
    expiresAtMs: integer("expires_at_ms"),
    asOfMs: integer("as_of_ms"),
    place: text(),
    isRead: integer("is_read").notNull().default(0),
    steps: integer().notNull().default(0),
    rowCount: integer("row_count").notNull().default(0),
    fileCount: integer("file_count").notNull().default(0),
    byteCount: integer("byte_count").notNull().default(0),
    failure: text().$type<ExportFailure>(),
  },
  (t) => [
    uniqueIndex("exports_running")
      .on(t.programId)
      .where(sql`state = 'running'`),
    uniqueIndex("exports_by_night")
      .on(t.programId, t.dataset, t.night)
      .where(sql`night IS NOT NULL`),
    uniqueIndex("exports_by_key")
      .on(t.programId, t.requestKey)
      .where(sql`request_key IS NOT NULL`),
    index("exports_of_program").on(t.programId, t.askedAtMs, t.id),
    index("exports_unfinished")
      .on(t.programId, t.askedAtMs, t.id)
      .where(sql`state IN ('queued', 'running')`),
    index("exports_expiring")
      .on(t.expiresAtMs)
      .where(sql`expires_at_ms IS NOT NULL`),
  ],
);

export const exportFiles = sqliteTable(
  "export_files",
  {
    exportId: text("export_id").notNull(),
    path: text().notNull(),
    day: text().notNull(),
    rowCount: integer("row_count").notNull(),
    byteCount: integer("byte_count").notNull(),
    sha256: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.exportId, t.path] })],
);
