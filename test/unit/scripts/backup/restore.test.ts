import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { KNOWN_STEPS } from "../../../../scripts/backup/known-schemas.ts";
import { readManifest } from "../../../../scripts/backup/manifest.ts";
import { restoreBackup } from "../../../../scripts/backup/restore-backup.ts";
import { CONFIG, databases, LEDGER, progress, rowsOf, State } from "./state.ts";

let state: State;
let backup: string;

beforeEach(async () => {
  state = new State();
  ({ target: backup } = await state.backUp("backup"));
});

afterEach(() => {
  state.remove();
});

const target = (): string => state.beside("restored");

async function restore(replaces = false, from = backup) {
  return await restoreBackup({
    backup: from,
    stateDirectory: target(),
    replaces,
    project: { databases },
    progress,
  });
}

/** Names that a person would look at: not the lock. */
function contents(folder = target()): string[] {
  return readdirSync(folder)
    .filter((name) => !name.startsWith("lock.sqlite"))
    .toSorted();
}

function changeManifest(change: (manifest: ReturnType<typeof readManifest>) => object): void {
  const changed = change(readManifest(backup));
  writeFileSync(join(backup, "manifest.json"), JSON.stringify(changed));
}

test("a backup becomes the state of an empty folder, for its owner alone", async () => {
  expect((await restore()).movedTo).toBeNull();
  expect(contents()).toEqual(["data", "secrets.json"]);
  expect(rowsOf(join(target(), "data", LEDGER))).toBe(1);
  expect(statSync(join(target(), "secrets.json")).mode & 0o777).toBe(0o600);
});

test("state is not written over, but moved aside when that is asked for", async () => {
  await restore();
  writeFileSync(join(target(), "secrets.json"), "older");
  await expect(restore()).rejects.toThrow(/holds state\. Choose an empty STATE_DIR, or add --replace/);
  expect(readFileSync(join(target(), "secrets.json"), "utf8")).toBe("older");
  const { movedTo } = await restore(true);
  expect(readFileSync(join(movedTo ?? "", "secrets.json"), "utf8")).toBe("older");
  expect(rowsOf(join(movedTo ?? "", "data", LEDGER))).toBe(1);
  expect(readFileSync(join(target(), "secrets.json"), "utf8")).toBe("{}\n");
});

test("a backup of which one byte changed is refused, and nothing is changed", async () => {
  const file = join(backup, "data", LEDGER);
  const bytes = readFileSync(file);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  writeFileSync(file, bytes);
  await expect(restore()).rejects.toThrow(/is not as it was when the backup was made\. Nothing was changed/);
  expect(contents()).toEqual([]);
});

test("a database that is not whole is refused, whatever its sum", async () => {
  const broken = Buffer.alloc(8_192, 7);
  writeFileSync(join(backup, "data", LEDGER), broken);
  const sha256 = createHash("sha256").update(broken).digest("hex");
  changeManifest((manifest) => ({
    ...manifest,
    files: manifest.files.map((file) => (file.path === `data/${LEDGER}` ? { ...file, sha256 } : file)),
  }));
  await expect(restore()).rejects.toThrow(/is no whole database: .*\. Nothing was changed/);
  expect(contents()).toEqual([]);
});

test("a backup that lacks a file is refused", async () => {
  rmSync(join(backup, "data", LEDGER));
  await expect(restore()).rejects.toThrow(/CommissionLedger\/1\.sqlite is missing\. Nothing was changed/);
});

test("a backup that newer code migrated is refused, and the migration is named", async () => {
  changeManifest((manifest) => ({
    ...manifest,
    version: "9.0.0",
    migrations: { ...manifest.migrations, CONFIG: ["0001_config.sql", "0999_of_tomorrow.sql"] },
  }));
  await expect(restore()).rejects.toThrow(
    /made by Tributary 9\.0\.0, .* does not know CONFIG\/0999_of_tomorrow\.sql\. Restore it with that version/,
  );
  expect(existsSync(target())).toBe(false);
});

test.each([
  ["CommissionLedger", 99, /does not know step 99 of the schema of CommissionLedger, after \d+\./],
  ["Oracle", 1, /does not know objects of the class Oracle\./],
] as const)(
  "a backup whose objects newer code wrote is refused, and the schema is named: %s %i",
  async (name, steps, sentence) => {
    changeManifest((manifest) => ({ ...manifest, version: "9.0.0", schemaSteps: { [name]: steps } }));
    await expect(restore()).rejects.toThrow(sentence);
    expect(existsSync(target())).toBe(false);
  },
);

test("a backup of the very code, of every class of objects, is not refused for its schemas", async () => {
  changeManifest((manifest) => ({ ...manifest, schemaSteps: KNOWN_STEPS }));
  await restore();
  expect(Object.keys(KNOWN_STEPS).toSorted((a, b) => a.localeCompare(b))).toEqual([
    "AccountBook",
    "ClickGuard",
    "CommissionLedger",
    "Journey",
    "Notifier",
    "ReferralTree",
    "WebhookEndpoint",
  ]);
});

const REGISTER =
  "CREATE TABLE IF NOT EXISTS promoter_numbers (program_id TEXT PRIMARY KEY, taken INTEGER NOT NULL) STRICT";

/** Numbers that were given to promoters, by program. */
function taken(folder: string): Record<string, number> {
  const database = new DatabaseSync(join(folder, "data", CONFIG));
  const rows = database.prepare("SELECT program_id AS id, taken FROM promoter_numbers").all();
  database.close();
  return Object.fromEntries(rows.map(({ id, taken: last }) => [String(id), Number(last)]));
}

async function backUpWithRegister(): Promise<void> {
  state.database(CONFIG).exec(`${REGISTER}; INSERT INTO promoter_numbers VALUES ('tea', 64), ('rice', 128)`);
  ({ target: backup } = await state.backUp("with numbers"));
}

test("numbers that the replaced state gave since the backup are never given again", async () => {
  await backUpWithRegister();
  await restore();
  const later = new DatabaseSync(join(target(), "data", CONFIG));
  later.exec("DELETE FROM promoter_numbers");
  later.exec("INSERT INTO promoter_numbers VALUES ('tea', 9000000000), ('made since', 64)");
  later.close();
  const known = taken(target());
  await restore(true);
  expect(taken(target())).toEqual({ ...known, rice: 128 });
  expect(readdirSync(join(target(), "data", dirname(CONFIG)))).not.toContainEqual(
    expect.stringMatching(/-wal$/),
  );
});

test("where the replaced state is not there, all numbers are left out that can have been given since", async () => {
  await backUpWithRegister();
  changeManifest((manifest) => {
    const hourAgo = new Date(Date.now() - 3_600_000).toISOString();
    return { ...manifest, pinned: { from: hourAgo, to: hourAgo } };
  });
  await restore();
  const { tea = 0, rice = 0 } = taken(target());
  expect([tea >= 64 + 36_000_000, rice - tea]).toEqual([true, 64]);
});

test("a backup of a later format is refused, and what is more than this code knows is not", async () => {
  changeManifest((manifest) => ({ ...manifest, note: "made on a Monday" }));
  await restore();
  changeManifest((manifest) => ({ ...manifest, format: 2 }));
  await expect(restore(true)).rejects.toThrow(/of a newer Tributary \(format 2\)/);
});

test.each([
  "../outside.sqlite",
  "data/../../outside.sqlite",
  "/etc/outside.sqlite",
  "data/.hidden.sqlite",
  "bundle",
])("a manifest that names %s is refused", async (path) => {
  changeManifest((manifest) => ({ ...manifest, files: manifest.files.map((file) => ({ ...file, path })) }));
  await expect(restore()).rejects.toThrow(/manifest\.json is damaged/);
});

test("a manifest that is no JSON, and a folder without one, are refused", async () => {
  writeFileSync(join(backup, "manifest.json"), '{"format":1,');
  await expect(restore()).rejects.toThrow(/is no JSON/);
  mkdirSync(state.beside("empty"));
  await expect(restore(false, state.beside("empty"))).rejects.toThrow(
    /is no backup, or one that was not finished/,
  );
});

test("a restore that was broken off can be done again", async () => {
  await restore();
  mkdirSync(join(target(), "restoring"));
  await restore(true);
  expect(contents()).not.toContain("restoring");
});
