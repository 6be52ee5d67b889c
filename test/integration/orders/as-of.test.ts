/** What changes between an order's time and its processing moves no money. */
import { expect, test } from "vitest";
import { openShop, type Promoter, type Shop } from "../../support/shop.ts";

const percent = (level: number, rateBps: number) => ({ level, kind: "percentage", rateBps });

test("rules, tiers, uplines, statuses and settings changed after an order's time leave its commissions as they are", async () => {
  const rules = [
    { id: "all", levels: [percent(1, 1_000), percent(2, 500), percent(3, 200)] },
    { id: "gold", scope: { tier: "gold" }, levels: [percent(1, 2_000)] },
  ];
  const shop = await openShop({}, rules);
  const [top, middle, seller] = await shop.line("top", "middle", "seller");
  const fresh = await shop.promoter("fresh");
  const clickToken = await shop.tap(seller);
  const occurredAt = new Date().toISOString();
  await new Promise((resolve) => setTimeout(resolve, 5));
  const changes = [
    await shop.put("/commission-rules", { rules: [{ id: "less", levels: [percent(1, 1)] }] }),
    await shop.patch(`/promoters/${seller.id}`, { tier: "gold" }),
    await shop.patch(`/promoters/${middle.id}`, { status: "suspended" }),
    await shop.put(`/promoters/${seller.id}/upline`, { uplineMemberId: fresh.memberId, reason: "moved" }),
    await shop.patch("", { commission: { maxLevels: 1, capBps: 10 } }),
    await shop.put("/tiers", { tiers: [{ name: "only", fromSales: 0 }] }),
  ];
  expect(changes.map((answer) => answer.status)).toEqual(changes.map(() => 200));
  const received = (await shop.order("then", 10_000, { clickToken, occurredAt })).body.results[0];
  expect(
    received.commissions.map((one: { promoterId: string; amount: number }) => [one.promoterId, one.amount]),
  ).toEqual([
    [seller.id, 1_000],
    [middle.id, 500],
    [top.id, 200],
  ]);
  expect(received.commissions[0].lines).toMatchObject([{ ruleId: "all", ruleVersion: 1, rateBps: 1_000 }]);
  const now = (await shop.order("now", 10_000, { clickToken })).body.results[0];
  expect(now.commissions.map((one: { amount: number }) => one.amount)).toEqual([1]);
});

/** Ways to become a promoter, for a buyer who is bound to a seller. */
const JOININGS: Record<string, (shop: Shop, seller: Promoter) => Promise<unknown>> = {
  "a bind call": async (shop, seller) =>
    await shop.post("/bindings", { customerId: "buyer", promoterId: seller.id }),
  "another order": async (shop) => await shop.order("other", 100, { customerId: "buyer" }),
  "an operator": async (shop, seller) => await shop.promoter("buyer", seller.memberId),
  "an import": async (shop) =>
    await shop.post("/bindings/import", JSON.stringify({ memberId: "buyer", promoter: true }), {
      "content-type": "application/x-ndjson",
    }),
};

test.each(Object.keys(JOININGS))(
  "a buyer who became a promoter by %s after an order was none at its time; later orders are a promoter's",
  async (name) => {
    const shop = await openShop();
    const seller = await shop.promoter("seller");
    await shop.post("/bindings", { customerId: "buyer", promoterId: seller.id });
    await shop.patch("", { promoterRule: { kind: "everyone" } });
    await new Promise((resolve) => setTimeout(resolve, 5));
    const occurredAt = new Date().toISOString();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await JOININGS[name]?.(shop, seller);
    await shop.settle();
    await shop.settle();
    const { data } = (await shop.get("/promoters")).body;
    expect(data.map((one: Promoter) => one.memberId)).toEqual(["seller", "buyer"]);
    const received = async (orderId: string, more = {}) =>
      (await shop.order(orderId, 10_000, { customerId: "buyer", ...more })).body.results[0];
    const then = await received("then", { occurredAt });
    expect(then.attribution.basis).toBe("binding");
    expect(then.commissions.map((one: { amount: number }) => one.amount)).toEqual([1_000]);
    const now = await received("now");
    expect([now.attribution.basis, now.commissions]).toEqual(["none", []]);
    expect((await shop.get(`/promoters/${seller.id}/team`)).body.boundCustomers).toBe(0);
  },
);

test("an order that makes its buyer a promoter is a customer's, also when it is decided anew afterwards", async () => {
  const shop = await openShop({ promoterRule: { kind: "everyone" } });
  const seller = await shop.promoter("seller");
  const clickToken = await shop.tap(seller);
  await shop.order("first", 10_000, { customerId: "buyer" });
  await shop.settle();
  await shop.settle();
  expect((await shop.get("/promoters")).body.data).toHaveLength(2);
  const late = (await shop.order("first", 10_000, { customerId: "buyer", clickToken })).body.results[0];
  expect(late.commissions.map((one: { amount: number }) => one.amount)).toEqual([1_000]);
  expect(late.risk?.verdict ?? "pass").toBe("pass");
  await shop.settle();
  await shop.settle();
  expect((await shop.get(`/promoters/${seller.id}/team`)).body.boundCustomers).toBe(0);
  expect((await shop.get("/promoters")).body.data).toHaveLength(2);
});

test("a promoter's own token reads its sales and tiers, and nobody else's", async () => {
  const shop = await openShop();
  const [own, other] = [await shop.promoter("own"), await shop.promoter("other")];
  const { token } = (await shop.post(`/promoters/${own.id}/tokens`, {})).body;
  const asPromoter = Object.assign(Object.create(Object.getPrototypeOf(shop)), shop, { apiKey: token });
  expect((await asPromoter.get(`/promoters/${own.id}/sales`)).status).toBe(200);
  expect((await asPromoter.get(`/promoters/${own.id}/tier-history`)).status).toBe(200);
  expect((await asPromoter.get(`/promoters/${other.id}/sales`)).status).toBe(404);
  expect((await asPromoter.get("/campaigns")).status).toBe(404);
});

test("a rule for new customers pays their first order alone, and a free trial is none", async () => {
  const shop = await openShop({}, [
    { id: "all", levels: [percent(1, 1_000)] },
    { id: "new", priority: 1, customers: "new", levels: [percent(1, 2_000)] },
  ]);
  const seller = await shop.promoter("seller");
  const clickToken = await shop.tap(seller);
  const paid = async (orderId: string, more: object, amount = 1_000) => {
    const answer = await shop.order(orderId, amount, { clickToken, ...more });
    await shop.settle();
    return answer.body.results[0].commissions[0].amount;
  };
  expect(await paid("trial", { customerId: "buyer" }, 0)).toBe(0);
  expect(await paid("first", { customerId: "buyer" })).toBe(200);
  expect(await paid("second", { customerId: "buyer" })).toBe(100);
  expect(await paid("nameless", {})).toBe(100);
});
