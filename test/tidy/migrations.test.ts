/** A migration that was released is never changed: databases that ran it would differ from new ones. */
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { type Fault, filesMatching, read, type Source, stringsOf } from "./source.ts";

/** SHA-256 by path, kept by `node scripts/seal-migrations.mjs`, which a release runs. */
const SEALS = "test/tidy/sealed-migrations.json";

function sealOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function changed(seals: Readonly<Record<string, string>>, files: readonly Source[]): Fault[] {
  return Object.entries(seals).flatMap(([path, seal]) => {
    const file = files.find((candidate) => candidate.path === path);
    if (file === undefined) return [`${path} was released and is gone`];
    return sealOf(file.text) === seal ? [] : [`${path} was released and has changed`];
  });
}

/** Once a version is out, what it brought is sealed; numbers within a database have no gap and no repeat. */
function misnumbered(paths: readonly string[]): Fault[] {
  const next = new Map<string, number>();
  return paths.flatMap((path) => {
    const [, database = "", number] = /^migrations\/([^/]+)\/(\d{4})_[a-z0-9_]+\.sql$/.exec(path) ?? [];
    const expected = (next.get(database) ?? 0) + 1;
    next.set(database, expected);
    return Number(number) === expected ? [] : [`${path} should be number ${expected} of its database`];
  });
}

/** Code of the version before may still run while a migration does, and what is dropped is gone for good. */
function dropped({ path, text }: Source): Fault[] {
  const statements = text.replaceAll(/--.*$|\/\*[\s\S]*?\*\/|'[^']*'/gm, "");
  return [...statements.matchAll(/\bDROP\s+\w+/gi)].map(([what]) => `${path} says ${what}`);
}

const migrations = filesMatching("migrations/**/*").filter((path) => path.includes("."));

test("no released migration has changed", () => {
  const seals = JSON.parse(read(SEALS).text) as Record<string, string>;
  expect(changed(seals, migrations.map(read))).toEqual([]);
});

test("a released version has all of its migrations sealed", () => {
  const released = /^## \[\d+\.\d+\.\d+\] - /m.test(read("CHANGELOG.md").text);
  const seals = JSON.parse(read(SEALS).text) as Record<string, string>;
  expect(released && Object.keys(seals).length === 0).toBe(false);
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

test("a comment and a text may speak of dropping", () => {
  const text =
    "-- Rows drop out. DROP TABLE a;\nINSERT INTO totals VALUES ('DROP TABLE', 1); /* DROP INDEX b */";
  expect(dropped({ path: "migrations/reports/0002_more.sql", text })).toEqual([]);
});

test("a changed, a removed and a misnumbered migration are found", () => {
  const path = "migrations/links/0001_links.sql";
  const seals = { [path]: sealOf("CREATE TABLE a (b);") };
  expect(changed(seals, [{ path, text: "CREATE TABLE a (b);" }])).toEqual([]);
  expect(changed(seals, [{ path, text: "CREATE TABLE a (c);" }])).toHaveLength(1);
  expect(changed(seals, [])).toHaveLength(1);
  expect(misnumbered([path, "migrations/links/0003_more.sql"])).toHaveLength(1);
  expect(misnumbered([path, "migrations/links/0001_more.sql"])).toHaveLength(1);
});
