/** What another version of the code stored stops no program: taps and orders go on, and nothing of it is lost. */
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { untilItCounts } from "../../../worker/configuration/trusted-versions.ts";
import { openShop, request, type Shop } from "../../support/shop.ts";
import { type WatchedLog, watchLog } from "../../support/vitest/watch-log.ts";

const OPERATOR = "operator-of-the-tests";

let log: WatchedLog;

beforeEach(() => {
  log = watchLog();
});

afterEach(() => {
  vi.restoreAllMocks();
});

type Members = Record<string, Record<string, unknown>>;

/** Stores a next version of settings, as code that knows more would. */
async function store(shop: Shop, change: (settings: Members) => unknown): Promise<void> {
  const newest = `SELECT s.program, s.version, s.settings FROM settings_versions s
    JOIN programs p ON p.number = s.program WHERE p.id = ? ORDER BY s.version DESC LIMIT 1`;
  const row = await env.CONFIG.prepare(newest)
    .bind(shop.id)
    .first<{ program: number; version: number; settings: string }>();
  if (row === null) throw new Error("the program has no settings");
  const settings = JSON.stringify(change(JSON.parse(row.settings) as Members));
  await env.CONFIG.batch([
    env.CONFIG.prepare(
      "INSERT INTO settings_versions (program, version, effective_from_ms, settings) VALUES (?, ?, ?, ?)",
    ).bind(row.program, row.version + 1, Date.now(), settings),
    env.CONFIG.prepare("UPDATE programs SET version = version + 1 WHERE number = ?").bind(row.program),
  ]);
  await untilItCounts();
}

async function storedSettings(shop: Shop): Promise<Members> {
  const row = await env.CONFIG.prepare(
    `SELECT settings FROM settings_versions s JOIN programs p ON p.number = s.program WHERE p.id = ?
     ORDER BY s.version DESC LIMIT 1`,
  )
    .bind(shop.id)
    .first<{ settings: string }>();
  return JSON.parse(row?.settings ?? "null") as Members;
}

async function storeRules(shop: Shop, rules: unknown): Promise<void> {
  await env.CONFIG.batch([
    env.CONFIG.prepare(
      `INSERT INTO rule_versions (program, version, effective_from_ms, rules) SELECT number, (SELECT max(version) + 1 FROM rule_versions WHERE program = number), ?, ?
       FROM programs WHERE id = ?`,
    ).bind(Date.now(), JSON.stringify({ rules }), shop.id),
    env.CONFIG.prepare("UPDATE programs SET version = version + 1 WHERE id = ?").bind(shop.id),
  ]);
  await untilItCounts();
}

/** A tap and its order, in an isolate that does not know the program yet. */
async function tapAndOrder(shop: Shop, orderId: string): Promise<{ status: number; paid: unknown }> {
  const promoter = await shop.promoter(`seller-of-${orderId}`);
  const clickToken = await shop.tap(promoter);
  const answer = await shop.order(orderId, 10_000, { clickToken });
  const order = await shop.get(`/orders/${orderId}`);
  return { status: answer.status, paid: order.body.commissions.map((one: { amount: number }) => one.amount) };
}

test("settings and rules with members that this code does not know: taps, orders, webhooks and management go on", async () => {
  const shop = await openShop();
  await store(shop, (settings) => ({
    ...settings,
    privacy: { ...settings["privacy"], eraseAfter: "P30D" },
    notifications: { url: "https://shop.example/hook" },
  }));
  await storeRules(shop, [
    {
      id: "next",
      note: "by a later version",
      priority: 0,
      scope: {},
      customers: "all",
      levels: [{ level: 1, kind: "percentage", rateBps: 700, since: 3 }],
    },
  ]);
  expect(await tapAndOrder(shop, "order-1")).toEqual({ status: 200, paid: [700] });
  const hook = await shop.webhook(
    "order.paid",
    { orderId: "order-2", amount: 500, currency: "CNY" },
    "msg_1",
  );
  expect([hook.status, hook.body.results[0].status]).toEqual([200, "accepted"]);
  expect((await shop.get("")).status).toBe(200);
  expect((await shop.get("/orders/order-1/explanation")).status).toBe(200);
  expect(log.told("settings_not_understood", shop.id)).toEqual([]);
});

test("a change of settings keeps what this code does not know, and is strict about what is sent", async () => {
  const shop = await openShop();
  await store(shop, (settings) => ({
    ...settings,
    attribution: { ...settings["attribution"], model: "by_a_later_version" },
    privacy: { ...settings["privacy"], eraseAfter: "P30D" },
  }));
  const changed = await shop.patch("", { settlement: { minPayout: 5 } });
  expect([changed.status, changed.body.settlement.minPayout]).toEqual([200, 5]);
  expect(await storedSettings(shop)).toMatchObject({
    attribution: { model: "by_a_later_version" },
    privacy: { eraseAfter: "P30D", honorGpc: true },
    settlement: { minPayout: 5 },
  });
  const chosen = await shop.patch("", { attribution: { model: "linear" } });
  expect(chosen.body.attribution.model).toBe("linear");
  expect((await storedSettings(shop))["attribution"]?.["model"]).toBe("linear");
  expect((await shop.patch("", { privacy: { eraseAfter: "P1D" } })).status).toBe(422);
});

test("a setting that cannot be read stands as before, and its program is named in the log and by /readyz", async () => {
  const shop = await openShop({
    attribution: { model: "first_click" },
    commission: { capBps: 2_000, maxLevels: 3 },
  });
  await store(shop, (settings) => ({
    ...settings,
    attribution: { ...settings["attribution"], model: "by_a_later_version" },
    commission: { ...settings["commission"], capBps: "20 %" },
  }));
  expect(await tapAndOrder(shop, "order-1")).toEqual({ status: 200, paid: [1_000] });
  expect((await shop.get("")).body).toMatchObject({
    attribution: { model: "first_click" },
    commission: { capBps: 2_000 },
  });
  const members = "attribution.model, commission.capBps";
  expect(log.told("settings_not_understood").map(({ facts }) => facts)).toContainEqual(
    expect.objectContaining({ program: shop.id, part: "settings", version: 2, members }),
  );
  const all = await request("GET", "/readyz", { token: OPERATOR });
  expect(all.status).toBe(200);
  expect(all.body.notUnderstood).toContainEqual(`${shop.id} settings, version 2: ${members}`);
  expect((await request("GET", "/readyz")).body).not.toHaveProperty("notUnderstood");
  const one = await request("GET", `/readyz?program=${shop.id}`, { token: OPERATOR });
  expect([one.status, JSON.stringify(one.body.unready)]).toEqual([503, expect.stringContaining(members)]);
});

test("rules that cannot be read leave those before in force, under their own version", async () => {
  const shop = await openShop();
  const narrowed = { id: "narrow", priority: 0, customers: "all", scope: { country: "CN" } };
  for (const [index, rules] of [
    [{ id: "new", priority: 0, scope: {}, customers: "all", levels: [{ level: 1, kind: "auction" }] }],
    [{ ...narrowed, levels: [{ level: 1, kind: "percentage", rateBps: 3_000 }] }],
    "no rules at all",
  ].entries()) {
    await storeRules(shop, rules);
    expect(await tapAndOrder(shop, `order-${index}`)).toEqual({ status: 200, paid: [1_000] });
  }
  const explained = await shop.get("/orders/order-1/explanation");
  expect(JSON.stringify(explained.body)).not.toContain("narrow");
  expect(log.told("settings_not_understood").map(({ facts }) => facts["part"])).toContain("rules");
});

test("of first rules that cannot all be read those count that can", async () => {
  const shop = await openShop();
  await env.CONFIG.prepare(
    `UPDATE rule_versions SET rules = json_insert(rules, '$.rules[#]', json('{"id":"new","levels":[{"kind":"auction"}]}'))
     WHERE program = (SELECT number FROM programs WHERE id = ?)`,
  )
    .bind(shop.id)
    .run();
  await env.CONFIG.prepare("UPDATE programs SET version = version + 1 WHERE id = ?").bind(shop.id).run();
  expect(await tapAndOrder(shop, "order-1")).toEqual({ status: 200, paid: [1_000] });
});
