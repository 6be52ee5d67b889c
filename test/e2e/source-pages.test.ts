/** Who follows the page on a source, command by command, has a commission by the first webhook that its vendor signs. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Stripe } from "stripe";
import { Aes, Formatter, Rsa } from "wechatpay-axios-plugin";
import { afterAll, beforeAll, expect, test } from "vitest";
import { typeInto } from "../support/guide.ts";
import { ADMIN_TOKEN, type RunningService, runService, temporaryStateDirectory } from "../support/service.ts";
import { Payment } from "../support/stripe/payment.ts";
import { API_V3_KEY, BY_PUBLIC_KEY } from "../support/wechatpay/keys.ts";
import { notificationOf, paidOf } from "../support/wechatpay/notification.ts";
import { tokenOf } from "./traffic/taps.ts";

const PAGES = resolve(import.meta.dirname, "../../docs/sources");
/** As the pages write the host and the program of their readers. */
const WRITTEN_ORIGIN = "https://track.shop.example";
const WRITTEN_PROGRAM = /\b(programs|webhooks)\/shop\b/g;

const state = temporaryStateDirectory();
let service: RunningService;

beforeAll(async () => {
  service = await runService("start", state.path);
});

afterAll(async () => {
  await service.kill();
  state.remove();
});

async function made(path: string, token: string, body: unknown): Promise<Record<string, string>> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const answer = await fetch(`${service.url}${path}`, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
  });
  expect([path, answer.status]).toEqual([path, 201]);
  return (await answer.json()) as Record<string, string>;
}

interface OpenedProgram {
  readonly id: string;
  readonly apiKey: string;
  readonly promoterId: string;
  readonly token: string;
}

/** A program of 10 %, with a promoter whose link was tapped. */
async function openProgram(id: string, currency: string): Promise<OpenedProgram> {
  const { apiKey = "" } = await made("/v1/programs", ADMIN_TOKEN, {
    id,
    name: "Shop",
    currency,
    allowedHosts: ["shop.example"],
  });
  const rules = [{ id: "base", scope: {}, levels: [{ level: 1, kind: "percentage", rateBps: 1_000 }] }];
  await fetch(`${service.url}/v1/programs/${id}/commission-rules`, {
    method: "PUT",
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
    body: JSON.stringify({ rules }),
  });
  const promoter = await made(`/v1/programs/${id}/promoters`, apiKey, { memberId: "lin" });
  const promoterId = promoter["id"] ?? "";
  const destination = "https://shop.example/";
  const { url = "" } = await made(`/v1/programs/${id}/links`, apiKey, { promoterId, destination });
  return { id, apiKey, promoterId, token: await tokenOf(`${service.url}${new URL(url).pathname}`) };
}

/** Types the commands of a page into a shell, as its readers do. */
async function follow(page: string, { id, apiKey }: OpenedProgram, before: readonly string[] = []) {
  const text = readFileSync(resolve(PAGES, page), "utf8");
  const commands = [...text.matchAll(/^```sh\n(.*?)^```$/gms)]
    .map(([, block = ""]) =>
      block.replaceAll(WRITTEN_ORIGIN, service.url).replaceAll(WRITTEN_PROGRAM, `$1/${id}`),
    )
    .filter((block) => block.startsWith("curl"))
    .map((command) => command.replace("curl", "curl -sS"));
  const typed = [`export KEY=${apiKey}`, ...before, ...commands];
  const { printed, complaints } = await typeInto(["bash", "--norc"], typed, service.url);
  expect(complaints).toBe("");
  return { text, commands, printed };
}

test("the page on Stripe connects an account, and a checkout that carries a token pays its promoter", async () => {
  const program = await openProgram("shop", "USD");
  const { text, commands, printed } = await follow("stripe.md", program);
  expect(commands).toHaveLength(3);
  expect(printed).toContain('"configured":true');
  expect(printed).toContain('"promo_1QLkTz2eZvKYlo2C":"LILEI10"');
  const [, secret = ""] = /"secret":"(whsec_\w+)"/.exec(text) ?? [];
  const atS = Math.floor(Date.now() / 1_000) + 1;
  const payment = new Payment({
    name: "first",
    currency: "usd",
    total: 12_000,
    tax: 2_000,
    atS,
    metadata: { tby: program.token },
  });
  const payload = JSON.stringify(payment.sessionCompleted());
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret });
  const answer = await fetch(`${service.url}/webhooks/shop/stripe`, {
    method: "POST",
    headers: { "stripe-signature": signature },
    body: payload,
  });
  const commissions = [{ promoterId: program.promoterId, amount: 1_000 }];
  expect([answer.status, await answer.json()]).toMatchObject([
    200,
    { results: [{ orderId: payment.intent, status: "accepted", commissions }] },
  ]);
});

test("the page on WeChat Pay connects a merchant, and a payment whose attach carries a token pays its promoter", async () => {
  const program = await openProgram("tea", "CNY");
  const downloads = mkdtempSync(join(tmpdir(), "tributary-downloads-"));
  writeFileSync(join(downloads, "pub_key.pem"), BY_PUBLIC_KEY.shown.slice(BY_PUBLIC_KEY.serial.length + 1));
  const before = [`cd ${downloads}`, `export API_V3_KEY=${API_V3_KEY}`];
  const { commands, printed } = await follow("wechatpay.md", program, before);
  rmSync(downloads, { recursive: true });
  expect(commands).toHaveLength(2);
  expect(printed).toContain('"source":"wechatpay","configured":true');
  const atS = Math.floor(Date.now() / 1_000) + 1;
  const attach = JSON.stringify({ tby: program.token.split(".")[0], c: "user-77" });
  const { resource, ...notification } = notificationOf(
    "TRANSACTION.SUCCESS",
    paidOf("A1", { attach, atS }),
    atS,
  );
  const { nonce, associated_data: associated } = resource;
  const ciphertext = Aes.AesGcm.encrypt(
    JSON.stringify(paidOf("A1", { attach, atS })),
    API_V3_KEY,
    nonce,
    associated,
  );
  const body = JSON.stringify({ ...notification, resource: { ...resource, ciphertext } });
  const [timestamp, random] = [Formatter.timestamp(), Formatter.nonce()];
  const answer = await fetch(`${service.url}/webhooks/tea/wechatpay`, {
    method: "POST",
    headers: {
      "wechatpay-timestamp": String(timestamp),
      "wechatpay-nonce": random,
      "wechatpay-serial": BY_PUBLIC_KEY.serial,
      "wechatpay-signature": Rsa.sign(Formatter.response(timestamp, random, body), BY_PUBLIC_KEY.privateKey),
    },
    body,
  });
  const commissions = [{ promoterId: program.promoterId, amount: 1_000 }];
  expect([answer.status, await answer.json()]).toMatchObject([
    200,
    { code: "SUCCESS", results: [{ orderId: "A1", status: "accepted", commissions }] },
  ]);
});

test("the page on other checkouts tries settings, puts them, and gives a secret", async () => {
  const program = await openProgram("bar", "CNY");
  const { commands, printed } = await follow("custom.md", program);
  expect(commands).toHaveLength(3);
  // 24.99 less 5 of shipping.
  expect(printed).toContain('"content":{"orderId":"1001","amount":1999');
  expect(printed).toContain('"header":"X-Shop-Signature"');
  expect(printed).toContain('"source":"custom"');
});
