/** SQLite in memory behind the platform's interfaces: transactions open at the first statement, and end by order. */
import { DatabaseSync, type StatementSync } from "node:sqlite";

type Value = string | number | null;
export type Row = Record<string, Value>;

export class Database {
  #db = new DatabaseSync(":memory:");
  readonly #statements = new Map<string, StatementSync>();
  #open = false;
  #depth = 0;

  get isOpen(): boolean {
    return this.#open;
  }

  /** Runs a statement inside the open transaction; opens one when none is. */
  query(sql: string, bindings: readonly unknown[]): Row[] {
    if (!this.#open) {
      this.#db.exec("BEGIN");
      this.#open = true;
    }
    return this.peek(sql, bindings);
  }

  /** Reads without opening a transaction. */
  peek(sql: string, bindings: readonly unknown[]): Row[] {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    const values = bindings.map((value) => (value === undefined ? null : value)) as Value[];
    return statement.all(...values).map((row) => ({ ...row })) as Row[];
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

  /** Becomes what it was when the image was taken. */
  putBack(image: Uint8Array): void {
    this.#statements.clear();
    this.#db.close();
    this.#db = new DatabaseSync(":memory:");
    this.#db.deserialize(image);
  }

  close(): void {
    this.#db.close();
  }
}
