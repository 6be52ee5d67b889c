/**
 * D1 through drizzle. A failure comes out as storage said it. drizzle's own error would show every parameter, and so
 * what merchants and persons sent.
 */
import { fillPlaceholders, type Placeholder, QueryPromise, sql } from "drizzle-orm";
import { DrizzleD1Database, SQLiteD1Session } from "drizzle-orm/d1";
import type { RunnableQuery } from "drizzle-orm/runnable-query";
import { SQLiteAsyncDialect } from "drizzle-orm/sqlite-core";
import { invariant } from "../../domain/kernel/invariant.ts";

/** A statement that was not sent yet: awaited alone, or one of a batch. */
export type Statement<T> = RunnableQuery<T, "sqlite"> & PromiseLike<T>;

type NoSchema = Record<string, never>;
type D1Session = SQLiteD1Session<NoSchema, NoSchema>;
/** The text of a statement, its parameters, and how its rows are read. */
type Asked = Parameters<D1Session["prepareQuery"]>;
type Prepared = ReturnType<D1Session["prepareQuery"]>;

/** A statement as a batch of drizzle takes it. */
interface Sendable {
  /** This and `asked` are absent for a `sql` template. */
  readonly stmt?: D1PreparedStatement;
  readonly asked?: Asked;
  getQuery(): { readonly sql: string; readonly params: unknown[] };
  mapResult(result: D1Result, isFromBatch: true): unknown;
}

function sendable(statement: RunnableQuery<unknown, "sqlite">): Sendable {
  return (statement as unknown as { _prepare(): Sendable })._prepare();
}

const dialect = new SQLiteAsyncDialect();

class Session extends SQLiteD1Session<NoSchema, NoSchema> {
  readonly #db: D1Database;

  constructor(db: D1Database) {
    super(db, dialect, undefined);
    this.#db = db;
  }

  override prepareQuery(...asked: Asked): Prepared {
    return Object.assign(super.prepareQuery(...asked), { asked, queryWithCache: asSaid });
  }

  /** drizzle's own cannot send a `sql` template that has parameters. */
  override async batch(statements: readonly RunnableQuery<unknown, "sqlite">[]): Promise<unknown[]> {
    const ready = statements.map(sendable);
    const results = await this.#db.batch(
      ready.map((one) => {
        const { sql, params } = one.getQuery();
        return (one.stmt ?? this.#db.prepare(sql)).bind(...params);
      }),
    );
    return results.map((result, index) => rowsOf(result, ready[index]));
  }
}

/** @throws InvariantViolation when two columns have one name, of which a row of a batch holds one alone. */
function rowsOf(result: D1Result, ready: Sendable | undefined): unknown {
  const fields = ready?.asked?.[1];
  const [row] = result.results ?? [];
  const isWhole = !fields || row === undefined || Object.keys(row as object).length === fields.length;
  invariant(isWhole, "a statement of a batch selects two columns of one name");
  return ready?.mapResult(result, true);
}

/** Stands where drizzle would wrap what `ask` throws. */
async function asSaid<T>(_sql: string, _params: unknown[], ask: () => Promise<T>): Promise<T> {
  return await ask();
}

/**
 * Asks a database. It costs as little as an object, so that each caller makes its own. `batch` is the only transaction of
 * D1. The rows of a batch come by name: of two columns with one name, one needs an alias.
 */
export function queries(db: D1Database): DrizzleD1Database {
  return new DrizzleD1Database("async", dialect, new Session(db), undefined);
}

/**
 * A read whose text is built once, at its first use. Building takes ten microseconds and more, which every order and tap
 * would pay. Its columns are selected flat; `names` are those of its parameters.
 */
export function prepared<const Name extends string, T>(
  names: readonly Name[],
  build: (asking: DrizzleD1Database, value: Readonly<Record<Name, Placeholder>>) => Statement<T>,
): (db: D1Database, values: Readonly<Record<Name, string | number>>) => Statement<T> {
  let text: Asked | undefined;
  return (db, values) => {
    text ??= textOf(build(queries(db), placeholders(names)));
    const [query, ...reading] = text;
    const params = fillPlaceholders(query.params, values);
    return new Repeated<T>(new Session(db).prepareQuery({ ...query, params }, ...reading));
  };
}

function textOf(statement: Statement<unknown>): Asked {
  const { asked } = sendable(statement);
  invariant(asked !== undefined, "a prepared read is built, not a template");
  return asked;
}

function placeholders<Name extends string>(names: readonly Name[]): Record<Name, Placeholder> {
  const found = {} as Record<Name, Placeholder>;
  for (const name of names) found[name] = sql.placeholder(name);
  return found;
}

/** A statement whose text was built before. */
class Repeated<T> extends QueryPromise<T> implements RunnableQuery<T, "sqlite"> {
  declare readonly _: { readonly dialect: "sqlite"; readonly result: T };
  readonly #prepared: Prepared;

  constructor(prepared: Prepared) {
    super();
    this.#prepared = prepared;
  }

  _prepare(): Prepared {
    return this.#prepared;
  }

  override async execute(): Promise<T> {
    return (await this.#prepared.execute()) as T;
  }
}
