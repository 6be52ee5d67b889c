/** Applies D1 migrations in order, each whole or not at all. */
import { StartFailure } from "./failure.ts";
import type { Migration } from "./project.ts";

/** What it takes of D1 here; miniflare types it by a package that is not installed. */
export interface Database {
  prepare(query: string): Statement;
  batch(statements: Statement[]): Promise<unknown>;
}

interface Statement {
  bind(...values: unknown[]): Statement;
  run(): Promise<unknown>;
  all(): Promise<{ results: { name: string }[] }>;
}

/** The table wrangler keeps its own record in, so that both know of each other's work. */
const RECORD = `CREATE TABLE IF NOT EXISTS d1_migrations (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT UNIQUE,
  applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
)`;

/** A migration and its record are one D1 batch, which is one transaction: a crash leaves neither or both. */
export async function migrate(database: Database, migrations: readonly Migration[]): Promise<string[]> {
  await database.prepare(RECORD).run();
  const { results } = await database.prepare("SELECT name FROM d1_migrations").all();
  const applied = new Set(results.map((row) => row.name));
  const pending = migrations.filter(({ name }) => !applied.has(name));
  for (const { name, statements } of pending) {
    try {
      await database.batch([
        ...statements.map((statement) => database.prepare(statement)),
        database.prepare("INSERT INTO d1_migrations (name) VALUES (?)").bind(name),
      ]);
    } catch (error) {
      throw failureOf(name, error as Error);
    }
  }
  return pending.map(({ name }) => name);
}

function failureOf(name: string, error: Error): StartFailure {
  return new StartFailure(
    `The migration ${name} failed, and nothing of it was changed: ${error.message}\n` +
      "The version before starts on this STATE_DIR as it is.",
  );
}
