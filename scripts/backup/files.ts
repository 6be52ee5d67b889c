/** Files and folders that are on disk when a function returns, and sums by which a copy is known to be right. */
import { createHash } from "node:crypto";
import { closeSync, createReadStream, fsyncSync, openSync, statfsSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { pipeline } from "node:stream/promises";
import { pathToFileURL } from "node:url";
import { StartFailure } from "../service/failure.ts";

export async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

/** What is wrong with a database of which nothing else is open; null when it is whole. Leaves no file beside it. */
export function damageOf(file: string): string | null {
  const location = pathToFileURL(file);
  location.searchParams.set("immutable", "1");
  try {
    const database = new DatabaseSync(location, { readOnly: true });
    try {
      const { integrity_check: found } = database.prepare("PRAGMA integrity_check(1)").get() ?? {};
      return found === "ok" ? null : String(found);
    } finally {
      database.close();
    }
  } catch (error) {
    return (error as Error).message;
  }
}

export function writeFileDurably(file: string, text: string): void {
  writeFileSync(file, text, { mode: 0o600, flush: true });
}

/** For a folder: the names that it holds. */
export function syncToDisk(path: string): void {
  const handle = openSync(path, "r");
  fsyncSync(handle);
  closeSync(handle);
}

/** Refuses before anything is copied when a disk has no room for it. */
export function requireRoom(folder: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize >= bytes) return;
  throw new StartFailure(
    `The disk of ${folder} has room for ${mebibytes(bavail * bsize)}, and ${mebibytes(bytes)} are needed.`,
  );
}

export function mebibytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MiB`;
}
