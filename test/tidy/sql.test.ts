/**
 * SQL stands in the database layer and in the storage files of the Durable Objects, nowhere else; and what D1 is asked,
 * drizzle builds.
 */
import { describe, expect, test } from "vitest";
import {
  callsOf,
  type Fault,
  filesMatching,
  importsOf,
  read,
  type Source,
  stringsOf,
  tagsOf,
} from "./read/source.ts";

const STATEMENT =
  /\b(SELECT\s[\s\S]*\sFROM\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|REPLACE\s+INTO\s|UPDATE\s+\S+\s+SET\s|DELETE\s+FROM\s|(CREATE|DROP|ALTER)\s+(UNIQUE\s+)?(TABLE|INDEX|TRIGGER|VIEW)\s|PRAGMA\s)/;
const TABLES = /^worker\/.+\.tables\.ts$/;
const STORAGE = /^durable-objects\/.+-storage\.ts$/;
/** Makes statements of what drizzle builds. */
const QUERIES = "worker/platform/queries.ts";

function straySql(source: Source): Fault[] {
  if (TABLES.test(source.path) || STORAGE.test(source.path)) return [];
  const statements = stringsOf(source)
    .filter((text) => STATEMENT.test(text))
    .map((text) => `${source.path} holds SQL: ${text.trim().slice(0, 60)}`);
  const templates = tagsOf(source)
    .filter((tag) => tag === "sql")
    .map(() => `${source.path} holds a template of SQL`);
  return [...statements, ...templates];
}

/** A query that is built holds no SQL to be found; the imports show who builds one. */
function strayQueries(source: Source): Fault[] {
  if (TABLES.test(source.path) || source.path === QUERIES) return [];
  return importsOf(source)
    .filter(({ target }) => target === QUERIES || /^drizzle-orm(\/|$)/.test(target))
    .map(({ target }) => `${source.path} imports ${target}`);
}

/** Statements of D1 written by hand, and text that goes into a statement unread. drizzle prepares without arguments. */
function handwritten(source: Source): Fault[] {
  if (!source.path.startsWith("worker/") || source.path === QUERIES) return [];
  return callsOf(source)
    .filter(({ method, args }) => args > 0 && (method === "prepare" || method === "raw"))
    .map(({ method }) => `${source.path} calls ${method} with a text`);
}

const files = filesMatching("{domain,durable-objects,worker}/**/*.ts").map(read);

test("no SQL strays from its files", () => {
  expect(files.flatMap(straySql)).toEqual([]);
});

test("queries are built in the database layer alone", () => {
  expect(files.flatMap(strayQueries)).toEqual([]);
});

test("no statement of D1 is written by hand", () => {
  expect(files.flatMap(handwritten)).toEqual([]);
});

describe("stray SQL is found", () => {
  test.each([
    `db.prepare("SELECT id FROM links WHERE slug = ?")`,
    "sql.exec(`INSERT OR IGNORE INTO orders VALUES (?)`)",
    "sql.exec(`UPDATE ${table} SET a = 1`)",
    `sql.exec("DELETE FROM orders")`,
    `sql.exec("CREATE UNIQUE INDEX a ON b (c)")`,
    "where(sql`${links.number} > ${after}`)",
  ])("%s", (text) => {
    expect(straySql({ path: "worker/links/links.routes.ts", text })).toHaveLength(1);
    expect(straySql({ path: "durable-objects/journey/journey.ts", text })).toHaveLength(1);
    expect(straySql({ path: "durable-objects/journey/customer-storage.ts", text })).toEqual([]);
    expect(straySql({ path: "worker/links/links.tables.ts", text })).toEqual([]);
  });
});

test("a statement in a template is found by its text and by its tag", () => {
  const text = "queries(db).run(sql`INSERT INTO ${links} (slug) SELECT ${slug} WHERE ${isFirst(attempt)}`)";
  expect(straySql({ path: "worker/links/links.routes.ts", text })).toHaveLength(2);
  expect(straySql({ path: "worker/links/links.tables.ts", text })).toEqual([]);
});

test("prose about selecting and updating passes", () => {
  const text = `const title = "Select a promoter, update the link or delete it from the list";`;
  expect(straySql({ path: "worker/links/links.routes.ts", text })).toEqual([]);
});

describe("a query that is built elsewhere is found", () => {
  test.each([
    `import { queries } from "../platform/queries.ts";`,
    `import { eq } from "drizzle-orm";`,
    `import { drizzle } from "drizzle-orm/d1";`,
  ])("%s", (text) => {
    expect(strayQueries({ path: "worker/links/links.routes.ts", text })).toHaveLength(1);
    expect(strayQueries({ path: "worker/links/links.tables.ts", text })).toEqual([]);
  });
});

describe("a statement that is written by hand is found, also where SQL may stand", () => {
  test.each([
    `env.CONFIG.prepare("SELECT number FROM programs LIMIT 1").first()`,
    "const insert = db.prepare(`INSERT INTO links (slug) VALUES (?)`).bind(slug);",
    "db.prepare(NEWEST)",
    `db["prepare"](NEWEST)`,
    "sql`SELECT ${sql.raw(column)} FROM ${links}`",
  ])("%s", (text) => {
    expect(handwritten({ path: "worker/links/links.tables.ts", text })).toHaveLength(1);
  });

  test("what drizzle prepares passes", () => {
    const text = "const byNumber = queries(db).select().from(links).prepare();";
    expect(handwritten({ path: "worker/links/links.tables.ts", text })).toEqual([]);
  });
});
