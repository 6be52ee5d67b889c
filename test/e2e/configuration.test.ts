/** A start that could not work is refused before anything listens, in sentences that say what to do. */
import { globSync, renameSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { refusedStart, runService, type Settings, temporaryStateDirectory } from "../support/service.ts";

const KEY = Buffer.alloc(32, 5).toString("base64");

let state: ReturnType<typeof temporaryStateDirectory>;

beforeEach(() => {
  state = temporaryStateDirectory();
});

afterEach(() => {
  state.remove();
});

/** What each start is given, and what it has to say of it. */
const REFUSED: [Settings, string[]][] = [
  [{ PORT: "http" }, ["PORT must be a number"]],
  [{ HANG_SECONDS: "soon" }, ["HANG_SECONDS must be a number"]],
  [
    {
      TOKEN_KEYS: "garbage",
      CHECK_KEY: "c2hvcnQ=",
      DATA_KEY: `1:${KEY},1:${KEY}`,
      ADMIN_TOKEN: "short",
      HOST: "0.0.0.0",
      SHARE_ORIGIN: "go.shop.example",
      ADMIN_HOST: "https://127.0.0.1",
      FIRST_PARTY_PREFIX: "tby",
      UPSTASH_REDIS_REST_TOKEN: "alone",
    },
    [
      "TOKEN_KEYS must read",
      "CHECK_KEY is shorter than 16 bytes",
      "DATA_KEY has two keys of the id 1",
      "ADMIN_TOKEN must have at least 16 characters",
      "SHARE_ORIGIN must be an address",
      "ADMIN_HOST must be a host",
      "FIRST_PARTY_PREFIX must be a path",
      "UPSTASH_REDIS_REST_URL and UPSTASH_REDIS_REST_TOKEN",
    ],
  ],
];

test("a start with values that could not work is refused, each by its name", async () => {
  for (const [settings, sentences] of REFUSED) {
    const { code, said } = await refusedStart(state.path, settings);
    expect([code, sentences.filter((sentence) => !said.includes(sentence))]).toEqual([1, []]);
    expect(said).not.toMatch(/\n\s+at /);
  }
});

test("data whose keys are gone, or are others, is not opened with new ones", async () => {
  const running = await runService("start", state.path);
  expect(await running.stop()).toBe(0);
  const other = await refusedStart(state.path, { DATA_KEY: `1:${KEY}` });
  expect([other.code, other.said]).toEqual([1, expect.stringContaining("DATA_KEY has another key under")]);
  const file = join(state.path, "secrets.json");
  renameSync(file, `${file}.away`);
  const bare = await refusedStart(state.path);
  expect([bare.code, bare.said]).toEqual([
    1,
    expect.stringContaining("TOKEN_KEYS, CHECK_KEY, DATA_KEY are gone"),
  ]);
  renameSync(`${file}.away`, file);
  const again = await runService("start", state.path);
  expect((await fetch(`${again.url}/readyz`)).status).toBe(200);
  await again.stop();
});

test("a database that is damaged is named, with what to do, and no stack of ours", async () => {
  const running = await runService("start", state.path);
  expect(await running.stop()).toBe(0);
  const [file = ""] = globSync(join(state.path, "data/d1/*/[0-9a-f]*.sqlite"));
  truncateSync(file, 5_000);
  const { code, said } = await refusedStart(state.path);
  expect([code, said]).toEqual([1, expect.stringContaining(`${file} is damaged: `)]);
  expect(said).toContain('restore a backup as docs/runbook.md says under "Backup and restore"');
  expect(said).not.toMatch(/\n\s+at /);
});
