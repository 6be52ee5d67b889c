/** Says in a sentence that a database cannot be read, once a start has failed: storage names neither the file nor a way out. */
import { globSync } from "node:fs";
import { join } from "node:path";
import { damageOf } from "../backup/files.ts";
import { StartFailure } from "./failure.ts";

/** Nothing may have the files open. @throws StartFailure for the first database that is not whole. */
export function refuseDamaged(data: string): void {
  for (const name of globSync("d1/**/*.sqlite", { cwd: data })) {
    const file = join(data, name);
    const damage = damageOf(file);
    if (damage === null) continue;
    throw new StartFailure(
      `${file} is damaged: ${damage}. Keep it, and restore a backup as docs/runbook.md says under "Backup and restore".`,
    );
  }
}
