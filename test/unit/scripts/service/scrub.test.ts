import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { scrubErased } from "../../../../scripts/service/scrub.ts";
import { temporaryDirectory, type TemporaryDirectory } from "../../../support/temporary-directory.ts";

let directory: TemporaryDirectory;

beforeEach(() => {
  directory = temporaryDirectory();
  mkdirSync(join(directory.path, "d1"));
  const config = new DatabaseSync(join(directory.path, "d1/config.sqlite"));
  config.exec("CREATE TABLE erasures (subject TEXT, scrubbed_at_ms INTEGER)");
  config.close();
});

afterEach(() => directory.remove());

function inConfig(statement: string): void {
  const config = new DatabaseSync(join(directory.path, "d1/config.sqlite"));
  config.exec(statement);
  config.close();
}

/** An object whose rows were deleted, and whose log a kill left behind. */
function leaveDeleted(): void {
  const object = new DatabaseSync(join(directory.path, "object.sqlite"));
  object.exec("PRAGMA journal_mode = WAL; CREATE TABLE t (text TEXT)");
  object.exec("INSERT INTO t VALUES ('a-mark-that-was-deleted'), ('a text that stays')");
  object.exec("DELETE FROM t WHERE text LIKE 'a-mark%'");
  object.close();
}

function holds(text: string): boolean {
  const files = readdirSync(directory.path, { recursive: true, withFileTypes: true });
  return files.some((file) => file.isFile() && readFileSync(join(file.parentPath, file.name)).includes(text));
}

test("after an erasure has ended, files hold what stands in them and nothing of what was deleted", () => {
  leaveDeleted();
  inConfig("INSERT INTO erasures VALUES (NULL, NULL)");
  expect(holds("a-mark-that-was-deleted")).toBe(true);
  expect(scrubErased(directory.path, 7)).toBe(2);
  expect(holds("a-mark-that-was-deleted")).toBe(false);
  expect(holds("a text that stays")).toBe(true);
  expect(scrubErased(directory.path, 8)).toBe(0);
});

test("while none has ended since, no file is written", () => {
  leaveDeleted();
  inConfig("INSERT INTO erasures VALUES ('somebody', NULL), (NULL, 5)");
  expect(scrubErased(directory.path, 7)).toBe(0);
  expect(holds("a-mark-that-was-deleted")).toBe(true);
});

test("a folder without databases is left alone", () => {
  mkdirSync(join(directory.path, "empty"));
  expect(scrubErased(join(directory.path, "empty"), 7)).toBe(0);
});
