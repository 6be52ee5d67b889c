/** What a release brought to storage is never changed: databases and objects that have it would differ from new ones. */
import { expect, test } from "vitest";
import { SCHEMAS, SEALS_FILE, compareSeals, presentSeals, type Seals, sealsOf } from "./seals.ts";
import { type Fault, filesMatching, read, type Source, stringsOf } from "./read/source.ts";

/** Numbers within a database have no gap and no repeat. */
function misnumbered(paths: readonly string[]): Fault[] {
  const next = new Map<string, number>();
  return paths.flatMap((path) => {
    const [, database = "", number] = /^migrations\/([^/]+)\/(\d{4})_[a-z0-9_]+\.sql$/.exec(path) ?? [];
    const expected = (next.get(database) ?? 0) + 1;
    next.set(database, expected);
    return Number(number) === expected ? [] : [`${path} should be number ${expected} of its database`];
  });
}

/**
 * Code of the version before may still run while a migration does, and what is dropped is gone for good. A trigger that the same
 * file makes again, behind, is changed.
 */
function dropped({ path, text }: Source): Fault[] {
  const statements = text.replaceAll(/--.*$|\/\*[\s\S]*?\*\/|'[^']*'/gm, "");
  return [...statements.matchAll(/\bDROP\s+\w+(?:\s+(\w+))?/gi)]
    .filter(({ 0: what, 1: name = "", index }) => {
      const again = new RegExp(`\\bCREATE\\s+TRIGGER\\s+${name}\\b`, "i");
      return !/^DROP\s+TRIGGER\b/i.test(what) || !again.test(statements.slice(index));
    })
    .map(([what]) => `${path} says ${/^DROP\s+\w+/i.exec(what)?.[0]}`);
}

const migrations = filesMatching("migrations/**/*").filter((path) => path.includes("."));

const sealed = JSON.parse(read(SEALS_FILE).text) as Seals;

test("no sealed migration and no sealed schema step has changed: restore it, and add a new one behind it", () => {
  expect(compareSeals(sealed, presentSeals()).broken).toEqual([]);
});

test("every migration and every schema step is sealed: `npm run seal` seals what is new", () => {
  expect(compareSeals(sealed, presentSeals()).unsealed).toEqual([]);
});

test("every schema of the objects is among those that are sealed", () => {
  const files = filesMatching("durable-objects/**/*-storage.ts").map(read);
  const names = files.flatMap(({ text }) => [
    ...text.matchAll(/^export const \w+: Schema = \{\s+name: "(\w+)"/gm),
  ]);
  expect(new Set(names.map(([, name]) => name))).toEqual(new Set(SCHEMAS.map(({ name }) => name)));
  expect(names).toHaveLength(SCHEMAS.length);
  expect(new Set(SCHEMAS.map(({ name }) => name)).size).toBe(SCHEMAS.length);
});

test("migrations are numbered without gaps", () => {
  expect(misnumbered(migrations)).toEqual([]);
});

test("migrations only add", () => {
  expect(migrations.map(read).flatMap(dropped)).toEqual([]);
});

/** Statements of a module, each as a source of its own. */
function statementsOf(source: Source): Source[] {
  return stringsOf(source).map((text) => ({ path: source.path, text }));
}

test("schema steps of objects only add", () => {
  const storage = filesMatching("durable-objects/**/*-storage.ts");
  expect(storage.length).toBeGreaterThan(10);
  expect(storage.map(read).flatMap(statementsOf).flatMap(dropped)).toEqual([]);
});

test("a schema step that drops is found", () => {
  const text = 'const STEP = ["ALTER TABLE a ADD COLUMN b TEXT", "ALTER TABLE a DROP COLUMN c"];';
  const path = "durable-objects/journey/a-storage.ts";
  expect(statementsOf({ path, text }).flatMap(dropped)).toEqual([`${path} says DROP COLUMN`]);
});

test.each([
  "DROP TABLE links;",
  "drop index if exists links_by_program;",
  "ALTER TABLE links DROP COLUMN preview;",
  "ALTER TABLE links\n  DROP preview;",
])("what drops is found: %s", (text) => {
  expect(dropped({ path: "migrations/links/0002_less.sql", text })).toHaveLength(1);
});

test.each([
  "DROP TRIGGER links_kept;",
  "DROP TRIGGER links_kept;\nCREATE TRIGGER links_kept_anew AFTER DELETE ON links BEGIN SELECT 1; END;",
  "CREATE TRIGGER links_kept AFTER DELETE ON links BEGIN SELECT 1; END;\nDROP TRIGGER links_kept;",
  "DROP TRIGGER links_kept;\n-- CREATE TRIGGER links_kept",
  "DROP TABLE links_kept;\nCREATE TRIGGER links_kept AFTER DELETE ON links BEGIN SELECT 1; END;",
  "DROP INDEX links_kept;\nCREATE INDEX links_kept ON links (slug);",
])("a trigger that is not made again, and anything else that is, is found: %s", (text) => {
  expect(dropped({ path: "migrations/links/0002_less.sql", text })).toHaveLength(1);
});

test("a trigger may be dropped by the file that makes it again", () => {
  const text =
    "DROP TRIGGER links_kept;\nCREATE TRIGGER links_kept AFTER DELETE ON links BEGIN SELECT 1; END;";
  expect(dropped({ path: "migrations/links/0002_more.sql", text })).toEqual([]);
});

test("a comment and a text may speak of dropping", () => {
  const text =
    "-- Rows drop out. DROP TABLE a;\nINSERT INTO totals VALUES ('DROP TABLE', 1); /* DROP INDEX b */";
  expect(dropped({ path: "migrations/reports/0002_more.sql", text })).toEqual([]);
});

test("a changed, a removed and a new migration or step are found", () => {
  const migration = { path: "migrations/links/0001_links.sql", text: "CREATE TABLE a (b);" };
  const schema = { name: "tree", steps: [["CREATE TABLE a (b)", "CREATE TABLE b (c)"]], backfills: [] };
  const seals = sealsOf([migration], [schema]);
  const found = (migrations: readonly Source[], ...steps: string[][]) =>
    compareSeals(seals, sealsOf(migrations, [{ ...schema, steps }]));
  const [first = []] = schema.steps;
  expect(found([migration], first)).toEqual({ broken: [], unsealed: [] });
  expect(found([{ ...migration, text: "CREATE TABLE a (c);" }], first).broken).toEqual([migration.path]);
  expect(found([], first).broken).toEqual([migration.path]);
  expect(found([migration], ["CREATE TABLE a (b)"]).broken).toEqual(["tree 1"]);
  expect(found([migration], first, ["CREATE TABLE d (e)"])).toEqual({ broken: [], unsealed: ["tree 2"] });
  const second = { path: "migrations/links/0002_more.sql", text: "" };
  expect(found([migration, second], first)).toEqual({ broken: [], unsealed: [second.path] });
});

test("a misnumbered migration is found", () => {
  const path = "migrations/links/0001_links.sql";
  expect(misnumbered([path, "migrations/links/0003_more.sql"])).toHaveLength(1);
  expect(misnumbered([path, "migrations/links/0001_more.sql"])).toHaveLength(1);
});
