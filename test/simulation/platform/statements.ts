/**
 * Statements of one connection, prepared once. What reads and is asked again before anything was written gives what it gave:
 * that is what SQLite would say.
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";

export type Value = string | number | null;
export type Row = Record<string, Value>;

/** A statement, and the names of the columns that it gives: asked for once it has given a row. */
interface Prepared {
  readonly hasLimit: false;
  readonly statement: StatementSync;
  columns: readonly string[];
  /** Of what only reads: what it gave by its bindings, since the last write. */
  readonly given: Map<unknown, Value[][]> | null;
  givenAt: number;
}

/** A statement, and what is bound in it. */
interface Said<Statement> {
  readonly statement: Statement;
  readonly bindings: readonly unknown[];
}

/** More bindings than these seldom come again before something was written. */
const MOST_REMEMBERED = 3;
/** What gives the same again as long as nothing is written. */
const READS = /^\s*(?:SELECT|WITH)\b/i;
const CHANGES = /\b(?:INSERT|UPDATE|DELETE|REPLACE|random|changes|total_changes|now)\b/i;
/** What is said once in the life of an object: not kept for a next time. */
const SAID_ONCE = /^\s*(?:CREATE (?!TABLE IF NOT)|ALTER|DROP)/;
/** A limit that is bound: SQLite looks at it, and plans the statement anew whenever it is bound again. */
const BOUND_LIMIT = /\bLIMIT \?(\d*)/i;

export class Statements {
  readonly #db: DatabaseSync;
  readonly #prepared = new Map<string, Prepared | { readonly hasLimit: true }>();
  readonly #orders = new Map<string, StatementSync>();
  /** How often something was written, or taken back. */
  #writes = 0;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  rows(sql: string, bindings: readonly unknown[]): Row[] {
    if (SAID_ONCE.test(sql)) {
      this.script(sql);
      return [];
    }
    const said = this.#find(sql, bindings);
    const lists = this.#ask(said);
    const [first] = lists;
    if (first === undefined) return [];
    const { statement } = said;
    // Not known yet, or a column was added since to what is read as a whole.
    if (first.length !== statement.columns.length)
      statement.columns = statement.statement.columns().map(({ name }) => name);
    return lists.map((values) => rowOf(statement.columns, values));
  }

  /** Each row as the list of its values: two columns of one name are two values. */
  lists(sql: string, bindings: readonly unknown[]): Value[][] {
    return this.#ask(this.#find(sql, bindings));
  }

  /** Several statements without parameters, as a migration has them. */
  script(sql: string): void {
    this.#writes += 1;
    this.#db.exec(sql);
  }

  /** Begins or ends a transaction, or a part of one. */
  order(sql: string): void {
    let order = this.#orders.get(sql);
    if (order === undefined) {
      order = this.#db.prepare(sql);
      this.#orders.set(sql, order);
    }
    if (sql.startsWith("ROLLBACK")) this.#writes += 1;
    order.run();
  }

  #ask({ statement: prepared, bindings }: Said<Prepared>): Value[][] {
    const { statement, given } = prepared;
    if (given === null) this.#writes += 1;
    if (given === null || bindings.length > MOST_REMEMBERED) return listsOf(statement, bindings);
    if (prepared.givenAt !== this.#writes) given.clear();
    prepared.givenAt = this.#writes;
    const key = bindings.length < 2 ? bindings[0] : JSON.stringify(bindings);
    const before = given.get(key);
    if (before !== undefined) return before;
    const lists = listsOf(statement, bindings);
    given.set(key, lists);
    return lists;
  }

  #find(sql: string, bindings: readonly unknown[]): Said<Prepared> {
    const known = this.#prepared.get(sql) ?? this.#prepare(sql);
    if (!known.hasLimit) return { statement: known, bindings };
    const said = withLimit(sql, bindings);
    return this.#find(said.statement, said.bindings);
  }

  #prepare(sql: string): Prepared | { readonly hasLimit: true } {
    const made = BOUND_LIMIT.test(sql) ? ({ hasLimit: true } as const) : preparedBy(this.#db, sql);
    this.#prepared.set(sql, made);
    return made;
  }
}

function preparedBy(db: DatabaseSync, sql: string): Prepared {
  const statement = db.prepare(sql);
  // SQLite gives lists in half the time that its objects take.
  statement.setReturnArrays(true);
  const isReading = READS.test(sql) && !CHANGES.test(sql);
  return { hasLimit: false, statement, columns: [], given: isReading ? new Map() : null, givenAt: 0 };
}

/** A statement with its limit written out, and what is bound beside it. */
function withLimit(sql: string, bindings: readonly unknown[]): Said<string> {
  const [, number = ""] = BOUND_LIMIT.exec(sql) ?? [];
  const before = sql.slice(0, sql.search(BOUND_LIMIT));
  const place = number === "" ? before.split("?").length - 1 : Number(number) - 1;
  const isLast = number === "" || place === bindings.length - 1;
  return {
    statement: sql.replace(BOUND_LIMIT, `LIMIT ${String(bindings[place])}`),
    bindings: isLast ? bindings.toSpliced(place, 1) : bindings,
  };
}

function listsOf(statement: StatementSync, bindings: readonly unknown[]): Value[][] {
  const isKnown = !bindings.includes(undefined);
  const values = (isKnown ? bindings : bindings.map((value) => value ?? null)) as readonly Value[];
  return statement.all(...values) as unknown as Value[][];
}

function rowOf(columns: readonly string[], values: readonly Value[]): Row {
  const row: Row = {};
  for (let at = 0; at < columns.length; at += 1) row[columns[at] ?? ""] = values[at] ?? null;
  return row;
}
