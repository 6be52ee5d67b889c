/** Who follows the page on a source, command by command, has a commission by the first webhook that its vendor signs. */
import { createHmac } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Stripe } from "stripe";
import { Aes, Formatter, Rsa } from "wechatpay-axios-plugin";
import { afterAll, beforeAll, expect, test } from "vitest";
import { typeInto } from "../support/guide.ts";
import { ADMIN_TOKEN, type RunningService, runService, temporaryStateDirectory } from "../support/service.ts";
import { orderBody as shopifyOrder } from "../support/shopify/bodies.ts";
import { SHOPIFY, WOOCOMMERCE } from "../support/sources/signers.ts";
import { Payment } from "../support/stripe/payment.ts";
import { API_V3_KEY, BY_PUBLIC_KEY } from "../support/wechatpay/keys.ts";
import { notificationOf, paidOf } from "../support/wechatpay/notification.ts";
import { orderBody as wooOrder } from "../support/woocommerce/bodies.ts";
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

/** As the page writes the signing secret of its reader's account. */
const SECRET = "whsec_5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH";

/** Stripe tells of a payment of 100.00 with 20.00 of tax that carries a token, as `stripe trigger` lets it. */
async function trigger(program: string, intent: string, tby: string): Promise<unknown> {
  const facts = { currency: "usd", total: 12_000, tax: 2_000, metadata: { tby } };
  const atS = Math.floor(Date.now() / 1_000) + 1;
  const payment = new Payment({ ...facts, name: intent, atS });
  const payload = JSON.stringify(payment.sessionCompleted({ payment_intent: intent }));
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret: SECRET });
  const answer = await fetch(`${service.url}/webhooks/${program}/stripe`, {
    method: "POST",
    headers: { "stripe-signature": signature },
    body: payload,
  });
  expect(answer.status).toBe(200);
  return await answer.json();
}

/** The one section of a page that begins with nothing at all. */
const FROM_NOTHING = /^## From nothing to the first order\n.*?(?=^## )/ms;

/** Types the commands of a page into a shell, as readers do who have a program. */
async function follow(page: string, { id, apiKey }: OpenedProgram, before: readonly string[] = []) {
  const text = readFileSync(resolve(PAGES, page), "utf8").replace(FROM_NOTHING, "");
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
  expect(text).toContain(`"secret":"${SECRET}"`);
  const answer = await trigger("shop", "pi_page", program.token);
  const commissions = [{ promoterId: program.promoterId, amount: 1_000 }];
  expect(answer).toMatchObject({ results: [{ orderId: "pi_page", status: "accepted", commissions }] });
});

test("from nothing the page on Stripe leads to a first order by as many commands as it says", async () => {
  const text = readFileSync(resolve(PAGES, "stripe.md"), "utf8");
  const [section = ""] = FROM_NOTHING.exec(text) ?? [];
  const lines = [...section.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, block = ""]) =>
    block.replaceAll(" \\\n", " ").trim().split("\n"),
  );
  expect(lines).toHaveLength(Number(/it takes (\d+) commands/.exec(text)?.[1]));
  // What stands for a program is written as the page has it. Here another test has that one.
  const forged = { "Bearer secret": `Bearer ${ADMIN_TOKEN}`, '"id":"shop"': '"id":"new"', "/shop/": "/new/" };
  const known: Record<string, string> = { "whsec_…": SECRET };
  const type = async (command: string) => {
    const typed = Object.entries({ ...forged, ...known }).reduce(
      (told, [written, read]) => told.replaceAll(written, read),
      command,
    );
    const key = `export KEY=${known["tk_…"] ?? ""}`;
    const { printed, complaints } = await typeInto(
      ["bash", "--norc"],
      [key, typed.replace("curl", "curl -sS")],
      service.url,
    );
    expect([typed, complaints]).toEqual([typed, ""]);
    return printed;
  };
  const ofCurl = lines.filter((line) => line.startsWith("curl"));
  expect(ofCurl).toHaveLength(6);
  const [program = "", rules = "", secret = "", promoter = "", link = "", wallet = ""] = ofCurl;
  known["tk_…"] = JSON.parse(await type(program)).apiKey;
  expect(JSON.parse(await type(rules)).rules).toHaveLength(1);
  expect(JSON.parse(await type(secret)).source).toBe("stripe");
  known["pr_…"] = JSON.parse(await type(promoter)).id;
  const token = await tokenOf(JSON.parse(await type(link)).url);
  await trigger("new", "pi_first", token);
  await expect.poll(async () => JSON.parse(await type(wallet)).pending).toBe(1_000);
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

test("the page on Shopify connects a shop, and an order whose note attribute carries the token pays its promoter", async () => {
  const program = await openProgram("cafe", "USD");
  const { text, commands, printed } = await follow("shopify.md", program);
  expect(commands).toHaveLength(3);
  // That of the app beside that of the shop.
  expect(printed).toContain('"oldSecretExpiresAt":null');
  expect(printed).toContain('"source":"shopify","configured":true');
  expect(text).toContain(`"secret":"${SHOPIFY.secret}"`);
  // The lines of the theme name the cart's attribute, which Shopify hands on as a note attribute.
  expect(text).toContain("attributes: { tby }");
  const body = JSON.stringify(
    shopifyOrder(
      {
        id: 1_001,
        currency: "USD",
        total: "115.00",
        lines: [{ price: "100.00", tax: "10.00" }],
        placedAt: new Date(Date.now() + 1_000).toISOString(),
      },
      { note_attributes: [{ name: "tby", value: program.token }] },
    ),
  );
  const answer = await fetch(`${service.url}/webhooks/cafe/shopify`, {
    method: "POST",
    headers: {
      [SHOPIFY.signatureHeader]: createHmac("sha256", SHOPIFY.secret).update(body).digest("base64"),
      [SHOPIFY.topicHeader]: "orders/paid",
    },
    body,
  });
  const commissions = [{ promoterId: program.promoterId, amount: 1_000 }];
  expect([answer.status, await answer.json()]).toMatchObject([
    200,
    { results: [{ orderId: "1001", status: "accepted", commissions }] },
  ]);
});

test("the page on WooCommerce makes a secret, takes the sign of life, and pays the promoter of an order with the token", async () => {
  const program = await openProgram("wine", "USD");
  const { text, commands, printed } = await follow("woocommerce.md", program);
  expect(commands).toHaveLength(2);
  expect(printed).toContain('"source":"woocommerce","configured":true');
  // Shown once, and pasted into WordPress. What is saved there is told by a form that nobody signs.
  const [, secret = ""] = /"secret":"([\w-]{43})"/.exec(printed) ?? [];
  const post = async (body: string, headers: Record<string, string>) => {
    const answer = await fetch(`${service.url}/webhooks/wine/woocommerce`, { method: "POST", headers, body });
    return [answer.status, await answer.json()];
  };
  const form = { "content-type": "application/x-www-form-urlencoded" };
  expect(await post("webhook_id=3", form)).toEqual([200, { status: "ignored", reason: "ping" }]);
  expect(text).toContain("as `_tby`");
  const at = new Date(Date.now() + 1_000).toISOString().slice(0, 19);
  const meta_data = [{ id: 1, key: "_tby", value: program.token }];
  const order = wooOrder(
    { id: 12, total: "115.00", lines: [{ total: "100.00", tax: "10.00" }], modifiedAt: at },
    { date_created_gmt: at, meta_data },
  );
  const body = JSON.stringify(order);
  const commissions = [{ promoterId: program.promoterId, amount: 1_000 }];
  const signature = createHmac("sha256", secret).update(body).digest("base64");
  expect(
    await post(body, {
      [WOOCOMMERCE.signatureHeader]: signature,
      [WOOCOMMERCE.topicHeader]: "order.created",
    }),
  ).toMatchObject([200, { results: [{ orderId: "12", status: "accepted", commissions }] }]);
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
