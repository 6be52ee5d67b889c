/** What is delivered for Prometheus and Grafana is what they take, and asks for nothing that `/metrics` does not give. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { promtool } from "../support/monitoring/promtool.ts";
import { selectorsIn } from "../support/monitoring/promql.ts";
import { Scraped } from "../support/monitoring/scraped.ts";
import {
  ADMIN_TOKEN,
  PROJECT,
  runService,
  type RunningService,
  temporaryDirectory,
  temporaryStateDirectory,
} from "../support/service.ts";

const FILES = join(PROJECT, "deploy/monitoring");
const state = temporaryStateDirectory();
const scratch = temporaryDirectory();
let running: RunningService;
let text: string;

beforeAll(async () => {
  running = await runService("start", state.path);
  await trade();
  await vi.waitUntil(busyScrape, { interval: 500, timeout: 600_000 });
});

afterAll(async () => {
  await running?.kill();
  state.remove();
  scratch.remove();
});

async function call(method: string, path: string, body?: object, headers: Record<string, string> = {}) {
  const answer = await fetch(`${running.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const said = await answer.text();
  return { status: answer.status, body: said.startsWith("{") ? JSON.parse(said) : said };
}

/** Orders, a refund, refusals, a payout, and webhooks that are used, of no use, and wrongly signed. */
async function trade(): Promise<void> {
  const shop = { id: "tea", name: "Tea", currency: "CNY", settlement: { holdPeriod: "PT0S", minPayout: 1 } };
  const { webhookSecret } = (await call("POST", "/v1/programs", shop)).body;
  const own = "/v1/programs/tea";
  const levels = [{ level: 1, kind: "percentage", rateBps: 1_000 }];
  await call("PUT", `${own}/commission-rules`, { rules: [{ id: "base", scope: {}, levels }] });
  const { id: promoterId } = (await call("POST", `${own}/promoters`, { memberId: "wei" })).body;
  await call("POST", `${own}/coupons`, { code: "SAVE", promoterId });
  // Nobody answers there.
  await call("POST", `${own}/webhook-endpoints`, { url: "https://hooks.shop.example/", events: ["*"] });
  const order = (orderId: string, amount: number) => ({
    orderId,
    amount,
    currency: "CNY",
    couponCode: "SAVE",
  });
  const conversions = [order("a", 10_000), order("b", 5_000), order("c", -1)];
  await call("POST", `${own}/conversions`, { conversions });
  await call("POST", `${own}/conversions`, order("a", 7));
  await call("POST", `${own}/orders/b/events`, { eventId: "e", type: "refunded", amount: 5_000 });
  const once = () => ({ "idempotency-key": crypto.randomUUID() });
  const bonus = { amount: 900, kind: "bonus", reason: "a start" };
  await call("POST", `${own}/promoters/${promoterId}/adjustments`, bonus, once());
  await call("POST", `${own}/promoters/${promoterId}/payouts`, { amount: 500 }, once());
  for (const [id, currency] of [
    ["used", "CNY"],
    ["of-no-use", "USD"],
  ]) {
    const body = JSON.stringify({ type: "order.paid", data: { orderId: id, amount: 1_000, currency } });
    const at = new Date();
    const sign = (signature: string) => ({
      "webhook-id": String(id),
      "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
      "webhook-signature": signature,
    });
    const signature = new Webhook(webhookSecret).sign(String(id), at, body);
    await call("POST", "/webhooks/tea/standard", JSON.parse(body), sign(signature));
    await call("POST", "/webhooks/tea/standard", JSON.parse(body), sign("v1,AAAA"));
  }
  await call("POST", `${own}/reconciliation`, {});
}

/** Whether all that happened has come to the counters. */
async function busyScrape(): Promise<boolean> {
  text = (await call("GET", "/metrics")).body;
  const scraped = new Scraped(text);
  const webhooks = scraped.by("tributary_webhooks_total", "outcome", "standard");
  return (
    webhooks["refused"] === 2 &&
    webhooks["unusable"] === 1 &&
    scraped.of("tributary_order_to_wallet_seconds_count") > 0 &&
    Object.keys(scraped.by("tributary_webhook_deliveries_total", "outcome", "")).length > 0 &&
    scraped.of('tributary_reconciliation_started_seconds{program="tea"}') > 0 &&
    scraped.of('tributary_payouts{program="tea",currency="CNY",state="requested"}') === 1 &&
    scraped.of('tributary_commissions{program="tea",currency="CNY",state="reversed"}') === 1 &&
    scraped.of('affiliate_conversions_total{program="tea"}') === 3
  );
}

/** Expressions of the alerts, each with its name. */
function alerts(): { readonly name: string; readonly expression: string }[] {
  const rules = readFileSync(join(FILES, "alerts.yml"), "utf8")
    .split(/^ {6}- alert: /m)
    .slice(1);
  return rules.map((rule) => {
    const [, expression = ""] = /^ {8}expr:(?: >-?\n)?([\s\S]*?)\n {8}\w+:/m.exec(rule) ?? [];
    return { name: /^\w+/.exec(rule)?.[0] ?? "", expression };
  });
}

/** Expressions of the dashboard, each with the title of its panel. */
function panels(): { readonly name: string; readonly expression: string }[] {
  const dashboard = JSON.parse(readFileSync(join(FILES, "grafana-dashboard.json"), "utf8"));
  return dashboard.panels.flatMap((panel: { title: string; targets?: { expr: string }[] }) =>
    (panel.targets ?? []).map(({ expr }) => ({ name: panel.title, expression: expr })),
  );
}

describe("promtool finds nothing wrong with", () => {
  test("a scrape of a service that has traded", async () => {
    expect(await promtool(["check", "metrics"], { input: text })).toEqual({ code: 0, said: "" });
  });

  test("the alert rules", async () => {
    const verdict = await promtool(["check", "rules", "--lint-fatal", "alerts.yml"], { folder: FILES });
    expect(verdict).toMatchObject({ code: 0 });
    expect(verdict.said).toContain(`SUCCESS: ${alerts().length} rules found`);
  });

  test("what each alert says, and when", async () => {
    expect(await promtool(["test", "rules", "alerts.test.yml"], { folder: FILES })).toMatchObject({
      code: 0,
    });
    const tests = readFileSync(join(FILES, "alerts.test.yml"), "utf8");
    const untold = alerts().filter(({ name }) => !tests.includes(`- name: ${name} fires`));
    expect(untold).toEqual([]);
  });

  test("the expressions of the dashboard", async () => {
    const rules = panels().map(({ expression }, index) => ({
      record: `panel:${index}`,
      expr: expression.replaceAll("$__rate_interval", "5m").replaceAll("$program", ".*"),
    }));
    const file = join(scratch.path, "dashboard.json");
    writeFileSync(file, JSON.stringify({ groups: [{ name: "dashboard", rules }] }));
    expect((await promtool(["check", "rules", file])).said).toContain(`SUCCESS: ${rules.length} rules found`);
  });
});

test("promtool finds what is wrong with metrics and rules: these checks can fail", async () => {
  const bad = await promtool(["check", "metrics"], { input: "# TYPE a_total gauge\na_total 1\n" });
  expect([bad.code === 0, bad.said]).toEqual([false, expect.stringContaining("a_total")]);
  const file = join(scratch.path, "wrong.yml");
  writeFileSync(file, "groups: [{name: a, rules: [{alert: A, expr: 'sum(('}]}]");
  expect((await promtool(["check", "rules", file])).code).not.toBe(0);
});

test("every expression of the alerts and of the dashboard asks for metrics and labels that a scrape has", () => {
  const scraped = new Scraped(text);
  const asked = [...alerts(), ...panels()];
  expect(asked.length).toBeGreaterThan(50);
  const faults = asked.flatMap(({ name, expression }) => {
    const selectors = selectorsIn(expression);
    const unknown = selectors.filter(({ metric }) => !scraped.names().has(metric));
    const unlabelled = selectors.filter(({ metric, labels }) =>
      labels.some((label) => Object.keys(scraped.by(metric, label, "")).length === 0),
    );
    return [
      ...(selectors.length === 0 ? [`${name} asks for nothing`] : []),
      ...unknown.map(({ metric }) => `${name} asks for ${metric}, which no scrape has`),
      ...unlabelled.map(({ metric, labels }) => `${name} asks for ${metric} by ${labels.join(", ")}`),
    ];
  });
  expect(faults).toEqual([]);
});

test("a scrape names what the earlier systems named, with the same values, and every counter as one", () => {
  const scraped = new Scraped(text);
  expect(scraped.of('affiliate_conversions_total{program="tea"}')).toBe(3);
  expect(scraped.of("promoter_commission_calculation_duration_seconds_count")).toBe(
    scraped.of("tributary_commission_calculation_seconds_count"),
  );
  expect(scraped.by("promoter_message_queue_size", "queue", "")).toEqual(
    scraped.by("tributary_queue_waiting", "queue", ""),
  );
  const isCounter = (name: string) => scraped.typeOf(name) === "counter";
  expect([...scraped.names()].filter((name) => name.endsWith("_total") !== isCounter(name))).toEqual([]);
});

test("nobody but the operator reads the metrics", async () => {
  const key = (await call("POST", "/v1/programs/tea/api-keys", { scopes: ["read"] })).body.key;
  const asks = [{}, { authorization: `Bearer ${key}` }].map(
    async (headers) => (await fetch(`${running.url}/metrics`, { headers })).status,
  );
  for (const status of await Promise.all(asks)) expect([401, 403, 404]).toContain(status);
});
