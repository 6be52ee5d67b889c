/** Applies D1 migrations in order, each whole or not at all. */
import { StartFailure } from "./failure.ts";
import type { Migration } from "./project.ts";

/** A statement with its values. */
export interface Statement {
  readonly query: string;
  readonly values?: readonly unknown[];
}

/** Runs statements in one transaction. @returns the rows of each. */
export type Batch = (
  statements: readonly Statement[],
) => Promise<readonly (readonly Record<string, unknown>[])[]>;

/** The table wrangler keeps its own record in, so that both know of each other's work. */
const RECORD = `CREATE TABLE IF NOT EXISTS d1_migrations (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT UNIQUE,
  applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
)`;

/** A migration and its record are one D1 batch, which is one transaction: a crash leaves neither or both. */
export async function migrate(batch: Batch, migrations: readonly Migration[]): Promise<string[]> {
  const [, rows = []] = await batch([{ query: RECORD }, { query: "SELECT name FROM d1_migrations" }]);
  const applied = new Set(rows.map((row) => row["name"]));
  const pending = migrations.filter(({ name }) => !applied.has(name));
  for (const { name, statements } of pending) {
    const record = { query: "INSERT INTO d1_migrations (name) VALUES (?)", values: [name] };
    try {
      await batch([...statements.map((query) => ({ query })), record]);
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
