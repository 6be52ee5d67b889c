/** SQLite in memory behind the platform's interfaces: transactions open at the first statement, and end by order. */
import { DatabaseSync, type StatementSync } from "node:sqlite";

export type Value = string | number | null;
export type Row = Record<string, Value>;

function valuesOf(bindings: readonly unknown[]): Value[] {
  return bindings.map((value) => (value === undefined ? null : value)) as Value[];
}

function namesOf(statement: StatementSync): string[] {
  return statement.columns().map(({ name }) => name);
}

function rowOf(columns: readonly string[], values: readonly Value[]): Row {
  const row: Row = {};
  for (let at = 0; at < columns.length; at += 1) row[columns[at] ?? ""] = values[at] ?? null;
  return row;
}

/** A statement, and the names of the columns that it gives. */
interface Prepared {
  readonly statement: StatementSync;
  columns: readonly string[];
}

export class Database {
  #db = new DatabaseSync(":memory:");
  readonly #statements = new Map<string, Prepared>();
  #open = false;
  #depth = 0;

  get isOpen(): boolean {
    return this.#open;
  }

  /** Runs a statement inside the open transaction; opens one when none is. */
  query(sql: string, bindings: readonly unknown[]): Row[] {
    this.#begin();
    return this.peek(sql, bindings);
  }

  /** As {@link query}, each row as the list of its values: two columns of one name are two values. */
  queryLists(sql: string, bindings: readonly unknown[]): Value[][] {
    this.#begin();
    return this.#lists(this.#prepared(sql), bindings);
  }

  /** Reads without opening a transaction. */
  peek(sql: string, bindings: readonly unknown[]): Row[] {
    const prepared = this.#prepared(sql);
    const lists = this.#lists(prepared, bindings);
    // A column was added since, to what is read as a whole.
    if (lists[0] !== undefined && lists[0].length !== prepared.columns.length)
      prepared.columns = namesOf(prepared.statement);
    return lists.map((values) => rowOf(prepared.columns, values));
  }

  #lists({ statement }: Prepared, bindings: readonly unknown[]): Value[][] {
    return statement.all(...valuesOf(bindings)) as unknown as Value[][];
  }

  #begin(): void {
    if (!this.#open) this.#db.exec("BEGIN");
    this.#open = true;
  }

  #prepared(sql: string): Prepared {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#db.prepare(sql);
    // SQLite gives lists in half the time that its objects take.
    statement.setReturnArrays(true);
    const prepared = { statement, columns: namesOf(statement) };
    this.#statements.set(sql, prepared);
    return prepared;
  }

  /** Several statements without parameters, as a migration has them. */
  script(sql: string): void {
    this.#db.exec(sql);
  }

  commit(): void {
    if (this.#open) this.#db.exec("COMMIT");
    this.#open = false;
  }

  /** Back to the last commit. */
  rollBack(): void {
    if (this.#open) this.#db.exec("ROLLBACK");
    this.#open = false;
    this.#depth = 0;
  }

  /** `work` takes effect as a whole or not at all. */
  atomically<T>(work: () => T): T {
    if (!this.#open) this.query("SELECT 1", []);
    this.#depth += 1;
    const name = `step_${this.#depth}`;
    this.#db.exec(`SAVEPOINT ${name}`);
    try {
      const result = work();
      this.#db.exec(`RELEASE ${name}`);
      this.#depth -= 1;
      return result;
    } catch (error) {
      if (this.#open) {
        this.#db.exec(`ROLLBACK TO ${name}; RELEASE ${name}`);
        this.#depth -= 1;
      }
      throw error;
    }
  }

  get depth(): number {
    return this.#depth;
  }

  /** All that is committed, as bytes. */
  image(): Uint8Array {
    return this.#db.serialize();
  }

  /** Becomes what it was when the image was taken; empty without one. */
  putBack(image: Uint8Array | null): void {
    this.#statements.clear();
    this.#db.close();
    this.#db = new DatabaseSync(":memory:");
    if (image !== null) this.#db.deserialize(image);
  }

  close(): void {
    this.#db.close();
  }
}
