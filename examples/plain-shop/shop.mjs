/**
 * A whole shop in plain Node, to read and to copy. Share links lead to its product page; its server takes the order
 * and reports it to Tributary. It needs no package, and only this machine can reach it.
 */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { sendWebhook } from "./webhook.mjs";

/** Amounts are integers in the currency's minor unit: 100.01 yuan. */
const TEA = { amount: 10_001, currency: "CNY" };
const A_THIRD = 3_333;
const MOST_BYTES = 16_384;

/**
 * Opens the shop on loopback.
 *
 * @param settings `tributary` is the origin of the service, `port` 0 takes a free port.
 */
export async function openShop({ tributary, program, webhookSecret, port }) {
  const page = readFileSync(new URL("shop.html", import.meta.url), "utf8")
    .replaceAll("{{tributary}}", tributary)
    .replaceAll("{{program}}", program);
  const report = (id, type, data) => sendWebhook({ tributary, program, webhookSecret }, id, type, data);

  const server = createServer((request, response) => {
    answer(request, { page, report }).then(
      ({ status = 200, type = "application/json", body }) => {
        response.writeHead(status, { "content-type": `${type}; charset=utf-8`, "cache-control": "no-store" });
        response.end(body);
      },
      (error) => response.writeHead(502).end(error.message),
    );
  });
  await new Promise((opened, failed) => {
    server.once("error", failed).listen(port, "127.0.0.1", opened);
  });
  const host = `localhost:${server.address().port}`;
  return { host, url: `http://${host}`, close: () => server.close() };
}

async function answer(request, { page, report }) {
  const { pathname } = new URL(request.url, "http://localhost");
  if (request.method === "GET" && pathname === "/tea") return { type: "text/html", body: page };
  const [, orderId, event] = /^\/orders\/([\w-]+)\/(received|refunded)$/.exec(pathname) ?? [];
  if (request.method === "POST" && pathname === "/orders")
    return json(await buy(await form(request), report));
  if (request.method === "POST" && event !== undefined) return json(await follow(orderId, event, report));
  return { status: 404, type: "text/plain", body: "There is nothing here. The shop's page is /tea." };
}

/** A real shop takes the money first. The click tokens come from the hidden field that the SDK has filled. */
async function buy(fields, report) {
  const orderId = `order-${randomUUID().slice(0, 8)}`;
  const customerId = fields.get("customerId") || undefined;
  const order = { orderId, ...TEA, customerId, clickToken: fields.get("clickToken") ?? "" };
  const { results } = await report(`${orderId}-paid`, "order.paid", order);
  const [result] = results;
  if (result.status === "rejected") throw new Error(`Tributary rejects the order: ${result.code}`);
  return result;
}

/** What follows: the goods arrive, or a part of them comes back. Without an amount, all of it would. */
async function follow(orderId, event, report) {
  const amount = event === "refunded" ? A_THIRD : undefined;
  const { order } = await report(`${orderId}-${event}`, `order.${event}`, { orderId, amount });
  if (order === undefined) throw new Error("Tributary does not know this order so far.");
  return order;
}

async function form(request) {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += chunk;
    if (text.length > MOST_BYTES) throw new Error("The form is too large.");
  }
  return new URLSearchParams(text);
}

function json(value) {
  return { body: JSON.stringify(value) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { TRIBUTARY_ORIGIN: tributary, PROGRAM: program, WEBHOOK_SECRET: webhookSecret, PORT } = process.env;
  if (!tributary || !program || !webhookSecret) {
    console.error("Set TRIBUTARY_ORIGIN, PROGRAM and WEBHOOK_SECRET. README.md beside this file says how.");
    process.exit(1);
  }
  try {
    const shop = await openShop({ tributary, program, webhookSecret, port: Number(PORT || 8788) });
    console.log(`The shop is open: ${shop.url}/tea`);
  } catch (error) {
    console.error(`The shop cannot open: ${error.message}. Another PORT may be free.`);
    process.exit(1);
  }
}
