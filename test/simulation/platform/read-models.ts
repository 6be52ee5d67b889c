/** D1 as an object sees it: statements and batches over the network, each batch one transaction. */
import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Database, type Row } from "./database.ts";

const PROJECT = resolve(import.meta.dirname, "../../..");

let migrations: string[] | undefined;

export interface Statement {
  readonly sql: string;
  readonly bindings: readonly unknown[];
}

export class ReadModels {
  readonly #database = new Database();

  constructor() {
    migrations ??= globSync("migrations/reports/*.sql", { cwd: PROJECT })
      .sort()
      .map((path) => readFileSync(resolve(PROJECT, path), "utf8"));
    for (const migration of migrations) this.#database.script(migration);
  }

  /** All statements in one transaction. */
  run(statements: readonly Statement[]): Row[][] {
    try {
      const results = statements.map(({ sql, bindings }) => this.#database.query(sql, bindings));
      this.#database.commit();
      return results;
    } catch (error) {
      this.#database.rollBack();
      throw error;
    }
  }

  /** Reads from outside, as a test may. */
  read(sql: string, ...bindings: unknown[]): Row[] {
    return this.#database.peek(sql, bindings);
  }

  close(): void {
    this.#database.close();
  }
}

/** The binding of an object; `send` carries statements there and rows back. */
export function databaseBinding(send: (statements: readonly Statement[]) => Promise<Row[][]>): D1Database {
  const prepare = (sql: string, bindings: readonly unknown[] = []): object => {
    const rows = async (): Promise<Row[]> => (await send([{ sql, bindings }]))[0] ?? [];
    return {
      sql,
      bindings,
      bind: (...values: unknown[]) => prepare(sql, values),
      run: async () => ({ results: await rows(), success: true }),
      all: async () => ({ results: await rows(), success: true }),
      first: async (column?: string) => {
        const [row] = await rows();
        if (row === undefined) return null;
        return column === undefined ? row : row[column];
      },
    };
  };
  return {
    prepare,
    batch: async (statements: readonly Statement[]) =>
      (await send(statements.map(({ sql, bindings }) => ({ sql, bindings })))).map((results) => ({
        results,
        success: true,
      })),
  } as unknown as D1Database;
}
