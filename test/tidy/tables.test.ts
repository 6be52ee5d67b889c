/** The migrations and drizzle's tables say the same: a query is typed by the columns and indexes that storage has. */
import { globSync } from "node:fs";
import { resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { is, SQL, sql } from "drizzle-orm";
import {
  getTableConfig,
  index,
  integer,
  type SQLiteColumn,
  SQLiteSyncDialect,
  SQLiteTable,
  sqliteTable,
  text,
  unique,
} from "drizzle-orm/sqlite-core";
import { describe, expect, test } from "vitest";
import { type Fault, filesMatching, PROJECT, read, type Source } from "./read/source.ts";

/** What is true of a table, by what it is said of: `orders.amount` is `integer not null`. */
type Facts = Map<string, string>;

interface ColumnRow {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly dflt_value: string | null;
  readonly pk: number;
}

interface IndexRow {
  readonly name: string;
  readonly unique: number;
  readonly origin: "c" | "u" | "pk";
  readonly partial: number;
  readonly sql: string | null;
}

interface IndexedRow {
  readonly name: string | null;
  readonly desc: number;
  readonly coll: string;
}

function factsOfMigrations(migrations: readonly string[]): Facts {
  const db = new DatabaseSync(":memory:");
  try {
    for (const migration of migrations) db.exec(migration);
    const tables = db
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite@_%' ESCAPE '@'")
      .all() as unknown as { name: string }[];
    return new Map(tables.flatMap(({ name }) => [...storedColumns(db, name), ...storedIndexes(db, name)]));
  } finally {
    db.close();
  }
}

function storedColumns(db: DatabaseSync, table: string): [string, string][] {
  const rows = db.prepare("SELECT * FROM pragma_table_xinfo(?)").all(table) as unknown as ColumnRow[];
  const key = rows.filter((row) => row.pk > 0).sort((a, b) => a.pk - b.pk);
  // SQLite does not say so of an INTEGER PRIMARY KEY, which is never null either.
  const isRowId = (row: ColumnRow) => key.length === 1 && row.pk === 1 && row.type === "INTEGER";
  return [
    ...rows.map((row): [string, string] => [
      `${table}.${row.name}`,
      columnText(row.type, row.notnull === 1 || isRowId(row), row.dflt_value),
    ]),
    [`${table}, primary key`, key.map((row) => row.name).join()],
  ];
}

function storedIndexes(db: DatabaseSync, table: string): [string, string][] {
  const rows = db
    .prepare(
      `SELECT list.*, stored.sql FROM pragma_index_list(?) list
       LEFT JOIN sqlite_schema stored ON stored.type = 'index' AND stored.name = list.name`,
    )
    .all(table) as unknown as IndexRow[];
  return rows
    .filter((row) => row.origin !== "pk")
    .map((row) => {
      const columns = storedIndexColumns(db, row.name, row.sql ?? "");
      if (row.origin === "u") return [`${table}, unique (${columns})`, ""];
      const [, where] = /\sWHERE\s+(.+)$/is.exec(row.sql ?? "") ?? [];
      return [`${table}, index ${row.name}`, indexText(columns, row.unique === 1, where)];
    });
}

function storedIndexColumns(db: DatabaseSync, name: string, statement: string): string {
  const rows = db
    .prepare("SELECT * FROM pragma_index_xinfo(?) WHERE key = 1 ORDER BY seqno")
    .all(name) as unknown as IndexedRow[];
  return rows
    .map(({ name: column, desc, coll }, place) => {
      const order = `${desc === 1 ? " desc" : ""}${coll === "BINARY" ? "" : ` collate ${coll}`}`;
      return `${column ?? listed(statement)[place]}${order}`;
    })
    .join();
}

/** What an index is of, as its statement says it: columns and expressions. */
function listed(statement: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const sign of statement.slice(statement.indexOf("(") + 1)) {
    if (sign === "(") depth += 1;
    if (sign === ")" && (depth -= 1) < 0) break;
    if (sign === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += sign;
  }
  return parts.map((part) => part.trim());
}

const dialect = new SQLiteSyncDialect();

function factsOfTables(tables: readonly SQLiteTable[]): Facts {
  return new Map(
    tables.flatMap((table) => {
      const { name, columns, indexes, primaryKeys, uniqueConstraints } = getTableConfig(table);
      const key = primaryKeys[0]?.columns ?? columns.filter((column) => column.primary);
      const uniques = [
        ...columns.filter((column) => column.isUnique).map((column) => column.name),
        ...uniqueConstraints.map((constraint) => constraint.columns.map((column) => column.name).join()),
      ];
      return [
        ...columns.map((column): [string, string] => [
          `${name}.${column.name}`,
          columnText(column.getSQLType(), column.notNull, defaultText(column)),
        ]),
        [`${name}, primary key`, key.map((column) => column.name).join()] as [string, string],
        ...uniques.map((said): [string, string] => [`${name}, unique (${said})`, ""]),
        ...indexes.map(({ config }): [string, string] => [
          `${name}, index ${config.name}`,
          indexText(
            config.columns.map(indexedText).join(),
            config.unique,
            config.where && dialect.sqlToQuery(config.where).sql,
          ),
        ]),
      ];
    }),
  );
}

function columnText(type: string, isNotNull: boolean, byDefault: string | null): string {
  return `${type.toLowerCase()}${isNotNull ? " not null" : ""}${byDefault === null ? "" : ` default ${byDefault}`}`;
}

function indexText(columns: string, isUnique: boolean, where: string | undefined): string {
  return `${isUnique ? "unique " : ""}(${columns})${where === undefined ? "" : ` where ${where.trim()}`}`;
}

function defaultText(column: SQLiteColumn): string | null {
  if (column.default === undefined) return null;
  // A column of JSON stores it as text.
  const isJson = typeof column.default === "object";
  const value: unknown = isJson ? column.mapToDriverValue(column.default) : column.default;
  return typeof value === "string" ? `'${value}'` : JSON.stringify(value);
}

function indexedText(column: SQLiteColumn | SQL): string {
  return is(column, SQL) ? dialect.sqlToQuery(column, "indexes").sql.replaceAll('"', "") : column.name;
}

function differences(stored: Facts, said: Facts): Fault[] {
  return [...new Set([...stored.keys(), ...said.keys()])]
    .filter((what) => stored.get(what) !== said.get(what))
    .map((what) => `${what}: migrations say ${saidOf(stored, what)}, the tables ${saidOf(said, what)}`);
}

function saidOf(facts: Facts, what: string): string {
  return facts.has(what) ? `"${facts.get(what) ?? ""}"` : "nothing";
}

/** A table that is defined elsewhere would be compared with nothing. */
function strayTables(source: Source): Fault[] {
  if (/^worker\/[^/]+\/schema\.tables\.ts$/.test(source.path)) return [];
  return /\bsqliteTable\(/.test(source.text) ? [`${source.path} defines a table`] : [];
}

async function definedTables(): Promise<SQLiteTable[]> {
  const paths = filesMatching("worker/*/schema.tables.ts");
  const modules = await Promise.all(
    paths.map(async (path) => (await import(resolve(PROJECT, path))) as Record<string, unknown>),
  );
  return modules.flatMap((module) => Object.values(module).filter((value) => is(value, SQLiteTable)));
}

test("every table of D1 is as drizzle knows it, in one database", async () => {
  const databases = globSync("migrations/*", { cwd: PROJECT }).map((database) =>
    factsOfMigrations(filesMatching(`${database}/*.sql`).map((path) => read(path).text)),
  );
  const stored = databases.flatMap((facts) => [...facts]);
  expect(stored.length).toBeGreaterThan(100);
  expect(new Set(stored.map(([what]) => what)).size).toBe(stored.length);
  const tables = await definedTables();
  expect(differences(new Map(stored), factsOfTables(tables))).toEqual([]);
  expect(new Set(tables.map((table) => getTableConfig(table).name)).size).toBe(tables.length);
});

test("tables are defined where they are compared", () => {
  expect(filesMatching("worker/**/*.ts").flatMap((path) => strayTables(read(path)))).toEqual([]);
  const stray = { path: "worker/links/links.tables.ts", text: `const links = sqliteTable("links", {});` };
  expect(strayTables(stray)).toHaveLength(1);
});

describe("a difference between a migration and a table is found", () => {
  const tables = [
    sqliteTable(
      "visits",
      {
        number: integer().primaryKey(),
        page: text().notNull().default("home"),
        visitor: text().unique(),
        endedAtMs: integer("ended_at_ms"),
      },
      (t) => [
        unique().on(t.page, t.visitor),
        index("visits_open")
          .on(t.page, t.number)
          .where(sql`ended_at_ms IS NULL`),
      ],
    ),
  ];
  const migration = `CREATE TABLE visits (
    number INTEGER PRIMARY KEY,
    page TEXT NOT NULL DEFAULT 'home',
    visitor TEXT UNIQUE,
    ended_at_ms INTEGER,
    UNIQUE (page, visitor)
  ) STRICT;
  CREATE INDEX visits_open ON visits (page, number) WHERE ended_at_ms IS NULL;`;
  const found = (stored: string) => differences(factsOfMigrations([stored]), factsOfTables(tables));

  test("none where there is none", () => {
    expect(found(migration)).toEqual([]);
  });

  test.each([
    ["a column that is missing", "ended_at_ms INTEGER,", "", "WHERE ended_at_ms IS NULL", ""],
    ["a column more", "ended_at_ms INTEGER,", "ended_at_ms INTEGER, more TEXT,"],
    ["a column of another name", "ended_at_ms", "closed_at_ms"],
    ["another type", "ended_at_ms INTEGER", "ended_at_ms TEXT"],
    ["NOT NULL", "visitor TEXT UNIQUE", "visitor TEXT NOT NULL UNIQUE"],
    ["a column that may be null", "page TEXT NOT NULL", "page TEXT"],
    ["no default", "DEFAULT 'home'", ""],
    ["a default more", "ended_at_ms INTEGER", "ended_at_ms INTEGER DEFAULT 0"],
    ["another default", "'home'", "'start'"],
    ["no primary key", "number INTEGER PRIMARY KEY", "number INTEGER NOT NULL"],
    [
      "another primary key",
      "ended_at_ms INTEGER,",
      "ended_at_ms INTEGER, PRIMARY KEY (number, page),",
      " PRIMARY KEY,",
      " NOT NULL,",
    ],
    ["a column that is not unique", "visitor TEXT UNIQUE", "visitor TEXT"],
    ["columns that are not unique together", ",\n    UNIQUE (page, visitor)", ""],
    ["columns that are unique together in another sequence", "(page, visitor)", "(visitor, page)"],
    ["no index", "CREATE INDEX visits_open ON visits (page, number) WHERE ended_at_ms IS NULL;", ""],
    ["an index more", "STRICT;", "STRICT; CREATE INDEX more ON visits (visitor);"],
    ["an index of another name", "visits_open", "visits_closed"],
    ["an index in another sequence", "(page, number)", "(number, page)"],
    ["an index that descends", "(page, number)", "(page, number DESC)"],
    ["an index of an expression", "(page, number)", "(lower(page), number)"],
    ["an index of other letters", "(page, number)", "(page COLLATE NOCASE, number)"],
    ["a unique index", "CREATE INDEX", "CREATE UNIQUE INDEX"],
    ["a whole index", " WHERE ended_at_ms IS NULL", ""],
    ["an index of other rows", "WHERE ended_at_ms IS NULL", "WHERE ended_at_ms > 0"],
    ["a table more", "STRICT;", "STRICT; CREATE TABLE more (a TEXT) STRICT;"],
    ["a table of another name", "visits", "views"],
  ])("%s", (_, text, by, also = "", alsoBy = "") => {
    const changed = migration.replaceAll(text, by).replace(also, alsoBy);
    expect(changed).not.toBe(migration);
    expect(found(changed)).not.toEqual([]);
  });
});
