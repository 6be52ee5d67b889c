/**
 * Holds databases as they are at one moment, while others go on writing. A read transaction of SQLite sees nothing that
 * is committed after it began, and holds nobody up.
 */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { classOf, type FileGroup } from "./stored-files.ts";

/** How long to wait for a file that is being opened by the service for the first time, in milliseconds. */
const BUSY_MS = 5_000;
/** A database held open takes this many files: itself, its log and the index of the log. */
const FILES_EACH = 3;
/** For everything else that this process has open. */
const FILES_SPARE = 128;
/** Each costs some 200 KiB of memory. */
const MOST_AT_ONCE = 2_000;
const FEWEST_AT_ONCE = 50;

export interface PinnedFile {
  /** Path below the folder of data. */
  readonly file: string;
  readonly database: DatabaseSync;
}

/** How many databases are held at once: as many as the operating system lets this process open. */
export function databasesAtOnce(openFiles: number | "unlimited" = openFilesAllowed()): number {
  if (openFiles === "unlimited") return MOST_AT_ONCE;
  const fitting = Math.floor((openFiles - FILES_SPARE) / FILES_EACH);
  return Math.min(MOST_AT_ONCE, Math.max(FEWEST_AT_ONCE, fitting));
}

function openFilesAllowed(): number | "unlimited" {
  const report = process.report.getReport() as {
    readonly userLimits?: { readonly open_files?: { readonly soft: number | "unlimited" } };
  };
  return report.userLimits?.open_files?.soft ?? FEWEST_AT_ONCE;
}

/**
 * Pins group after group, and hands on what is pinned: all at once where so many can be held, else in parts. A group is
 * listed when its turn comes, so that what came to be meanwhile is in the copy.
 *
 * @returns when the first and the last database were pinned, and in how many parts.
 */
export async function eachPinned(
  data: string,
  groups: readonly FileGroup[],
  atOnce: number,
  copy: (pinned: readonly PinnedFile[]) => Promise<void>,
): Promise<{ readonly fromMs: number; readonly toMs: number; readonly parts: number }> {
  const fromMs = Date.now();
  let toMs = fromMs;
  let parts = 0;
  let held: PinnedFile[] = [];
  const handOn = async (): Promise<void> => {
    toMs = Date.now();
    parts += 1;
    const part = held;
    held = [];
    await copy(part).finally(() => release(part));
  };
  try {
    for (const group of groups) {
      for (const file of group.files(data)) {
        if (held.length >= atOnce) await handOn();
        held.push({ file, database: pin(join(data, file)) });
      }
    }
    await handOn();
  } finally {
    release(held);
  }
  return { fromMs, toMs, parts };
}

function pin(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS });
  try {
    // The transaction begins with its first read.
    database.exec("BEGIN");
    database.prepare("SELECT count(*) FROM sqlite_schema").get();
    return database;
  } catch (error) {
    database.close();
    throw new Error(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

/** Lets go of what is pinned, so that the service can shorten the logs of those databases again. */
export function release(pinned: readonly PinnedFile[]): void {
  for (const { database } of pinned) if (database.isOpen) database.close();
}

/** Names of the migrations that a database has; none for one of another kind. */
export function migrationsOf({ file, database }: PinnedFile): string[] {
  if (!file.startsWith("d1/") || !hasTable(database, "d1_migrations")) return [];
  const rows = database.prepare("SELECT name FROM d1_migrations ORDER BY id").all();
  return rows.map((row) => String(row["name"]));
}

/** Steps of the schema that an object has; null for a file of another kind. */
export function schemaStepsOf({ file, database }: PinnedFile): { class: string; steps: number } | null {
  const name = classOf(file);
  if (name === null || !hasTable(database, "schema_steps")) return null;
  const row = database.prepare("SELECT count(*) AS steps FROM schema_steps").get();
  return { class: name, steps: Number(row?.["steps"]) };
}

function hasTable(database: DatabaseSync, name: string): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema WHERE name = ?").get(name) !== undefined;
}
