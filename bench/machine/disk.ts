/** What the databases in a folder take on disk. */
import { globSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** A service that opens or closes a database locks it for a moment. */
const LOCKED_MS = 5_000;

/**
 * Bytes of the pages of every database below a folder, those in write-ahead logs included. Logs themselves are not
 * weighed: they are written over and over, and shrink when a database is closed.
 *
 * @param leftOut paths that are not weighed.
 */
export function diskBytes(folder: string, leftOut?: RegExp): number {
  return globSync(join(folder, "**/*.sqlite"))
    .filter((file) => leftOut?.test(file) !== true)
    .reduce((sum, file) => sum + pageBytes(file), 0);
}

function pageBytes(file: string): number {
  const database = new DatabaseSync(file, { readOnly: true, timeout: LOCKED_MS });
  try {
    const { bytes } = database
      .prepare("SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size")
      .get() as { bytes: number };
    return bytes;
  } finally {
    database.close();
  }
}
