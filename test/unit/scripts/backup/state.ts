/** A state directory as a service leaves it, small, with databases that somebody goes on writing to. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileOfDatabase } from "../../../../scripts/backup/stored-files.ts";
import { Progress } from "../../../../scripts/backup/progress.ts";
import { takeBackup, type Taken } from "../../../../scripts/backup/take-backup.ts";

const BINDINGS = ["CONFIG", "LINKS", "REPORTS"];

export const databases = BINDINGS.map((binding) => ({
  binding,
  id: `id-of-${binding}`,
  migrations: [{ name: `0001_${binding.toLowerCase()}.sql`, statements: [] }],
}));

export const BOOK = "do/tributary-AccountBook/1.sqlite";
export const LEDGER = "do/tributary-CommissionLedger/1.sqlite";
export const TREE = "do/tributary-ReferralTree/1.sqlite";
export const CONFIG = databaseFile("CONFIG");

export function databaseFile(binding: string): string {
  return `d1/miniflare-D1DatabaseObject/${fileOfDatabase(`id-of-${binding}`)}`;
}

/** Quiet: what a person would be told is what `takeBackup` returns. */
export const progress = new Progress(() => {});

export class State {
  readonly #folder = mkdtempSync(join(tmpdir(), "tributary-backup-"));
  readonly path = join(this.#folder, "state");
  readonly #open = new Map<string, DatabaseSync>();

  constructor() {
    for (const file of [BOOK, LEDGER, TREE]) this.write(file);
    for (const binding of BINDINGS) {
      const database = this.database(databaseFile(binding));
      database.exec("CREATE TABLE d1_migrations (id INTEGER PRIMARY KEY, name TEXT)");
      database.exec(`INSERT INTO d1_migrations (name) VALUES ('0001_${binding.toLowerCase()}.sql')`);
    }
    this.database("cache/miniflare-CacheObject/metadata.sqlite").exec("CREATE TABLE cached (row)");
    writeFileSync(join(this.path, "secrets.json"), "{}\n", { mode: 0o600 });
  }

  /** A folder beside the state. */
  beside(name: string): string {
    return join(this.#folder, name);
  }

  /** Open for writing, as the service has it: what is committed lies in the log beside the file. */
  database(file: string): DatabaseSync {
    const known = this.#open.get(file);
    if (known !== undefined) return known;
    const path = join(this.path, "data", file);
    mkdirSync(dirname(path), { recursive: true });
    const database = new DatabaseSync(path);
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF");
    this.#open.set(file, database);
    return database;
  }

  /** Commits one row more. */
  write(file: string): void {
    this.database(file).exec("CREATE TABLE IF NOT EXISTS written (row INTEGER PRIMARY KEY, text TEXT)");
    this.database(file).exec("INSERT INTO written (text) VALUES (hex(randomblob(2000)))");
  }

  async backUp(name: string, atOnce = 100): Promise<Taken> {
    const target = this.beside(name);
    return await takeBackup({
      stateDirectory: this.path,
      target,
      project: { databases },
      version: "1.2.3",
      progress,
      atOnce,
    });
  }

  remove(): void {
    for (const database of this.#open.values()) database.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Rows of a database that nobody has open. */
export function rowsOf(file: string): number {
  const database = new DatabaseSync(file, { readOnly: true });
  const row = database.prepare("SELECT count(*) AS written FROM written").get();
  database.close();
  return Number(row?.["written"]);
}
