/** Exports and their files: one of a program runs at a time, and each step of it is noted once. */
import { and, asc, desc, eq, inArray, lte, sql } from "drizzle-orm";
import { LIMITS } from "../../domain/kernel/limits.ts";
import type { Dataset, ExportFormat } from "../configuration/sections/exports.shapes.ts";
import { queries, type Statement } from "../platform/queries.ts";
import { type ExportFailure, exportFiles, exportsTable } from "./schema.tables.ts";

export type ExportRow = Readonly<typeof exportsTable.$inferSelect>;
export type ExportFile = Readonly<Omit<typeof exportFiles.$inferSelect, "exportId">>;

export interface NewExport {
  readonly id: string;
  readonly programId: string;
  readonly dataset: Dataset;
  readonly format: ExportFormat;
  readonly fromMs: number;
  readonly toMs: number;
  readonly timezone: string;
  /** The day that a nightly one is of. */
  readonly night: string | null;
  readonly requestKey: string | null;
}

const IS_OPEN = sql`state IN ('queued', 'running')`;

/**
 * Queues an export, unless one of the same key or night is there, the same one waits or runs, or too many do.
 *
 * @returns the one that stands for it now; null where too many wait.
 */
export async function queueExport(
  reports: D1Database,
  wanted: NewExport,
  nowMs: number,
): Promise<ExportRow | null> {
  const { id, programId, dataset, format, fromMs, toMs, timezone, night, requestKey } = wanted;
  const same = sql`program_id = ${programId} AND (request_key = ${requestKey}
    OR (${IS_OPEN} AND dataset = ${dataset} AND format = ${format} AND from_ms = ${fromMs} AND to_ms = ${toMs}
      AND timezone = ${timezone} AND night IS ${night}))`;
  const [, [found]] = await queries(reports).batch([
    queries(reports).run(
      sql`INSERT INTO ${exportsTable} (id, program_id, dataset, format, from_ms, to_ms, timezone, night, request_key, state,
          asked_at_ms, moved_at_ms)
        SELECT ${id}, ${programId}, ${dataset}, ${format}, ${fromMs}, ${toMs}, ${timezone}, ${night}, ${requestKey},
          'queued', ${nowMs}, ${nowMs}
        WHERE NOT EXISTS (SELECT 1 FROM ${exportsTable} WHERE ${same})
          AND (${night} IS NOT NULL OR (SELECT count(*) FROM ${exportsTable}
            WHERE program_id = ${programId} AND ${IS_OPEN}) < ${LIMITS.exportsAtOnce})
        ON CONFLICT DO NOTHING`,
    ),
    queries(reports)
      .select()
      .from(exportsTable)
      .where(sql`id = ${id} OR (${same})`)
      .orderBy(
        sql`request_key IS ${requestKey} AND request_key IS NOT NULL DESC`,
        desc(exportsTable.askedAtMs),
      )
      .limit(1),
  ]);
  return found ?? null;
}

export async function findExport(
  reports: D1Database,
  programId: string,
  id: string,
): Promise<ExportRow | null> {
  const row = await queries(reports)
    .select()
    .from(exportsTable)
    .where(and(eq(exportsTable.id, id), eq(exportsTable.programId, programId)))
    .get();
  return row ?? null;
}

export async function exportById(reports: D1Database, id: string): Promise<ExportRow | null> {
  const row = await queries(reports).select().from(exportsTable).where(eq(exportsTable.id, id)).get();
  return row ?? null;
}

/** Exports of a program, newest first, behind a place. */
export async function listExports(
  reports: D1Database,
  programId: string,
  before: { readonly askedAtMs: number; readonly id: string } | undefined,
  limit: number,
): Promise<ExportRow[]> {
  const { askedAtMs = Number.MAX_SAFE_INTEGER, id = "" } = before ?? {};
  return await queries(reports)
    .select()
    .from(exportsTable)
    .where(
      and(
        eq(exportsTable.programId, programId),
        sql`(${exportsTable.askedAtMs}, ${exportsTable.id}) < (${askedAtMs}, ${id})`,
      ),
    )
    .orderBy(desc(exportsTable.askedAtMs), desc(exportsTable.id))
    .limit(limit);
}

/** Files in the sequence of their days. */
export async function filesOf(reports: D1Database, id: string): Promise<ExportFile[]> {
  const { path, day, rowCount, byteCount, sha256 } = exportFiles;
  return await queries(reports)
    .select({ path, day, rowCount, byteCount, sha256 })
    .from(exportFiles)
    .where(eq(exportFiles.exportId, id))
    .orderBy(asc(path));
}

export async function findFile(reports: D1Database, id: string, path: string): Promise<ExportFile | null> {
  const row = await queries(reports)
    .select()
    .from(exportFiles)
    .where(and(eq(exportFiles.exportId, id), eq(exportFiles.path, path)))
    .get();
  return row ?? null;
}

/** Begins one that waits, unless another of its program runs. */
export async function startExport(
  reports: D1Database,
  { id, programId }: ExportRow,
  asOfMs: number,
  nowMs: number,
): Promise<void> {
  await queries(reports).run(
    sql`UPDATE OR IGNORE ${exportsTable} SET state = 'running', started_at_ms = ${nowMs}, moved_at_ms = ${nowMs},
        as_of_ms = ${asOfMs}
      WHERE id = ${id} AND state = 'queued'
        AND NOT EXISTS (SELECT 1 FROM ${exportsTable} WHERE program_id = ${programId} AND state = 'running')`,
  );
}

/** What a step of an export came to. */
export interface Step {
  /** Where the next one begins; null: all is read. */
  readonly place: string | null;
  readonly files: readonly ExportFile[];
}

/**
 * Notes a step with its files, in one transaction.
 *
 * @returns false when somebody else noted it, and so other files: those of this step are not listed.
 */
export async function noteStep(
  reports: D1Database,
  { id, steps }: Pick<ExportRow, "id" | "steps">,
  { place, files }: Step,
  nowMs: number,
): Promise<boolean> {
  const isNext = sql`id = ${id} AND state = 'running' AND steps = ${steps} AND is_read = 0`;
  const json = JSON.stringify(files);
  const sum = (of: "rowCount" | "byteCount") => files.reduce((total, file) => total + file[of], 0);
  const statements: [Statement<D1Result>, Statement<D1Result>] = [
    queries(reports).run(
      sql`INSERT INTO ${exportFiles} (export_id, path, day, row_count, byte_count, sha256)
        SELECT ${id}, value ->> 'path', value ->> 'day', value ->> 'rowCount', value ->> 'byteCount', value ->> 'sha256'
        FROM json_each(${json}) WHERE EXISTS (SELECT 1 FROM ${exportsTable} WHERE ${isNext})`,
    ),
    queries(reports).run(
      sql`UPDATE ${exportsTable} SET steps = steps + 1, place = ${place}, is_read = ${place === null ? 1 : 0},
        moved_at_ms = ${nowMs}, file_count = file_count + ${files.length}, row_count = row_count + ${sum("rowCount")},
        byte_count = byte_count + ${sum("byteCount")} WHERE ${isNext}`,
    ),
  ];
  const [, { meta }] = await queries(reports).batch(statements);
  return meta.changes > 0;
}

/** @param failure null: all its files are written. @param expiresAtMs null: they stay. */
export async function endExport(
  reports: D1Database,
  id: string,
  { failure, expiresAtMs }: { readonly failure: ExportFailure | null; readonly expiresAtMs: number | null },
  nowMs: number,
): Promise<void> {
  await queries(reports)
    .update(exportsTable)
    .set({
      state: failure === null ? "finished" : "failed",
      failure,
      expiresAtMs,
      finishedAtMs: nowMs,
      movedAtMs: nowMs,
    })
    .where(and(eq(exportsTable.id, id), IS_OPEN));
}

/** The one that a program goes on with: which runs, or has waited longest; null where none does. */
export async function nextExport(reports: D1Database, programId: string): Promise<string | null> {
  const row = await queries(reports)
    .select({ id: exportsTable.id })
    .from(exportsTable)
    .where(and(eq(exportsTable.programId, programId), IS_OPEN))
    .orderBy(sql`state = 'queued'`, asc(exportsTable.askedAtMs), asc(exportsTable.id))
    .limit(1)
    .get();
  return row?.id ?? null;
}

/** Programs that have an export to go on with which nobody has gone on with since a time. */
export async function stillPrograms(reports: D1Database, beforeMs: number): Promise<string[]> {
  const rows = await queries(reports).all<{ programId: string }>(
    sql`SELECT program_id AS programId FROM ${exportsTable} INDEXED BY exports_unfinished WHERE ${IS_OPEN}
      GROUP BY program_id HAVING max(moved_at_ms) <= ${beforeMs}`,
  );
  return rows.map(({ programId }) => programId);
}

/** Exports whose files are to go. */
export async function expiredExports(reports: D1Database, nowMs: number, most: number): Promise<ExportRow[]> {
  return await queries(reports)
    .select()
    .from(exportsTable)
    .where(and(sql`expires_at_ms IS NOT NULL`, lte(exportsTable.expiresAtMs, nowMs)))
    .limit(most);
}

export async function forgetExport(reports: D1Database, id: string): Promise<void> {
  await queries(reports).batch([
    queries(reports)
      .delete(exportFiles)
      .where(inArray(exportFiles.exportId, [id])),
    queries(reports).delete(exportsTable).where(eq(exportsTable.id, id)),
  ]);
}
