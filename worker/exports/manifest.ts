/** The manifest of an export: what it holds, and every file with its rows, bytes and hash. Who reads by it reads each row once. */
import { instantOf } from "../http/instants.ts";
import type { ExportFile, ExportRow } from "./exports.tables.ts";
import type { WireManifest } from "./export.shapes.ts";
import { SOURCES_OF } from "./rows/datasets.ts";

export function manifestOf(row: ExportRow, files: readonly ExportFile[]): WireManifest {
  return {
    export: row.id,
    program: row.programId,
    dataset: row.dataset,
    format: row.format,
    from: instantOf(row.fromMs),
    to: instantOf(row.toMs),
    timezone: row.timezone,
    asOf: instantOf(row.asOfMs ?? row.askedAtMs),
    rows: row.rowCount,
    bytes: row.byteCount,
    columns: SOURCES_OF[row.dataset].columns.map(({ name, type }) => ({ name, type })),
    files: files.map(({ path, day, rowCount, byteCount, sha256 }) => {
      return { path, day, rows: rowCount, bytes: byteCount, sha256 };
    }),
  };
}
