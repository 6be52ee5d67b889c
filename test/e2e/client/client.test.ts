/** The client for servers speaks to the service as people run it: calls, lists, refusals, retries, orders and messages. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CLIENT_TYPES, madeOf } from "../../../scripts/sdk/client-types.ts";
import {
  createOrderTeller,
  createTributary,
  type OrderTeller,
  type Tributary,
  type TributaryEvent,
  TributaryProblem,
  verifyWebhook,
  WebhookVerificationError,
} from "../../../sdk/node/tributary.ts";
import {
  ADMIN_TOKEN,
  PROJECT,
  runService,
  type RunningService,
  temporaryStateDirectory,
} from "../../support/service.ts";
import { ReceiverServer } from "../../support/webhooks/receiver-server.ts";

const PROGRAM = "typed-shop";
const state = temporaryStateDirectory();
const receiver = new ReceiverServer();
let running: RunningService;
let tributary: Tributary;
let shop: OrderTeller;
let endpointSecret: string;
/** Idempotency keys of the requests as they were sent, and answers that take the place of the service's. */
const sent: (string | null)[] = [];
const insteadOfAnswers: Response[] = [];

/** Refuses as a service that is busy does, once it has done what was asked: the worst moment for a repeat. */
async function overFlakyNetwork(request: Request): Promise<Response> {
  sent.push(request.headers.get("idempotency-key"));
  const answer = await fetch(request);
  return insteadOfAnswers.shift() ?? answer;
}

beforeAll(async () => {
  const host = await receiver.listen();
  running = await runService("start", state.path, { WEBHOOK_ALLOWED_HOSTS: host });
  const operator = createTributary({ origin: running.url, key: ADMIN_TOKEN });
  const made = await operator.post("/v1/programs", {
    body: { id: PROGRAM, name: "Typed", currency: "CNY", allowedHosts: ["shop.example.com"] },
  });
  const origin = running.url;
  tributary = createTributary({ origin, key: made.apiKey ?? "", program: PROGRAM, fetch: overFlakyNetwork });
  shop = createOrderTeller({ origin, program: PROGRAM, secret: made.webhookSecret ?? "" });
  await tributary.put("/v1/programs/{program}/commission-rules", {
    body: { rules: [{ id: "base", scope: {}, levels: [{ level: 1, kind: "percentage", rateBps: 1_000 }] }] },
  });
  const endpoint = await tributary.post("/v1/programs/{program}/webhook-endpoints", {
    body: { url: `http://${host}/hooks`, events: ["commission.created"] },
  });
  endpointSecret = endpoint.secret ?? "";
});

afterAll(async () => {
  await running?.kill();
  await receiver.close();
  state.remove();
});

async function promoter(memberId: string) {
  return await tributary.post("/v1/programs/{program}/promoters", { body: { memberId } });
}

test("its types are made of what the service says of itself", async () => {
  const description = await (await fetch(`${running.url}/openapi.json`)).text();
  const types = readFileSync(resolve(PROJECT, CLIENT_TYPES), "utf8");
  expect(types.split("\n", 1)[0]).toBe(madeOf(description));
});

test("an order that the shop signs becomes money in a wallet, and a message that verifies", async () => {
  const { id } = await promoter("ling");
  const couponCode = "LING";
  await tributary.post("/v1/programs/{program}/coupons", { body: { code: couponCode, promoterId: id } });
  const order = { orderId: "A1", amount: 10_001, currency: "CNY", customerId: "buyer", couponCode };
  const told = await shop.paid("A1-paid", order);
  expect(told).toMatchObject({ status: "accepted", commissions: [{ promoterId: id, amount: 1_000 }] });
  expect((await shop.paid("A1-paid", order)).status).toBe("duplicate");
  const refunded = await shop.happened("A1-refund", "order.refunded", { orderId: "A1", amount: 3_333 });
  expect(refunded?.commissions).toMatchObject([{ kept: 667 }]);
  expect(await shop.happened("B-received", "order.received", { orderId: "unknown so far" })).toBeUndefined();
  const wallet = () => tributary.get("/v1/programs/{program}/promoters/{id}/wallet", { path: { id } });
  await expect.poll(wallet).toMatchObject({ currency: "CNY", pending: 667 });
  const csv = await tributary.get("/v1/programs/{program}/promoters/{id}/journal.csv", { path: { id } });
  expect(csv).toContain("sequence");

  await expect.poll(() => receiver.received.length).toBeGreaterThan(0);
  const [{ headers, body } = { headers: {}, body: "" }] = receiver.received;
  const event: TributaryEvent = verifyWebhook([endpointSecret, "whsec_b3RoZXI="], headers, body);
  expect(event).toMatchObject({ type: "commission.created", data: { orderId: "A1", promoterId: id } });
  expect(() => verifyWebhook(endpointSecret, headers, `${body} `)).toThrow(WebhookVerificationError);
  expect(() => verifyWebhook("whsec_b3RoZXI=", new Headers(headers), body)).toThrow(WebhookVerificationError);
});

test("a write that was answered 503 once it was made is sent again under the same key, and is made once", async () => {
  const { id: promoterId } = await promoter("wei");
  const links = { query: { promoterId } };
  sent.length = 0;
  insteadOfAnswers.push(new Response("", { status: 503, headers: { "retry-after": "0" } }));
  const link = await tributary.post("/v1/programs/{program}/links", {
    body: { promoterId, destination: "https://shop.example.com/tea" },
  });
  expect(sent).toEqual([expect.any(String), sent[0]]);
  const { data } = await tributary.get("/v1/programs/{program}/links", links);
  expect(data.map(({ slug }) => slug)).toEqual([link.slug]);
  // The next write is another one.
  const body = { promoterId, destination: "https://shop.example.com/tea" };
  const second = await tributary.post("/v1/programs/{program}/links", { body, idempotencyKey: "second" });
  expect([second.slug === link.slug, sent.at(-1)]).toEqual([false, "second"]);
});

test("a list is read to its end, each entry once", async () => {
  for (const memberId of ["p1", "p2", "p3", "p4", "p5"]) await promoter(memberId);
  const names: string[] = [];
  for await (const { memberId } of tributary.list("/v1/programs/{program}/promoters", {
    query: { limit: 2 },
  }))
    names.push(memberId);
  expect(names).toEqual(expect.arrayContaining(["p1", "p2", "p3", "p4", "p5"]));
  expect(new Set(names).size).toBe(names.length);
});

test("a refusal is thrown with the service's own word for it", async () => {
  const stranger = createTributary({ origin: running.url, key: "tk_wrong", program: PROGRAM });
  const refused = await stranger.get("/v1/programs/{program}").catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(TributaryProblem);
  expect(refused).toMatchObject({ status: 401, code: "unauthorized" });
  const faulty = tributary.post("/v1/programs/{program}/promoters", { body: { memberId: ".." } });
  await expect(faulty).rejects.toMatchObject({
    code: "invalid_body",
    problem: { errors: [{ path: "memberId" }] },
  });
  const forged = createOrderTeller({ origin: running.url, program: PROGRAM, secret: "whsec_b3RoZXI=" });
  const order = { orderId: "F1", amount: 1, currency: "CNY" };
  await expect(forged.paid("F1", order)).rejects.toMatchObject({ status: 401, code: "invalid_signature" });
});
