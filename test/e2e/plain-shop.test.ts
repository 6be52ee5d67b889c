/** The example shop works when it is copied elsewhere: a share link, a form, signed webhooks, commissions. */
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  runService,
  type RunningService,
  temporaryDirectory,
  temporaryStateDirectory,
} from "../support/service.ts";
import { buyThrough, manage, post } from "../support/shops/plain-shop.ts";

const EXAMPLE = resolve(import.meta.dirname, "../../examples/plain-shop");

const state = temporaryStateDirectory();
const copy = temporaryDirectory();
const shops: ChildProcess[] = [];
let service: RunningService;

beforeAll(async () => {
  cpSync(EXAMPLE, copy.path, { recursive: true });
  service = await runService("start", state.path);
});

afterAll(async () => {
  for (const shop of shops) shop.kill();
  await service?.kill();
  state.remove();
  copy.remove();
});

/** Starts the copied shop with these settings, and answers what it prints first. */
function startShop(settings: Record<string, string>): Promise<string> {
  const env = { ...process.env, PORT: "0", TRIBUTARY_ORIGIN: service.url, ...settings };
  const shop = spawn(process.execPath, [join(copy.path, "shop.mjs")], { env });
  shops.push(shop);
  return new Promise((said, failed) => {
    shop.once("error", failed);
    for (const stream of [shop.stdout, shop.stderr]) {
      stream.once("data", (text: Buffer) => said(text.toString().trim()));
    }
  });
}

/** The address of the shop's page, as it prints it. */
async function openShop(settings: Record<string, string>): Promise<string> {
  const said = await startShop(settings);
  return /http:\S+/.exec(said)?.[0] ?? said;
}

test("a copy takes an order with the token that a share link brought, and the wallet shows who earns what", async () => {
  expect(await buyThrough(service, "copied", openShop)).toMatchObject({ held: 667 });
});

test("a shop with another secret is told that its orders are not taken", async () => {
  await manage(service, "POST", "", { id: "other", name: "Other", currency: "CNY" });
  const { origin } = new URL(
    await openShop({ PROGRAM: "other", WEBHOOK_SECRET: "whsec_bm90IHRoZSBzZWNyZXQ=" }),
  );
  const answer = await post(`${origin}/orders`);
  expect([answer.status, await answer.text()]).toEqual([502, expect.stringContaining("answered 401")]);
});

test("without its settings it says which are missing", async () => {
  expect(await startShop({ PROGRAM: "", WEBHOOK_SECRET: "" })).toContain("PROGRAM and WEBHOOK_SECRET");
});
