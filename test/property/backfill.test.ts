/** A back-fill that dies anywhere, as often as it may, fills every row once, in bounded parts, and new rows stay as they are. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Backfill, Backfills } from "../../durable-objects/object/backfill-storage.ts";
import { chainOf } from "../../durable-objects/object/log.ts";
import { applySchemas, type Schema } from "../../durable-objects/object/schema-storage.ts";
import { Database } from "../simulation/platform/database.ts";
import { sized } from "../support/effort.ts";

const ROWS_PER_PART = 3;
const FIRST: readonly string[] = [
  "CREATE TABLE orders (row INTEGER PRIMARY KEY, amount INTEGER NOT NULL) STRICT",
];
/** Room for the half of an amount; null while it is not filled. */
const SECOND: readonly string[] = [
  "ALTER TABLE orders ADD COLUMN half INTEGER",
  "ALTER TABLE orders ADD COLUMN fills INTEGER NOT NULL DEFAULT 0",
];

const halves: Backfill = {
  name: "halves of orders",
  part: (sql, after) => {
    const [found] = sql
      .exec<{ last: number | null }>(
        "SELECT max(row) AS last FROM (SELECT row FROM orders WHERE row > ? ORDER BY row LIMIT ?)",
        after,
        ROWS_PER_PART,
      )
      .toArray();
    const last = found?.last ?? null;
    if (last === null) return null;
    sql.exec(
      "UPDATE orders SET half = amount / 2, fills = fills + 1 WHERE row > ? AND row <= ? AND half IS NULL",
      after,
      last,
    );
    return last;
  },
};

const before: Schema = { name: "shop", steps: [FIRST], backfills: [] };
const after: Schema = { name: "shop", steps: [FIRST, SECOND], backfills: [halves] };

class Killed extends Error {}

/** An object's storage over one database, in a life that ends at a given statement. */
function lifeOf(database: Database, diesAtStatement: number): DurableObjectStorage {
  let statements = 0;
  const exec = (query: string, ...bindings: unknown[]) => {
    statements += 1;
    if (statements === diesAtStatement) throw new Killed("the object died");
    const rows = database.query(query, bindings);
    return { toArray: () => rows, one: () => rows[0], [Symbol.iterator]: () => rows[Symbol.iterator]() };
  };
  const transactionSync = <Result>(work: () => Result): Result => {
    const result = database.atomically(work);
    database.commit();
    return result;
  };
  return { sql: { exec }, transactionSync } as unknown as DurableObjectStorage;
}

/** Lives until it dies or has nothing left to do; says which. */
function live(database: Database, schema: Schema, diesAtStatement: number, between: () => void): boolean {
  const storage = lifeOf(database, diesAtStatement);
  try {
    applySchemas(storage, [schema]);
    const backfills = new Backfills(storage, schema.backfills);
    while (!backfills.areDone) {
      backfills.doPart();
      between();
    }
    return true;
  } catch (error) {
    if (!chainOf(error).some((one) => one instanceof Killed)) throw error;
    database.rollBack();
    return false;
  }
}

const amounts = fc.array(fc.integer({ min: 0, max: 1_000 }), { maxLength: 40 });
const deaths = fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 15 });

test("every row is filled once, however often the object dies on the way", () => {
  const property = fc.property(amounts, deaths, fc.integer({ min: 0, max: 5 }), (stored, dies, added) => {
    const database = new Database();
    live(database, before, Infinity, () => {});
    for (const amount of stored) database.query("INSERT INTO orders (amount) VALUES (?)", [amount]);
    database.commit();
    let left = added;
    // The code of the new version writes its own rows whole, while older ones are still filled.
    const addOne = (): void => {
      if (left === 0) return;
      left -= 1;
      database.query("INSERT INTO orders (amount, half, fills) VALUES (8, 4, 1)", []);
      database.commit();
    };
    for (const at of dies) live(database, after, at, addOne);
    expect(live(database, after, Infinity, addOne)).toBe(true);
    const rows = database.peek("SELECT amount, half, fills FROM orders ORDER BY row", []);
    expect(rows.slice(0, stored.length)).toEqual(
      stored.map((amount) => ({ amount, half: Math.floor(amount / 2), fills: 1 })),
    );
    expect(rows.filter(({ half, fills }) => half === null || fills !== 1)).toEqual([]);
    expect(database.peek("SELECT after, done FROM backfills", [])).toMatchObject([{ done: 1 }]);
    database.close();
  });
  fc.assert(property, { numRuns: sized(100, 2_000, 200) });
});

test("a part is one transaction of bounded size", () => {
  const database = new Database();
  live(database, before, Infinity, () => {});
  for (let row = 0; row < 10; row += 1) database.query("INSERT INTO orders (amount) VALUES (2)", []);
  database.commit();
  const storage = lifeOf(database, Infinity);
  applySchemas(storage, [after]);
  const backfills = new Backfills(storage, after.backfills);
  const filled = (): number =>
    Number(database.peek("SELECT count(*) AS n FROM orders WHERE half IS NOT NULL", [])[0]?.["n"]);
  const counts: number[] = [];
  while (!backfills.areDone) {
    backfills.doPart();
    counts.push(filled());
  }
  expect(counts).toEqual([3, 6, 9, 10, 10]);
});

test("a step that fails is named, and leaves the tables as they were; code that is older passes over steps it does not know", () => {
  const database = new Database();
  live(database, before, Infinity, () => {});
  const tables = () => database.peek("SELECT name, sql FROM sqlite_schema ORDER BY name", []);
  const present = tables();
  const broken: Schema = { ...before, steps: [FIRST, ["CREATE TABLE more (a) STRICT"], SECOND] };
  expect(() => applySchemas(lifeOf(database, Infinity), [broken])).toThrow(
    "step 2 of the schema shop failed, and nothing was changed",
  );
  database.rollBack();
  expect(tables()).toEqual(present);
  live(database, after, Infinity, () => {});
  const newer = tables();
  expect(live(database, before, Infinity, () => {})).toBe(true);
  expect(tables()).toEqual(newer);
});
