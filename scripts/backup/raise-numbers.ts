/**
 * Numbers of promoters that were given after a backup are never given again. Who has such a number, in a link, a token or a
 * bank's list, is nobody else's. So a restore raises the register of numbers beyond all that can have been given since.
 */
import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

/** More promoters cannot join a program in a second: half as many take all of a processor. */
const MOST_A_SECOND = 10_000;

interface Taken {
  readonly programId: string;
  readonly taken: number;
}

/**
 * Raises the register of a restored `CONFIG`.
 *
 * @param before `CONFIG` of the state that the backup replaces. What that one gave is known; without it all that could
 *   have been given since is left out.
 * @param sinceMs age of the backup.
 */
export function raisePromoterNumbers(restored: string, before: string | null, sinceMs: number): void {
  const database = new DatabaseSync(restored);
  try {
    if (!hasRegister(database)) return;
    const given = before === null ? null : takenIn(before);
    if (given === null) {
      const seconds = Math.max(0, Math.ceil(sinceMs / 1_000));
      database.prepare("UPDATE promoter_numbers SET taken = taken + ?").run(seconds * MOST_A_SECOND);
    } else {
      const raise = database.prepare(
        `INSERT INTO promoter_numbers (program_id, taken) VALUES (?, ?)
         ON CONFLICT (program_id) DO UPDATE SET taken = max(taken, excluded.taken)`,
      );
      for (const { programId, taken } of given) raise.run(programId, taken);
    }
    // Nothing of it stays in a log beside the file.
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  } finally {
    database.close();
  }
}

/** Null where the register cannot be read: the state may be why somebody restores. */
function takenIn(file: string): Taken[] | null {
  if (!existsSync(file)) return null;
  try {
    const database = new DatabaseSync(file);
    try {
      if (!hasRegister(database)) return null;
      const rows = database.prepare("SELECT program_id AS programId, taken FROM promoter_numbers").all();
      return rows as unknown as Taken[];
    } finally {
      database.close();
    }
  } catch {
    return null;
  }
}

function hasRegister(database: DatabaseSync): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'promoter_numbers'").get() !== undefined;
}
