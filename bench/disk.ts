/** What a folder takes on disk. */
import { globSync, statSync } from "node:fs";
import { join } from "node:path";

/** Bytes of every file below a folder, write-ahead logs included. */
export function diskBytes(folder: string): number {
  return globSync(join(folder, "**/*.sqlite*")).reduce((sum, file) => sum + sizeOf(file), 0);
}

/** A file may go while it is looked at. */
function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
