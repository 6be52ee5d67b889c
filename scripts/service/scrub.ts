/**
 * Writes files of databases anew after people were erased: SQLite leaves what was deleted in free pages and in its log.
 * Runs while nothing else has the files open, before the service starts and after it has stopped. And only when an erasure
 * has ended since the last time.
 */
import { globSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Another process may be looking at a file, such as a backup. */
const BUSY_MS = 5_000;

const WAITING = "FROM erasures WHERE subject IS NULL AND scrubbed_at_ms IS NULL";

/** @returns how many files were written anew. @throws when a file cannot be: the next start tries again. */
export function scrubErased(data: string, nowMs: number): number {
  const files = globSync("**/*.sqlite", { cwd: data }).map((file) => join(data, file));
  const waiting = files.filter((file) => withDatabase(file, hasWaiting));
  if (waiting.length === 0) return 0;
  for (const file of files) withDatabase(file, writeAnew);
  for (const file of waiting) {
    withDatabase(file, (database) => {
      database
        .prepare(`UPDATE erasures SET scrubbed_at_ms = ? WHERE subject IS NULL AND scrubbed_at_ms IS NULL`)
        .run(nowMs);
    });
  }
  return files.length;
}

/** Only the database of the configuration has erasures. */
function hasWaiting(database: DatabaseSync): boolean {
  const table = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'erasures'").get();
  return table !== undefined && database.prepare(`SELECT 1 ${WAITING} LIMIT 1`).get() !== undefined;
}

/** A crash leaves the file as it was, or as it is to be. */
function writeAnew(database: DatabaseSync): void {
  database.exec("VACUUM");
  database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
}

function withDatabase<Result>(file: string, work: (database: DatabaseSync) => Result): Result {
  const database = new DatabaseSync(file, { timeout: BUSY_MS });
  try {
    return work(database);
  } finally {
    database.close();
  }
}
