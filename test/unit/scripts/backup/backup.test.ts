import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { damageOf, requireRoom, sha256Of } from "../../../../scripts/backup/files.ts";
import { readManifest } from "../../../../scripts/backup/manifest.ts";
import { Progress } from "../../../../scripts/backup/progress.ts";
import { BOOK, LEDGER, rowsOf, State, TREE } from "./state.ts";

let state: State;

beforeEach(() => {
  state = new State();
});

afterEach(() => {
  state.remove();
});

test("a backup has every database and the keys, with their sizes and sums, and no cache", async () => {
  const { target, manifest, parts } = await state.backUp("backup");
  expect(parts).toBe(1);
  const files = manifest.files.map(({ path }) => path);
  expect(files).toHaveLength(7);
  expect(files).toEqual(
    expect.arrayContaining(["secrets.json", ...[BOOK, LEDGER, TREE].map((file) => `data/${file}`)]),
  );
  for (const { path, bytes, sha256 } of manifest.files) {
    expect([path, bytes, sha256]).toEqual([
      path,
      statSync(join(target, path)).size,
      await sha256Of(join(target, path)),
    ]);
  }
  expect(readManifest(target)).toEqual(manifest);
});

test("a backup says which migrations and steps of schemas its state has", async () => {
  state.database(BOOK).exec("CREATE TABLE schema_steps (step); INSERT INTO schema_steps VALUES (1), (2)");
  const { manifest } = await state.backUp("backup");
  expect([manifest.version, manifest.migrations, manifest.schemaSteps]).toEqual([
    "1.2.3",
    { CONFIG: ["0001_config.sql"], LINKS: ["0001_links.sql"], REPORTS: ["0001_reports.sql"] },
    { AccountBook: 2 },
  ]);
});

test("nobody but its owner may read a backup", async () => {
  const { target, manifest } = await state.backUp("backup");
  const modeOf = (path: string) => statSync(join(target, path)).mode & 0o777;
  expect(modeOf("")).toBe(0o700);
  expect(new Set([...manifest.files.map(({ path }) => modeOf(path)), modeOf("manifest.json")])).toEqual(
    new Set([0o600]),
  );
});

test("copied in many parts, a backup has the same files", async () => {
  const whole = await state.backUp("whole");
  const { manifest, parts } = await state.backUp("parts", 1);
  const paths = (files: readonly { readonly path: string }[]) => files.map(({ path }) => path).toSorted();
  expect(parts).toBe(6);
  expect(paths(manifest.files)).toEqual(paths(whole.manifest.files));
});

test("copies hold what was only in the log of a database that is still open", async () => {
  state.write(LEDGER);
  const { target } = await state.backUp("backup");
  expect(rowsOf(join(target, "data", LEDGER))).toBe(2);
});

test("damaged state makes no backup, and leaves nothing behind", async () => {
  for (let row = 0; row < 50; row += 1) state.write(BOOK);
  state.database(BOOK).exec("PRAGMA wal_checkpoint(TRUNCATE)");
  damage(join(state.path, "data", BOOK));
  await expect(state.backUp("backup")).rejects.toThrow(/AccountBook\/1\.sqlite of the state is damaged/);
  expect(readdirSync(state.beside("."))).toEqual(["state"]);
});

test("a backup never writes over a folder, and says where state should be when there is none", async () => {
  mkdirSync(state.beside("backup"));
  await expect(state.backUp("backup")).rejects.toThrow(/is there already/);
  expect(readdirSync(state.beside("backup"))).toEqual([]);
  const nowhere = Object.assign(state, { path: state.beside("nowhere") });
  await expect(nowhere.backUp("other")).rejects.toThrow(/holds no state\. Say with STATE_DIR/);
  expect(existsSync(state.beside("other"))).toBe(false);
});

test("what a killed backup left is no backup, and does not disturb the next", async () => {
  mkdirSync(state.beside("backup.unfinished"));
  writeFileSync(state.beside("backup.unfinished/left"), "");
  expect(() => readManifest(state.beside("backup.unfinished"))).toThrow(/not finished/);
  const { target } = await state.backUp("backup");
  expect(readdirSync(target).toSorted()).toEqual(["data", "manifest.json", "secrets.json"]);
});

test("a disk without room is told before anything is copied", () => {
  expect(() => requireRoom(state.path, Number.MAX_SAFE_INTEGER)).toThrow(
    /has room for .* MiB, and .* are needed/,
  );
  expect(() => requireRoom(state.path, 1)).not.toThrow();
});

test("damage of a database is found, and to look for it leaves no file beside it", async () => {
  for (let row = 0; row < 50; row += 1) state.write(BOOK);
  const { target } = await state.backUp("backup");
  const folder = join(target, "data/do/tributary-AccountBook");
  const file = join(folder, "1.sqlite");
  expect(damageOf(file)).toBeNull();
  damage(file);
  expect(damageOf(file)).toMatch(/\w/);
  expect(readdirSync(folder)).toEqual(["1.sqlite"]);
});

test("long work says now and then how far it is", () => {
  const said: string[] = [];
  const clock = { nowMs: 0 };
  const progress = new Progress(
    (line) => said.push(line),
    () => clock.nowMs,
  );
  progress.expect(3);
  progress.done(1_048_576);
  clock.nowMs = 2_000;
  progress.within("a.sqlite", 0.5);
  progress.done(1_048_576);
  clock.nowMs = 4_000;
  progress.done(1_048_576);
  expect(said).toEqual(["50 % of a.sqlite", "3 of 3 files, 3.0 MiB"]);
});

/** Overwrites pages in the middle. */
function damage(file: string): void {
  const bytes = readFileSync(file);
  bytes.fill(0x5a, 4_096, 4_096 * 6);
  writeFileSync(file, bytes);
}
