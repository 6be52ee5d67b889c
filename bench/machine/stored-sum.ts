/** Reads what stands in the files of databases, so that asking for it costs the service nothing. */
import { globSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/**
 * Adds up what a query answers as `sum`, over the databases below a folder. One without the query's tables adds nothing.
 *
 * @param files their paths below the folder, as a pattern.
 */
export function storedSum(folder: string, files: string, query: string): number {
  return globSync(join(folder, files)).reduce((total, file) => total + sumIn(file, query), 0);
}

function sumIn(file: string, query: string): number {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return (database.prepare(query).get() as { sum: number }).sum;
  } catch (error) {
    if (/no such table/.test((error as Error).message)) return 0;
    throw error;
  } finally {
    database.close();
  }
}
