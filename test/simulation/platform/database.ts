/** SQLite in memory behind the platform's interfaces: transactions open at the first statement, and end by order. */
import { type Connection, connectionOf, connectionTo, release } from "./connection.ts";
import type { Row, Statements, Value } from "./statements.ts";

/** What is written until it is committed. */
const TRANSACTION = "a_transaction";

export class Database {
  #connection: Connection;
  #open = false;
  #depth = 0;

  /** @param kind of databases that begin alike, if there are more of them. @param make makes what it begins with. */
  constructor(kind: unknown = null, make: (statements: Statements) => void = () => {}) {
    this.#connection = kind === null ? connectionTo(null) : connectionOf(kind, make);
    if (kind === null) make(this.#statements);
  }

  get #statements(): Statements {
    return this.#connection.statements;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /** Runs a statement inside the open transaction; opens one when none is. */
  query(sql: string, bindings: readonly unknown[]): Row[] {
    this.#begin();
    return this.#statements.rows(sql, bindings);
  }

  /** As {@link query}, each row as the list of its values: two columns of one name are two values. */
  queryLists(sql: string, bindings: readonly unknown[]): Value[][] {
    this.#begin();
    return this.#statements.lists(sql, bindings);
  }

  /** Reads without opening a transaction. */
  peek(sql: string, bindings: readonly unknown[]): Row[] {
    return this.#statements.rows(sql, bindings);
  }

  #begin(): void {
    if (!this.#open) this.#statements.order(`SAVEPOINT ${TRANSACTION}`);
    this.#open = true;
  }

  /** Several statements without parameters, as a migration has them. */
  script(sql: string): void {
    this.#statements.script(sql);
  }

  commit(): void {
    if (this.#open) this.#statements.order(`RELEASE ${TRANSACTION}`);
    this.#open = false;
  }

  /** Back to the last commit. */
  rollBack(): void {
    if (this.#open) this.#takeBack(TRANSACTION);
    this.#open = false;
    this.#depth = 0;
  }

  /** `work` takes effect as a whole or not at all. */
  atomically<T>(work: () => T): T {
    this.#begin();
    this.#depth += 1;
    const name = `step_${this.#depth}`;
    this.#statements.order(`SAVEPOINT ${name}`);
    try {
      const result = work();
      this.#statements.order(`RELEASE ${name}`);
      this.#depth -= 1;
      return result;
    } catch (error) {
      if (this.#open) {
        this.#takeBack(name);
        this.#depth -= 1;
      }
      throw error;
    }
  }

  #takeBack(name: string): void {
    this.#statements.order(`ROLLBACK TO ${name}`);
    this.#statements.order(`RELEASE ${name}`);
  }

  get depth(): number {
    return this.#depth;
  }

  /** All that is committed, as bytes. */
  image(): Uint8Array {
    return this.#connection.db.serialize();
  }

  /** Becomes what it was when the image was taken; empty without one. */
  putBack(image: Uint8Array | null, makeEmpty: (statements: Statements) => void = () => {}): void {
    this.rollBack();
    release(this.#connection);
    this.#connection = connectionTo(image);
    if (image === null) makeEmpty(this.#statements);
  }

  close(): void {
    this.rollBack();
    release(this.#connection);
  }
}
