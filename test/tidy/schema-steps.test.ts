/**
 * A schema step runs in the constructor of an object, in one transaction that everyone waits for. It takes as long in a
 * full object as in an empty one. And a later version can add words to a table without building it anew.
 */
import { describe, expect, test } from "vitest";
import { SCHEMAS } from "./seals.ts";
import { type Fault, filesMatching, read } from "./read/source.ts";

/** Statements whose work does not grow with the rows that are there. */
const QUICK = [
  /^CREATE TABLE (?!.*\bAS\s+SELECT\b)\w+ \(/is,
  /^CREATE TRIGGER /i,
  // Existing rows are read for a CHECK, and for what is generated and stored.
  /^ALTER TABLE \w+ ADD COLUMN (?!.*\b(CHECK|GENERATED|AS|UNIQUE|PRIMARY)\b)/is,
];
const INDEX = /^CREATE (?:UNIQUE )?INDEX \w+ ON (\w+)/i;
const TABLE = /^CREATE TABLE (\w+)/i;

function slowIn(name: string, step: readonly string[]): Fault[] {
  const made = new Set(step.map((statement) => TABLE.exec(statement.trim())?.[1]));
  return step
    .map((statement) => statement.trim().replaceAll(/--.*$/gm, ""))
    .filter((statement) => {
      const indexed = INDEX.exec(statement)?.[1];
      if (indexed !== undefined) return !made.has(indexed);
      return !QUICK.some((quick) => quick.test(statement)) || statement.includes(";\n");
    })
    .map((statement) => `${name} takes longer the more rows there are: ${statement.slice(0, 60)}`);
}

/** A list of words in a CHECK, or a bound of ours: SQLite cannot alter one, so a later word needs another table. */
function closedIn(path: string, sql: string): Fault[] {
  const checks = sql.matchAll(/CHECK\s*\(\s*[\w()]+\s+(?:IN\s*\(\s*'[^)]*\)|BETWEEN\s+\d+\s+AND\s+\d+)/gi);
  return [...checks]
    .filter(([check]) => !check.endsWith(String(Number.MAX_SAFE_INTEGER)))
    .map(([check]) => `${path} closes a list: ${check.replaceAll(/\s+/g, " ")}`);
}

const steps = SCHEMAS.flatMap(({ name, steps }) =>
  steps.map((step, index) => ({ name: `${name} ${index + 1}`, step })),
);

test("no schema step of an object does work that grows with its rows: a back-fill does it, in parts", () => {
  expect(steps.flatMap(({ name, step }) => slowIn(name, step))).toEqual([]);
});

test("no table closes a list of words or a bound that a later version may widen", () => {
  const migrations = filesMatching("migrations/*/*.sql").map(read);
  const faults = [
    ...steps.flatMap(({ name, step }) => step.flatMap((statement) => closedIn(name, statement))),
    ...migrations.flatMap(({ path, text }) => closedIn(path, text)),
  ];
  expect(faults).toEqual([]);
});

describe("a step that grows is found", () => {
  test.each([
    "UPDATE orders SET version = 1",
    "INSERT INTO totals SELECT count(*) FROM orders",
    "INSERT INTO totals VALUES (1)",
    "CREATE TABLE copy AS SELECT * FROM orders",
    "CREATE INDEX orders_again ON orders (version)",
    "CREATE UNIQUE INDEX orders_again ON orders (version)",
    "ALTER TABLE orders ADD COLUMN note TEXT CHECK (note <> '')",
    "ALTER TABLE orders ADD COLUMN note TEXT AS (order_id) STORED",
    "ALTER TABLE orders RENAME COLUMN a TO b",
    "DELETE FROM orders",
    "REINDEX orders",
    "  update orders set version = 1",
  ])("%s", (statement) => {
    expect(slowIn("ledger 2", [statement])).toHaveLength(1);
  });

  test("and what does not grow passes", () => {
    const step = [
      "CREATE TABLE notes (note TEXT)",
      "CREATE INDEX notes_by_text ON notes (note)",
      "ALTER TABLE orders ADD COLUMN note TEXT NOT NULL DEFAULT ''",
    ];
    expect(slowIn("ledger 2", step)).toEqual([]);
  });
});

test("a closed list is found", () => {
  expect(closedIn("a.sql", "state TEXT CHECK (state IN\n ('a', 'b'))")).toHaveLength(1);
  expect(closedIn("a.sql", "CHECK (length(id) BETWEEN 1 AND 40)")).toHaveLength(1);
  expect(closedIn("a.sql", "CHECK (flag IN (0, 1)) CHECK (a BETWEEN 0 AND b)")).toEqual([]);
});
