/** Which migrations of a D1 database this code has. */
import { readdirSync } from "node:fs";

/** Names of the migrations of a folder, in sequence. */
export function migrationsIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .sort();
}
