/**
 * Files of an export in the bucket. A part is named for its content, so that a step that is repeated over other rows never
 * writes over a file that is listed.
 */
import { lazily } from "../../platform/lazily.ts";
import type { ExportFile, ExportRow } from "../exports.tables.ts";
import { SOURCES_OF } from "../rows/datasets.ts";
import type { ExportedRow } from "../rows/source.ts";
import { ndjsonOf } from "./write-ndjson.ts";

/** Digits of the hash that stand in a name. */
const NAME_DIGITS = 16;
/** Keys that the bucket lists or deletes at once. */
const KEYS_AT_ONCE = 1_000;

const CONTENT_TYPES = { ndjson: "application/x-ndjson", parquet: "application/vnd.apache.parquet" } as const;

const parquet = lazily(async () => await import("./write-parquet.ts"));

/** Where the files of an export lie. */
export function folderOf({
  programId,
  dataset,
  id,
}: Pick<ExportRow, "programId" | "dataset" | "id">): string {
  return `exports/${programId}/${dataset}/${id}/`;
}

const MANIFEST = "manifest.json";

/** Writes the rows of one day that a step has read, as one part. */
export async function writePart(
  bucket: R2Bucket,
  row: ExportRow,
  day: string,
  rows: readonly ExportedRow[],
): Promise<ExportFile> {
  const source = SOURCES_OF[row.dataset];
  const bytes = row.format === "parquet" ? (await parquet()).parquetOf(source, rows) : ndjsonOf(source, rows);
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  const sha256 = Buffer.from(digest).toString("hex");
  const number = String(row.steps + 1).padStart(6, "0");
  const path = `day=${day}/part-${number}-${sha256.slice(0, NAME_DIGITS)}.${row.format}`;
  await bucket.put(folderOf(row) + path, bytes, {
    sha256: digest,
    httpMetadata: { contentType: CONTENT_TYPES[row.format] },
  });
  return { path, day, rowCount: rows.length, byteCount: bytes.byteLength, sha256 };
}

export async function writeManifest(bucket: R2Bucket, row: ExportRow, manifest: object): Promise<void> {
  await bucket.put(folderOf(row) + MANIFEST, JSON.stringify(manifest), {
    httpMetadata: { contentType: "application/json" },
  });
}

/** Deletes what a step left that another one overtook. @returns whether every file that is listed is there. */
export async function keepListed(
  bucket: R2Bucket,
  row: ExportRow,
  files: readonly ExportFile[],
): Promise<boolean> {
  const folder = folderOf(row);
  const listed = new Map(files.map(({ path, byteCount }) => [folder + path, byteCount]));
  let there = 0;
  for await (const objects of objectsIn(bucket, folder)) {
    const strangers = objects.filter(({ key }) => !listed.has(key) && key !== folder + MANIFEST);
    if (strangers.length > 0) await bucket.delete(strangers.map(({ key }) => key));
    there += objects.filter(({ key, size }) => listed.get(key) === size).length;
  }
  return there === listed.size;
}

export async function deleteFiles(bucket: R2Bucket, row: ExportRow): Promise<void> {
  for await (const objects of objectsIn(bucket, folderOf(row)))
    await bucket.delete(objects.map(({ key }) => key));
}

async function* objectsIn(bucket: R2Bucket, prefix: string): AsyncGenerator<R2Object[]> {
  for (let cursor: string | undefined; ;) {
    const page = await bucket.list({
      prefix,
      limit: KEYS_AT_ONCE,
      ...(cursor === undefined ? {} : { cursor }),
    });
    if (page.objects.length > 0) yield page.objects;
    if (!page.truncated) return;
    cursor = page.cursor;
  }
}
