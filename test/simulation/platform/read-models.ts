/** D1 as an object sees it: statements and batches over the network, each batch one transaction. */
import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Database, type Row, type Value } from "./database.ts";

const PROJECT = resolve(import.meta.dirname, "../../..");

let migrations: string[] | undefined;

export interface Statement {
  readonly sql: string;
  readonly bindings: readonly unknown[];
  /** Rows are wanted as lists of values. */
  readonly inLists?: boolean;
}

type Rows = Row[] | Value[][];

export class ReadModels {
  readonly #database = new Database();

  constructor() {
    migrations ??= globSync("migrations/reports/*.sql", { cwd: PROJECT })
      .sort()
      .map((path) => readFileSync(resolve(PROJECT, path), "utf8"));
    for (const migration of migrations) this.#database.script(migration);
  }

  /** All statements in one transaction. */
  run(statements: readonly Statement[]): Rows[] {
    try {
      const results = statements.map(({ sql, bindings, inLists = false }) =>
        inLists ? this.#database.queryLists(sql, bindings) : this.#database.query(sql, bindings),
      );
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
export function databaseBinding(send: (statements: readonly Statement[]) => Promise<Rows[]>): D1Database {
  const prepare = (sql: string, bindings: readonly unknown[] = []): object => {
    const ask = async (inLists: boolean): Promise<Rows> => {
      const [rows = []] = await send([{ sql, bindings, inLists }]);
      return rows;
    };
    const all = async () => ({ results: await ask(false), success: true });
    return {
      sql,
      bindings,
      bind: (...values: unknown[]) => prepare(sql, known(values)),
      run: all,
      all,
      raw: () => ask(true),
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

/** D1 takes null for nothing, and refuses what is undefined. */
function known(values: readonly unknown[]): readonly unknown[] {
  if (values.includes(undefined)) throw new Error("D1_TYPE_ERROR: Type 'undefined' not supported");
  return values;
}
