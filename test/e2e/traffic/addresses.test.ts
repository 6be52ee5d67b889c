/**
 * From the files of a service nobody learns from which addresses people came, once its process is gone and with it the salts,
 * which are in memory alone. All keys and bytes that lie there may be used. What a day changes is that salts go, and no file.
 */
import { createHmac } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runService, type RunningService, temporaryStateDirectory } from "../../support/service.ts";
import { call } from "../call.ts";
import { tap } from "./taps.ts";

const PROGRAM = "addressed";
const BASE = `/v1/programs/${PROGRAM}`;
const NUMBERS = [1, 2, 3];
/** Of 198.51.0.0/16. */
const ADDRESSES = Array.from({ length: 12 }, (_, place) => `198.51.${17 * (place + 1)}.${19 * (place + 1)}`);
const ALL = Array.from({ length: 65_536 }, (_, rest) => `198.51.${rest >> 8}.${rest & 255}`);

const state = temporaryStateDirectory();
let running: RunningService | undefined;
let files: Buffer[] = [];
/** All of them together. */
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
  for (const [place, address] of ADDRESSES.entries()) {
    const { token } = await tap(`${url}/s/${slug}`, { "cf-connecting-ip": address });
    const order = { orderId: `o-${place}`, customerId: `buyer-${place}`, amount: 10_000, currency: "CNY" };
    await call(url, "POST", `${BASE}/conversions`, { ...order, clickToken: token });
  }
  const listed = async (): Promise<number> => (await call(url, "GET", `${BASE}/orders?limit=50`)).data.length;
  while ((await listed()) < ADDRESSES.length) await wait(100);
  // Killed, and not stopped: logs of databases stay as they are.
  await running.kill();
  files = [...filesBelow(join(state.path))].map((file) => readFileSync(file));
  stored = Buffer.concat(files);
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

/** Whatever in the files may be a key: what is written as Base64 or hex, and what looks like chance. */
function possibleKeys(): Buffer[] {
  const text = stored.toString("latin1");
  const keys = new Map<string, Buffer>();
  const add = (key: Buffer) => void keys.set(key.toString("latin1"), key);
  for (const [word] of text.matchAll(/[A-Za-z0-9+/_-]{43}=?/g)) add(Buffer.from(word, "base64"));
  for (const [word] of text.matchAll(/[0-9a-f]{64}/g)) add(Buffer.from(word, "hex"));
  return [...keys.values()].filter(({ length }) => length === 32);
}

/** The keys of the service, and what was once made of them for a day. */
function ownKeys(): Buffer[] {
  const secrets = JSON.parse(readFileSync(join(state.path, "secrets.json"), "utf8")) as Record<
    string,
    string
  >;
  const keys = ["TOKEN_KEYS", "CHECK_KEY", "DATA_KEY"].map((name) =>
    Buffer.from((secrets[name] ?? "").replace(/^\d+:/, ""), "base64"),
  );
  const day = String(Math.floor(Date.now() / 86_400_000));
  return [...keys, ...keys.map((key) => hashed(key, "daily-salt", day))];
}

function hashed(key: Buffer, purpose: string, text: string): Buffer {
  return createHmac("sha256", key).update(`${purpose}\0${text}`).digest();
}

/** Eight bytes of an alias, as bytes and as the hex that queues carry. */
function liesThere(alias: Buffer, windows: ReadonlySet<string>): boolean {
  return windows.has(alias.toString("hex"));
}

/** Every run of 16 hex digits. */
function aliases(): Set<string> {
  return new Set(
    [...stored.toString("latin1").matchAll(/(?=([0-9a-f]{16}))/g)].map(([, alias = ""]) => alias),
  );
}

test("no key that lies there makes the name of any of the 65,536 addresses that lies there", () => {
  const windows = aliases();
  const found: string[] = [];
  const purposes = NUMBERS.flatMap((program) => [`network:${program}`, `network-tag:${program}`, "network"]);
  for (const key of ownKeys().slice(0, 3))
    for (const purpose of ["network:1", "network"])
      for (const address of ALL)
        if (liesThere(hashed(key, purpose, address).subarray(0, 8), windows)) found.push(address);
  // Of theirs alone: whichever key finds one of all finds these.
  for (const key of [...ownKeys(), ...possibleKeys()])
    for (const purpose of purposes)
      for (const address of ADDRESSES)
        if (liesThere(hashed(key, purpose, address).subarray(0, 8), windows)) found.push(address);
  expect(found).toEqual([]);
});
