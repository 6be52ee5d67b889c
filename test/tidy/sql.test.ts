/** SQL stands in the database layer and in the storage files of the Durable Objects, nowhere else. */
import { describe, expect, test } from "vitest";
import { type Fault, filesMatching, read, type Source, stringsOf } from "./source.ts";

const STATEMENT =
  /\b(SELECT\s[\s\S]*\sFROM\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|REPLACE\s+INTO\s|UPDATE\s+\S+\s+SET\s|DELETE\s+FROM\s|(CREATE|DROP|ALTER)\s+(UNIQUE\s+)?(TABLE|INDEX|TRIGGER|VIEW)\s|PRAGMA\s)/;
const ALLOWED = /^(worker\/.+\.tables|durable-objects\/.+-storage)\.ts$/;

function straySql(source: Source): Fault[] {
  if (ALLOWED.test(source.path)) return [];
  return stringsOf(source)
    .filter((text) => STATEMENT.test(text))
    .map((text) => `${source.path} holds SQL: ${text.trim().slice(0, 60)}`);
}

test("no SQL strays from its files", () => {
  const files = filesMatching("{domain,durable-objects,worker}/**/*.ts");
  expect(files.flatMap((file) => straySql(read(file)))).toEqual([]);
});

describe("stray SQL is found", () => {
  test.each([
    `db.prepare("SELECT id FROM links WHERE slug = ?")`,
    "sql.exec(`INSERT OR IGNORE INTO orders VALUES (?)`)",
    "sql.exec(`UPDATE ${table} SET a = 1`)",
    `sql.exec("DELETE FROM orders")`,
    `sql.exec("CREATE UNIQUE INDEX a ON b (c)")`,
  ])("%s", (text) => {
    expect(straySql({ path: "worker/links/links.routes.ts", text })).toHaveLength(1);
    expect(straySql({ path: "durable-objects/journey/journey.ts", text })).toHaveLength(1);
    expect(straySql({ path: "durable-objects/journey/customer-storage.ts", text })).toEqual([]);
    expect(straySql({ path: "worker/links/links.tables.ts", text })).toEqual([]);
  });
});

test("prose about selecting and updating passes", () => {
  const text = `const title = "Select a promoter, update the link or delete it from the list";`;
  expect(straySql({ path: "worker/links/links.routes.ts", text })).toEqual([]);
});
