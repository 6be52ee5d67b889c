/** A database of D1 with its real migrations: statements and batches over the network, each batch one transaction. */
import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Database } from "./database.ts";
import type { Row, Value } from "./statements.ts";

const PROJECT = resolve(import.meta.dirname, "../../..");

/** The databases of a deployment, each by its binding and the folder of its migrations. */
export const FOLDERS = { CONFIG: "config", LINKS: "links", REPORTS: "reports" } as const;

export type DatabaseName = keyof typeof FOLDERS;

export interface Statement {
  readonly sql: string;
  readonly bindings: readonly unknown[];
  /** Rows are wanted as lists of values. */
  readonly inLists?: boolean;
}

/** What changes nothing. */
const READS = /^\s*select\b/i;

/** What one statement answers. */
export interface Answer {
  readonly rows: Row[] | Value[][];
  readonly changes: number;
}

export class StoredDatabase {
  readonly #database: Database;
  /** Rows that were changed up to the last statement, counted by the connection. */
  #changed: number;
  wasPutBack = false;

  constructor(name: DatabaseName) {
    this.#database = new Database(`D1 ${name}`, (statements) => {
      for (const migration of migrationsOf(name)) statements.script(migration);
    });
    this.#changed = this.#changesSoFar();
  }

  /** Runs a migration that came later. */
  migrate(migration: string): void {
    this.#database.script(migration);
    this.#changed = this.#changesSoFar();
  }

  /** All statements in one transaction. */
  run(statements: readonly Statement[]): Answer[] {
    try {
      const results = statements.map((statement) => this.#one(statement));
      this.#database.commit();
      return results;
    } catch (error) {
      this.#database.rollBack();
      throw error;
    }
  }

  /** All that is committed, as bytes. */
  image(): Uint8Array {
    return this.#database.image();
  }

  /** Becomes what it was when the image was taken, as by Time Travel. */
  putBack(image: Uint8Array): void {
    this.#database.putBack(image);
    this.#changed = this.#changesSoFar();
    this.wasPutBack = true;
  }

  /** Reads from outside, as a test may. */
  read(sql: string, ...bindings: unknown[]): Row[] {
    return this.#database.peek(sql, bindings);
  }

  close(): void {
    this.#database.close();
  }

  #one({ sql, bindings, inLists = false }: Statement): Answer {
    if (READS.test(sql)) return { rows: this.#rows(sql, bindings, inLists), changes: 0 };
    const rows = this.#rows(sql, bindings, inLists);
    const before = this.#changed;
    this.#changed = this.#changesSoFar();
    return { rows, changes: this.#changed - before };
  }

  #rows(sql: string, bindings: readonly unknown[], inLists: boolean): Row[] | Value[][] {
    return inLists ? this.#database.queryLists(sql, bindings) : this.#database.query(sql, bindings);
  }

  #changesSoFar(): number {
    return Number(this.#database.peek("SELECT total_changes() AS n", [])[0]?.["n"] ?? 0);
  }
}

function migrationsOf(name: DatabaseName): string[] {
  return globSync(`migrations/${FOLDERS[name]}/*.sql`, { cwd: PROJECT })
    .sort()
    .map((path) => readFileSync(resolve(PROJECT, path), "utf8"));
}

/** The binding of an object; `send` carries statements there and answers back. */
export function databaseBinding(send: (statements: readonly Statement[]) => Promise<Answer[]>): D1Database {
  const prepare = (sql: string, bindings: readonly unknown[] = []): object => {
    const ask = async (inLists: boolean): Promise<Answer> => {
      const [answer] = await send([{ sql, bindings, inLists }]);
      return answer ?? { rows: [], changes: 0 };
    };
    const all = async () => resultOf(await ask(false));
    return {
      sql,
      bindings,
      bind: (...values: unknown[]) => prepare(sql, known(values)),
      run: all,
      all,
      first: async () => (await ask(false)).rows[0] ?? null,
      raw: async () => (await ask(true)).rows,
    };
  };
  const batch = async (statements: readonly Statement[]) =>
    (await send(statements.map(({ sql, bindings }) => ({ sql, bindings })))).map(resultOf);
  const binding = { prepare, batch };
  return { ...binding, withSession: () => binding } as unknown as D1Database;
}

function resultOf({ rows, changes }: Answer): object {
  return { results: rows, success: true, meta: { changes } };
}

/** D1 takes null for nothing, and refuses what is undefined. */
function known(values: readonly unknown[]): readonly unknown[] {
  if (values.includes(undefined)) throw new Error("D1_TYPE_ERROR: Type 'undefined' not supported");
  return values;
}
