/** An export holds all that is stored of a person, and nothing of anybody else; after an erase it is empty. */
import { expect, test } from "vitest";
import { erase } from "../../support/people/erased.ts";
import { openShop, type Promoter, type Shop } from "../../support/shop.ts";

// oxlint-disable-next-line typescript/no-explicit-any -- lines are read as any client would
type Line = any;

async function linesOf(shop: Shop, path: string): Promise<Line[]> {
  const { status, body } = await shop.get(`${path}/export`);
  expect(status).toBe(200);
  // One line alone is JSON as a whole.
  if (typeof body !== "string") return [body];
  return body
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

async function shopOfTwo(): Promise<{ shop: Shop; seller: Promoter }> {
  const shop = await openShop();
  const seller = await shop.promoter("seller");
  const clickToken = await shop.tap(seller);
  for (const customerId of ["wanted", "wanted-2"]) {
    await shop.identify(customerId, [clickToken]);
    const metadata = { mail: `${customerId}@example.test` };
    await shop.order(`order-of-${customerId}`, 10_000, { customerId, clickToken, metadata });
    await shop.webhook("order.paid", { orderId: "x", amount: -1, currency: "CNY", customerId }, customerId);
  }
  await shop.settle();
  return { shop, seller };
}

test("a customer's export has touches, bindings, orders with metadata and events, and webhooks, each its own", async () => {
  const { shop, seller } = await shopOfTwo();
  await shop.event("order-of-wanted", "received", "r");
  const lines = await linesOf(shop, "/customers/wanted");
  expect(lines.map(({ kind }) => kind)).toEqual(["customer", "order", "unusable_webhook"]);
  const [customer, { order }] = lines;
  expect(customer).toMatchObject({
    customerId: "wanted",
    touches: [{ kind: "click", promoterId: seller.id, marks: { agent: "browser", network: "unknown" } }],
    bindings: [{ promoterId: seller.id, to: null }],
  });
  expect(order).toMatchObject({ orderId: "order-of-wanted", metadata: { mail: "wanted@example.test" } });
  expect(order.events[0]).toMatchObject({ eventId: "r", type: "received" });
  expect(JSON.stringify(lines)).not.toContain("wanted-2");
});

test("after an erase an export has nothing, and another customer's has all", async () => {
  const { shop } = await shopOfTwo();
  await erase(shop, "/customers/wanted");
  expect(await linesOf(shop, "/customers/wanted")).toEqual([
    { kind: "customer", customerId: "wanted", firstOrderAt: null, visitors: [], touches: [], bindings: [] },
  ]);
  const others = await linesOf(shop, "/customers/wanted-2");
  expect(others.map(({ kind }) => kind)).toEqual(["customer", "order", "unusable_webhook"]);
});

test("a promoter's export says since when the promoter is known in WeChat, and an erased one is not", async () => {
  const { shop } = await shopOfTwo();
  const known = await shop.promoter("known");
  const account = { appId: "wx8d1f2c3b4a5e6f70", appSecret: "0123456789abcdef0123456789abcdef" };
  await shop.put("/wechat", account);
  const openId = "oLVPpjqs9BhvzwPj5A-vTYAX3GLc";
  expect((await shop.post(`/promoters/${known.id}/wechat`, { openId })).status).toBe(201);
  const path = `/promoters/${known.id}`;
  const lines = await linesOf(shop, path);
  expect(lines.filter(({ kind }) => kind === "wechat")).toEqual([
    {
      kind: "wechat",
      wechat: { promoterId: known.id, appId: account.appId, boundAt: expect.any(String) },
    },
  ]);
  expect(JSON.stringify(lines)).not.toContain(openId);
  await erase(shop, path);
  const another = await shop.promoter("another");
  // Nobody is bound to that openid any more.
  expect((await shop.post(`/promoters/${another.id}/wechat`, { openId })).status).toBe(201);
});

test("a promoter's export has name, uplines, payees masked, payouts, adjustments, links, notes and reasons, and what it bought", async () => {
  const { shop } = await shopOfTwo();
  const top = await shop.promoter("top", "seller");
  const path = `/promoters/${top.id}`;
  await shop.patch(path, { name: "Top of all" });
  await shop.put(`${path}/payee`, {
    kind: "bank",
    name: "Zhang San",
    bank: "Bank",
    account: "6222020200112233445",
  });
  const bonus = { kind: "bonus", amount: 5_000, reason: "thanks" };
  await shop.post(`${path}/adjustments`, bonus, { "idempotency-key": "b" });
  await shop.post(`${path}/payouts`, { amount: 5_000 }, { "idempotency-key": "p" });
  await shop.tap(top);
  await shop.order("own", 1_000, { customerId: "top" });
  await shop.post(`${path}/notes`, { text: "called" });
  await shop.patch(path, { status: "suspended", reason: "Two accounts" });
  await shop.patch(path, { status: "active", reason: "They are sisters" });
  // Of another one.
  const [other] = (await shop.get("/promoters?memberId=seller")).body.data;
  await shop.patch(`/promoters/${other.id}`, { status: "suspended", reason: "Not for top" });
  const lines = await linesOf(shop, path);
  const kinds = [
    "promoter",
    "upline",
    "payee",
    "payout",
    "adjustment",
    "link",
    "note",
    "reason",
    "reason",
    "customer",
    "order",
  ];
  expect(lines.map(({ kind }) => kind)).toEqual(kinds);
  expect(lines[0]).toMatchObject({ memberId: "top", name: "Top of all" });
  expect(lines[2].payee.account).toMatch(/^\*+3445$/);
  expect(lines[4].adjustment).toMatchObject(bonus);
  expect(lines.filter(({ kind }) => kind === "reason")).toEqual([
    { kind: "reason", at: expect.any(String), operation: "changePromoter", reason: "They are sisters" },
    { kind: "reason", at: expect.any(String), operation: "changePromoter", reason: "Two accounts" },
  ]);
  expect((await shop.get("/promoters/pr_zzzz/export")).status).toBe(404);
});
