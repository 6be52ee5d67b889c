/**
 * From the files of a service nobody learns from which addresses people came, once its process is gone. With it the salts are gone,
 * which are in memory alone. All keys and bytes that lie there may be used. What a day changes is that salts go, and no file.
 */
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DatabaseSync } from "node:sqlite";
import { dayOfNetwork } from "../../../domain/risk/network-of-day.ts";
import { networkAlias, networkTag } from "../../../worker/platform/network-names.ts";
import { runService, type RunningService, temporaryStateDirectory } from "../../support/service.ts";
import { call } from "../call.ts";
import { clicksCounted, tap } from "./taps.ts";

const PROGRAM = "addressed";
const BASE = `/v1/programs/${PROGRAM}`;
/** The program's number, and those that it might have. */
const NUMBERS = [1, 2, 3];
/** Of 198.51.0.0/16. */
const ADDRESSES = Array.from({ length: 12 }, (_, place) => `198.51.${17 * (place + 1)}.${19 * (place + 1)}`);
/** Of another network, and without an order. */
const ELSEWHERE = "203.0.113.9";
const ALL = Array.from({ length: 65_536 }, (_, rest) => `198.51.${rest >> 8}.${rest & 255}`);

const state = temporaryStateDirectory();
let running: RunningService | undefined;
/** All that lies in its files. */
let stored: Buffer = Buffer.alloc(0);

beforeAll(async () => {
  running = await runService("start", state.path, { TRUSTED_PROXIES: "cloudflare" });
  const { url } = running;
  await call(url, "POST", "/v1/programs", {
    id: PROGRAM,
    name: "Addressed",
    currency: "CNY",
    allowedHosts: ["shop.example"],
  });
  const levels = [{ level: 1, kind: "percentage", rateBps: 1_000 }];
  await call(url, "PUT", `${BASE}/commission-rules`, { rules: [{ id: "all", scope: {}, levels }] });
  const { id: promoterId } = await call(url, "POST", `${BASE}/promoters`, { memberId: "seller" });
  const { slug } = await call(url, "POST", `${BASE}/links`, {
    promoterId,
    destination: "https://shop.example/tea",
  });
  // Whoever counts a click has asked for the salt of the day before: those who tap now get a tag.
  await tap(`${url}/s/${slug}`, { "cf-connecting-ip": ELSEWHERE });
  while ((await clicksCounted(url)) === 0) await wait(100);
  for (const [place, address] of ADDRESSES.entries()) {
    const { token } = await tap(`${url}/s/${slug}`, { "cf-connecting-ip": address });
    const order = { orderId: `o-${place}`, customerId: `buyer-${place}`, amount: 10_000, currency: "CNY" };
    await call(url, "POST", `${BASE}/conversions`, { ...order, clickToken: token });
  }
  const listed = async (): Promise<number> => (await call(url, "GET", `${BASE}/orders?limit=50`)).data.length;
  while ((await listed()) < ADDRESSES.length) await wait(100);
  // Killed, and not stopped: logs of databases stay as they are.
  await running.kill();
  stored = Buffer.concat([...filesBelow(state.path)].map((file) => readFileSync(file)));
});

afterAll(async () => {
  await running?.kill();
  state.remove();
});

/** Files that the service wrote: not the Worker that was put there. */
function* filesBelow(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !path.startsWith(join(folder, "bundle"))) yield path;
  }
}

test("the orders and clicks of these people lie in the files", () => {
  for (const place of ADDRESSES.keys()) expect(stored.includes(`buyer-${place}`)).toBe(true);
});

test("none of the 65,536 addresses of their /16 lies there as text, and none of theirs in hex or Base64", () => {
  const text = stored.toString("latin1");
  const spelled = new Set(text.match(/198\.51\.\d{1,3}\.\d{1,3}/g));
  expect([...spelled]).toEqual([]);
  for (const address of ADDRESSES) {
    const bytes = Buffer.from(address.split(".").map(Number));
    for (const spelling of [bytes.toString("hex"), Buffer.from(address).toString("base64").slice(0, 14)])
      expect(text).not.toContain(spelling);
  }
});

/** Whatever in the files may be a key: what is written as Base64 or hex, as long as a key is. */
function possibleKeys(): Buffer[] {
  const text = stored.toString("latin1");
  const keys = new Map<string, Buffer>();
  const add = (key: Buffer) => void keys.set(key.toString("latin1"), key);
  for (const [word] of text.matchAll(/[A-Za-z0-9+/_-]{43}=?/g)) add(Buffer.from(word, "base64"));
  for (const [word] of text.matchAll(/[0-9a-f]{64}/g)) add(Buffer.from(word, "hex"));
  return [...keys.values()].filter(({ length }) => length === 32);
}

/** The keys that the service was started with. */
function ownKeys(): Buffer[] {
  const text = readFileSync(join(state.path, "secrets.json"), "utf8");
  const secrets = JSON.parse(text) as Record<string, string>;
  return ["TOKEN_KEYS", "CHECK_KEY", "DATA_KEY"].map((name) =>
    Buffer.from((secrets[name] ?? "").replace(/^\d+:/, ""), "base64"),
  );
}

/** The tags of the networks that the orders came from, as the read model keeps them, each with its address. */
function storedTags(): [address: string, tag: number][] {
  const databases = [...filesBelow(state.path)].filter((file) => file.endsWith(".sqlite"));
  const rows = databases.flatMap((file) => {
    const database = new DatabaseSync(file);
    const has = database
      .prepare("SELECT 1 FROM pragma_table_info('orders') WHERE name = 'click_network'")
      .get();
    const found =
      has === undefined
        ? []
        : database
            .prepare(
              "SELECT order_id AS id, click_network AS network FROM orders WHERE click_network IS NOT NULL",
            )
            .all();
    database.close();
    return found;
  });
  return rows.map(({ id, network }) => [
    ADDRESSES[Number(String(id).replace("o-", ""))] ?? "",
    dayOfNetwork(Number(network)).networkTag,
  ]);
}

/** How many of the addresses a key says the tags of, were it the salt of the day, under the best of the program's numbers. */
function explained(key: Buffer, tags: readonly (readonly [address: string, tag: number])[]): number {
  const counts = NUMBERS.map(
    (program) => tags.filter(([address, tag]) => networkTag(key, program, address) === tag).length,
  );
  return Math.max(...counts);
}

test("the 16-bit tags of networks lie there, and nothing that may be a key says which address has which", () => {
  const tags = storedTags();
  expect(tags.map(([address]) => address).sort()).toEqual([...ADDRESSES].sort());
  const keys = [...ownKeys(), ...possibleKeys()];
  // By chance a key is right of one in 65,536; the salt itself would be right of all.
  for (const key of keys) expect(explained(key, tags)).toBeLessThan(3);
  const salt = randomBytes(32);
  const ofSalt = ADDRESSES.map((address) => [address, networkTag(salt, 1, address) ?? -1] as const);
  expect(explained(salt, ofSalt)).toBe(ADDRESSES.length);
});

test("under every key of the service the tags fit other addresses of the /16 as well as theirs", () => {
  const tags = new Set(storedTags().map(([, tag]) => tag));
  for (const key of ownKeys()) {
    // A tag has one address of a /16 in the mean: of each number as many fit as there are tags, and they are others.
    const fitting = NUMBERS.flatMap((program) =>
      ALL.filter((address) => tags.has(networkTag(key, program, address) ?? -1)),
    );
    expect(fitting.filter((address) => ADDRESSES.includes(address)).length).toBeLessThan(3);
    expect(fitting.length).toBeGreaterThan(ADDRESSES.length);
  }
});

/** Of some addresses, those whose alias under one of the keys lies among bytes, in hex or as it is. */
function found(bytes: Buffer, keys: readonly Buffer[], addresses: readonly string[]): string[] {
  const text = bytes.toString("latin1");
  const inHex = new Set([...text.matchAll(/(?=([0-9a-f]{16}))/g)].map(([, alias = ""]) => alias));
  const asBytes = new Set<bigint>();
  for (let at = 0; at + 8 <= bytes.length; at += 1) asBytes.add(bytes.readBigUInt64BE(at));
  return addresses.filter((address) =>
    keys.some((key) =>
      NUMBERS.some((program) => {
        const alias = networkAlias(key, program, address);
        return inHex.has(alias) || asBytes.has(BigInt(`0x${alias}`));
      }),
    ),
  );
}

test("none of the service's keys makes the alias of any of the 65,536 addresses that lies there", () => {
  expect(found(stored, ownKeys(), ALL)).toEqual([]);
});

test("nothing that may be a key in the files makes an alias of theirs that lies there", () => {
  const keys = possibleKeys();
  expect(keys.length).toBeGreaterThan(0);
  expect(found(stored, keys, ADDRESSES)).toEqual([]);
});

test("an alias whose salt is known would be found, in hex and as it is", () => {
  const salt = randomBytes(32);
  const [first = "", second = ""] = ADDRESSES;
  const hex = Buffer.from(networkAlias(salt, 1, first));
  const raw = Buffer.from(networkAlias(salt, 2, second), "hex");
  expect(found(Buffer.concat([stored.subarray(0, 999), hex, raw]), [salt], ALL)).toEqual([first, second]);
});
