/** The example shop works when it is copied elsewhere: a share link, a form, signed webhooks, commissions. */
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { send, WECHAT } from "../../scripts/demo/client.ts";
import {
  ADMIN_TOKEN,
  runService,
  type RunningService,
  temporaryDirectory,
  temporaryStateDirectory,
} from "../support/service.ts";

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

// oxlint-disable-next-line typescript/no-explicit-any -- answers are checked by their values
type Json = any;

async function manage(method: string, path: string, body: object): Promise<Json> {
  const answer = await fetch(`${service.url}/v1/programs${path}`, {
    method,
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return await answer.json();
}

function post(url: string, fields: Record<string, string> = {}): Promise<Response> {
  return fetch(url, { method: "POST", body: new URLSearchParams(fields) });
}

async function answerTo(url: string, fields: Record<string, string> = {}): Promise<Json> {
  return await (await post(url, fields)).json();
}

test("a copy takes an order with the token that a share link brought, and shows who earns what", async () => {
  const program = { id: "copied", name: "Copied", currency: "CNY", settlement: { holdPeriod: "P1D" } };
  const { webhookSecret } = await manage("POST", "", program);
  const said = await startShop({ PROGRAM: "copied", WEBHOOK_SECRET: webhookSecret });
  const page = /http:\S+/.exec(said)?.[0] ?? said;
  await manage("PATCH", "/copied", { allowedHosts: [new URL(page).host] });
  const levels = [{ level: 1, kind: "percentage", rateBps: 1_000 }];
  await manage("PUT", "/copied/commission-rules", { rules: [{ id: "all", scope: {}, levels }] });
  const promoter = await manage("POST", "/copied/promoters", { memberId: "wei" });
  const link = await manage("POST", "/copied/links", { promoterId: promoter.id, destination: page });

  const tapped = await send(link.url, { headers: { "user-agent": WECHAT } });
  const landing = new URL(tapped.headers.location ?? "");
  expect(await (await fetch(landing)).text()).toContain(`${service.url}/t.js`);
  const clickToken = landing.searchParams.get("tby") ?? "";
  const { origin } = new URL(page);
  const order = await answerTo(`${origin}/orders`, { clickToken, customerId: "buyer-1" });
  expect(order).toMatchObject({
    status: "accepted",
    attribution: { basis: "touch" },
    commissions: [{ promoterId: promoter.id, level: 1, amount: 1_000, state: "pending" }],
  });
  const received = await answerTo(`${origin}/orders/${order.orderId}/received`);
  expect(received).toMatchObject({ customerId: "buyer-1", state: "held" });
  const returned = await answerTo(`${origin}/orders/${order.orderId}/refunded`);
  expect(returned).toMatchObject({ reversedAmount: 3_333, commissions: [{ kept: 667 }] });
});

test("a shop with another secret is told that its orders are not taken", async () => {
  await manage("POST", "", { id: "other", name: "Other", currency: "CNY" });
  const said = await startShop({ PROGRAM: "other", WEBHOOK_SECRET: "whsec_bm90IHRoZSBzZWNyZXQ=" });
  const { origin } = new URL(/http:\S+/.exec(said)?.[0] ?? said);
  const answer = await post(`${origin}/orders`);
  expect([answer.status, await answer.text()]).toEqual([502, expect.stringContaining("answered 401")]);
});

test("without its settings it says which are missing", async () => {
  expect(await startShop({ PROGRAM: "", WEBHOOK_SECRET: "" })).toContain("PROGRAM and WEBHOOK_SECRET");
});
