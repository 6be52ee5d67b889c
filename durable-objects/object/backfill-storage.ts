/**
 * Fills what a schema step added, in parts. Each part is one transaction with the place that it came to. So an object
 * which dies on the way goes on from there, and no row is filled twice.
 */

/** Rows that are filled after the step which made room for them. Code reads a row that is not filled yet as well. */
export interface Backfill {
  /** Never used again for another. */
  readonly name: string;
  /**
   * Fills a bounded number of rows behind a place, in the sequence of their keys.
   *
   * @param after key of the last row that was filled; 0 begins.
   * @returns key of the last row now, or null when there was none left.
   */
  part(sql: SqlStorage, after: number): number | null;
}

/** Rows of one part of a table. */
const PART = 500;

/**
 * Goes through a table by an ascending key.
 *
 * @param statement fills rows whose keys are above its first parameter, up to its second.
 */
export function fillFrom(
  name: string,
  { table, key }: { readonly table: string; readonly key: string },
  statement: string,
): Backfill {
  const next = `SELECT max(${key}) AS last FROM (SELECT ${key} FROM ${table} WHERE ${key} > ? ORDER BY ${key} LIMIT ?)`;
  return {
    name,
    part(sql, after) {
      const { last } = sql.exec<{ last: number | null }>(next, after, PART).one();
      if (last !== null) sql.exec(statement, after, last);
      return last;
    },
  };
}

export const BACKFILL_TABLE = `CREATE TABLE IF NOT EXISTS backfills (
  name TEXT PRIMARY KEY,
  after INTEGER NOT NULL,
  done INTEGER NOT NULL CHECK (done IN (0, 1))
) STRICT, WITHOUT ROWID`;

/** There is nothing to fill. */
export function noteFilled(sql: SqlStorage, name: string): void {
  sql.exec("INSERT OR IGNORE INTO backfills (name, after, done) VALUES (?, 0, 1)", name);
}

type Place = { after: number; done: number };

export class Backfills {
  readonly #storage: DurableObjectStorage;
  readonly #waiting: Backfill[];

  /** Call it once the schema is applied. */
  constructor(storage: DurableObjectStorage, backfills: readonly Backfill[]) {
    this.#storage = storage;
    this.#waiting = backfills.filter(({ name }) => this.#place(name).done === 0);
  }

  get areDone(): boolean {
    return this.#waiting.length === 0;
  }

  /** Does the next part of the first that is not done. */
  doPart(): void {
    const [first] = this.#waiting;
    if (first === undefined) return;
    const isDone = this.#storage.transactionSync(() => {
      const { sql } = this.#storage;
      const { after } = this.#place(first.name);
      const last = first.part(sql, after);
      sql.exec(
        `INSERT INTO backfills (name, after, done) VALUES (?, ?, ?)
         ON CONFLICT (name) DO UPDATE SET after = excluded.after, done = excluded.done`,
        first.name,
        last ?? after,
        last === null ? 1 : 0,
      );
      return last === null;
    });
    if (isDone) this.#waiting.shift();
  }

  #place(name: string): Place {
    const [place] = this.#storage.sql
      .exec<Place>("SELECT after, done FROM backfills WHERE name = ?", name)
      .toArray();
    return place ?? { after: 0, done: 0 };
  }
}
