import { describe, expect, test } from "vitest";
import { openShop, type Promoter, type Shop } from "../../support/shop.ts";
import { clickAt } from "../../support/orders/touches.ts";

const DAY = 86_400_000;
const iso = (ms: number) => new Date(ms).toISOString();

async function shopOf(mode: string, protection = "P10D") {
  const shop = await openShop({
    binding: { mode, protection },
    attribution: { precedence: ["coupon", "touch", "binding"], clickLookback: "PT1H" },
  });
  return { shop, one: await shop.promoter("one"), two: await shop.promoter("two") };
}

let orders = 0;

/** An order of the buyer that is credited by a click, told now and occurred at a time. */
async function buys(shop: Shop, promoter: Promoter, atMs: number, customerId = "buyer"): Promise<string> {
  orders += 1;
  const orderId = `o${orders}`;
  const clickToken = await clickAt(shop, promoter, atMs - 1_000);
  await shop.order(orderId, 1_000, { customerId, clickToken, occurredAt: iso(atMs) });
  await shop.settle();
  return orderId;
}

describe("mode first", () => {
  test("whoever was recorded first stays, though another order occurred earlier", async () => {
    const { shop, one, two } = await shopOf("first");
    const now = Date.now();
    await buys(shop, one, now - DAY);
    await buys(shop, two, now - 2 * DAY);
    expect(await shop.boundTo("buyer")).toBe(one.id);
    expect(await shop.boundTo("buyer", iso(now - 1.5 * DAY))).toBeUndefined();
    const call = await shop.post("/bindings", { customerId: "buyer", promoterId: two.id });
    expect(call).toMatchObject({ status: 409, body: { code: "already_bound" } });
  });
});

describe("mode last", () => {
  test("the later order replaces, and one told late is in force for its own span", async () => {
    const { shop, one, two } = await shopOf("last");
    const now = Date.now();
    await buys(shop, one, now - 10 * DAY);
    await buys(shop, two, now - 2 * DAY);
    await buys(shop, two, now - 8 * DAY);
    await buys(shop, one, now - 6 * DAY);
    const at = async (days: number) => await shop.boundTo("buyer", iso(now - days * DAY));
    expect(await at(11)).toBeUndefined();
    expect([await at(9), await at(7), await at(5), await at(1)]).toEqual([one.id, two.id, one.id, two.id]);
    const asked = await shop.post("/bindings", { customerId: "buyer", promoterId: one.id });
    expect(asked.status).toBe(201);
    expect(await shop.boundTo("buyer")).toBe(one.id);
    const again = await shop.post("/bindings", { customerId: "buyer", promoterId: one.id });
    expect(again).toMatchObject({ status: 200, body: asked.body });
  });

  test("a refund of the order gives way to whom it had replaced", async () => {
    const { shop, one, two } = await shopOf("last");
    const now = Date.now();
    await buys(shop, one, now - 10 * DAY);
    const orderId = await buys(shop, two, now - DAY);
    expect(await shop.boundTo("buyer")).toBe(two.id);
    await shop.event(orderId, "refunded", "r1", { amount: 999 });
    await shop.settle();
    expect(await shop.boundTo("buyer")).toBe(two.id);
    await shop.event(orderId, "refunded", "r2");
    await shop.settle();
    expect(await shop.boundTo("buyer")).toBe(one.id);
  });
});

describe("mode protected", () => {
  test("yields once the protection has passed, by effective time", async () => {
    const { shop, one, two } = await shopOf("protected");
    const now = Date.now();
    await buys(shop, one, now - 15 * DAY);
    await buys(shop, two, now - 5 * DAY - 1);
    expect(await shop.boundTo("buyer")).toBe(one.id);
    await buys(shop, two, now - 5 * DAY);
    expect(await shop.boundTo("buyer")).toBe(two.id);
    expect(await shop.boundTo("buyer", iso(now - 6 * DAY))).toBe(one.id);
    const early = await shop.post("/bindings", { customerId: "buyer", promoterId: one.id });
    expect(early).toMatchObject({ status: 409, body: { code: "already_bound" } });
    const { body } = await shop.post("/bindings", { customerId: "buyer", promoterId: two.id });
    expect(body).toMatchObject({ boundAt: iso(now - 5 * DAY), expiresAt: iso(now + 5 * DAY) });
  });
});

describe("an order that is restored", () => {
  test.each(["first", "last", "protected"])(
    "in mode %s binds its buyer again, as if it had not been reversed",
    async (mode) => {
      const { shop, one } = await shopOf(mode);
      const orderId = await buys(shop, one, Date.now() - DAY);
      await shop.post(`/orders/${orderId}/reverse`, { reason: "taken for a fraud" });
      await shop.settle();
      expect(await shop.boundTo("buyer")).toBeUndefined();
      await shop.post(`/orders/${orderId}/restore`, { reason: "it was none" });
      await shop.settle();
      expect(await shop.boundTo("buyer")).toBe(one.id);
      expect((await shop.get(`/promoters/${one.id}/team`)).body.boundCustomers).toBe(1);
    },
  );

  test.each(["first", "last"])("in mode %s leaves the buyer to whom it came meanwhile", async (mode) => {
    const { shop, one, two } = await shopOf(mode);
    const orderId = await buys(shop, one, Date.now() - DAY);
    await shop.post(`/orders/${orderId}/reverse`, { reason: "taken for a fraud" });
    await shop.settle();
    expect((await shop.post("/bindings", { customerId: "buyer", promoterId: two.id })).status).toBe(201);
    await shop.post(`/orders/${orderId}/restore`, { reason: "it was none" });
    await shop.settle();
    expect(await shop.boundTo("buyer")).toBe(two.id);
  });
});

describe("mode none", () => {
  test("binds nobody, by order or by call", async () => {
    const { shop, one } = await shopOf("none");
    await buys(shop, one, Date.now());
    expect(await shop.boundTo("buyer")).toBeUndefined();
    const call = await shop.post("/bindings", { customerId: "buyer", promoterId: one.id });
    expect(call).toMatchObject({ status: 422, body: { code: "binding_disabled" } });
  });
});

describe("a binding", () => {
  test("by call is made by promoter, click token or coupon, one of them alone", async () => {
    const { shop, one, two } = await shopOf("first");
    await shop.coupon("TWO", two);
    await shop.coupon("OVER", two, { expiresAt: iso(Date.now() - 1) });
    const bind = async (body: Record<string, unknown>) => await shop.post("/bindings", body);
    const clickToken = await shop.tap(one);
    expect((await bind({ customerId: "a", promoterId: one.id })).status).toBe(201);
    expect(await bind({ customerId: "b", clickToken })).toMatchObject({
      status: 201,
      body: { promoterId: one.id },
    });
    expect(await bind({ customerId: "c", couponCode: "two" })).toMatchObject({
      status: 201,
      body: { promoterId: two.id },
    });
    expect((await bind({ customerId: "d", couponCode: "three" })).body.code).toBe("no_such_coupon");
    expect((await bind({ customerId: "d", couponCode: "over" })).body.code).toBe("coupon_expired");
    expect((await bind({ customerId: "d", clickToken, couponCode: "two" })).body.code).toBe("invalid_body");
    expect((await bind({ customerId: "d" })).status).toBe(422);
  });

  test("in force when the order occurred decides it, however late it is told", async () => {
    const { shop, one, two } = await shopOf("last");
    const now = Date.now();
    await buys(shop, one, now - 10 * DAY);
    await buys(shop, two, now - 5 * DAY);
    const attributions = await Promise.all([now - 7 * DAY, now - DAY].map((at) => foldTermsOf(shop, at)));
    expect(attributions).toEqual([
      ["binding", one.id],
      ["binding", two.id],
    ]);
    expect(await foldTermsOf(shop, now - 12 * DAY)).toEqual(["none", undefined]);
  });

  test("ends when the customer becomes a promoter, whose old binding then decides nothing", async () => {
    const { shop, one } = await shopOf("first");
    const now = Date.now();
    await shop.post("/bindings", { customerId: "buyer", promoterId: one.id });
    const buyer = await shop.promoter("buyer");
    expect((await shop.get(`/promoters/${buyer.id}`)).body.uplineId).toBe(one.id);
    expect((await shop.get(`/promoters/${one.id}/team`)).body.boundCustomers).toBe(0);
    const order = await shop.order("late", 1_000, { customerId: "buyer", occurredAt: iso(now + 1_000) });
    expect(order.body.results[0].attribution.basis).toBe("none");
  });

  test("counts in the team of the promoter that it ends with", async () => {
    const { shop, one, two } = await shopOf("last");
    const bound = async (promoter: Promoter) =>
      (await shop.get(`/promoters/${promoter.id}/team`)).body.boundCustomers;
    await buys(shop, one, Date.now() - DAY);
    expect([await bound(one), await bound(two)]).toEqual([1, 0]);
    await buys(shop, two, Date.now() - 2 * DAY);
    expect([await bound(one), await bound(two)]).toEqual([1, 0]);
    const orderId = await buys(shop, two, Date.now());
    expect([await bound(one), await bound(two)]).toEqual([0, 1]);
    await shop.event(orderId, "cancelled", "c");
    await shop.settle();
    expect([await bound(one), await bound(two)]).toEqual([1, 0]);
  });
});

/** How an order without a token was decided; the customer's touches are too old to count. */
async function foldTermsOf(shop: Shop, atMs: number): Promise<[string, string | undefined]> {
  orders += 1;
  const answer = await shop.order(`o${orders}`, 1_000, { customerId: "buyer", occurredAt: iso(atMs) });
  const { basis, credits } = answer.body.results[0].attribution;
  return [basis, credits[0]?.promoterId];
}
