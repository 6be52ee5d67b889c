import { afterEach, beforeEach, expect, test } from "vitest";
import { databasesAtOnce, eachPinned, type PinnedFile } from "../../../../scripts/backup/snapshot.ts";
import { fileGroups } from "../../../../scripts/backup/stored-files.ts";
import { BOOK, CONFIG, databaseFile, databases, LEDGER, State, TREE } from "./state.ts";

let state: State;

beforeEach(() => {
  state = new State();
});

afterEach(() => {
  state.remove();
});

const written = ({ database }: PinnedFile): unknown =>
  database.prepare("SELECT count(*) AS rows FROM written").get()?.["rows"];

test("what is pinned is as it was when it was pinned, whatever is committed meanwhile", async () => {
  const seen: unknown[] = [];
  await eachPinned(`${state.path}/data`, fileGroups(databases), 100, async (pinned) => {
    for (const file of [BOOK, LEDGER, TREE]) state.write(file);
    for (const one of pinned.filter(({ file }) => file.startsWith("do/"))) seen.push(written(one));
  });
  expect(seen).toEqual([1, 1, 1]);
});

test("receivers are pinned before senders, and what others name is pinned last", async () => {
  const files: string[] = [];
  await eachPinned(`${state.path}/data`, fileGroups(databases), 100, async (pinned) => {
    files.push(...pinned.map(({ file }) => file));
  });
  expect(files).toEqual([databaseFile("REPORTS"), BOOK, LEDGER, databaseFile("LINKS"), CONFIG, TREE]);
});

test("databases that cannot be held at once are handed on in parts, each once, and let go", async () => {
  const parts: string[][] = [];
  const held: PinnedFile[] = [];
  const { parts: count } = await eachPinned(
    `${state.path}/data`,
    fileGroups(databases),
    2,
    async (pinned) => {
      expect(held.every(({ database }) => !database.isOpen)).toBe(true);
      held.push(...pinned);
      parts.push(pinned.map(({ file }) => file));
    },
  );
  expect(parts.map((part) => part.length)).toEqual([2, 2, 2]);
  expect([count, new Set(parts.flat()).size]).toEqual([3, 6]);
  expect(held.every(({ database }) => !database.isOpen)).toBe(true);
});

test("an object that came to be while others were copied is in the copy", async () => {
  const files: string[] = [];
  const late = "do/tributary-ReferralTree/2.sqlite";
  await eachPinned(`${state.path}/data`, fileGroups(databases), 1, async (pinned) => {
    state.write(late);
    files.push(...pinned.map(({ file }) => file));
  });
  expect(files).toContain(late);
});

test("files of exports are no part of a copy, and neither is what the runtime notes of them", async () => {
  state.write("r2/miniflare-R2BucketObject/1.sqlite");
  const files: string[] = [];
  await eachPinned(`${state.path}/data`, fileGroups(databases), 100, async (pinned) => {
    files.push(...pinned.map(({ file }) => file));
  });
  expect(files.filter((file) => file.startsWith("r2/"))).toEqual([]);
});

test("a database that cannot be read is named, and nothing stays open", async () => {
  state.database(TREE).exec("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE");
  state.database(TREE).exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  const held: PinnedFile[] = [];
  const reading = eachPinned(`${state.path}/data`, fileGroups(databases), 1, async (pinned) => {
    held.push(...pinned);
  });
  await expect(reading).rejects.toThrow(/ReferralTree\/1\.sqlite cannot be read: .*locked/);
  expect(held.every(({ database }) => !database.isOpen)).toBe(true);
});

test("as many databases are held as files may be open, three for each, within bounds", () => {
  expect([databasesAtOnce(1_024), databasesAtOnce(100), databasesAtOnce(1_048_576)]).toEqual([
    298, 50, 2_000,
  ]);
  expect(databasesAtOnce("unlimited")).toBe(2_000);
});
