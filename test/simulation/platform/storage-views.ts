/** What SQLite in memory answers, in the shapes of an object's storage. */
import type { Row } from "./statements.ts";

/** Rows as a statement of an object's storage gives them. */
export class Cursor<R extends Row> {
  readonly #rows: R[];

  constructor(rows: R[]) {
    this.#rows = rows;
  }

  toArray(): R[] {
    return this.#rows;
  }

  one(): R {
    const [row] = this.#rows;
    if (row === undefined || this.#rows.length !== 1)
      throw new Error(`expected one row, got ${this.#rows.length}`);
    return row;
  }

  [Symbol.iterator](): Iterator<R> {
    return this.#rows[Symbol.iterator]();
  }
}

/** Keys and values, kept in a table of the object. */
export function keyValues(exec: (sql: string, ...bindings: unknown[]) => Cursor<Row>): object {
  return {
    get: (key: string) => {
      const [row] = exec("SELECT value FROM _kv WHERE key = ?", key).toArray();
      return row === undefined ? undefined : JSON.parse(String(row["value"]));
    },
    put: (key: string, value: unknown) =>
      void exec("INSERT OR REPLACE INTO _kv (key, value) VALUES (?, ?)", key, JSON.stringify(value)),
    delete: (key: string) => exec("DELETE FROM _kv WHERE key = ?", key).toArray().length > 0,
  };
}

/** What a row fails with that a defect strikes, until that is mended. */
export const DEFECT = "UNIQUE constraint failed: simulated";

/** What a book writes for a row of a ledger, which is refused where that fails for good. */
export function appliesRow(binding: string, sql: string): boolean {
  return binding === "ACCOUNT_BOOK" && APPLIES_ROW.test(sql);
}

const APPLIES_ROW = /^\s*INSERT (?:OR REPLACE )?INTO (?:journal|month_sales)\b/;

const WRITES = /\b(?:INSERT|UPDATE|DELETE|CREATE|ALTER)\b/;

/** What storage says where it cannot do what it is told; null where it can. */
export function faultOf(
  has: (kind: "broken" | "full" | "failing") => boolean,
  sql: string,
  faults: { failsStatement(): boolean },
): string | null {
  if (has("broken")) return "SQLITE_CORRUPT: database disk image is malformed";
  if (has("full") && WRITES.test(sql)) return "SQLITE_FULL: database or disk is full";
  return has("failing") && faults.failsStatement() ? "SQLITE_IOERR: disk I/O error" : null;
}
