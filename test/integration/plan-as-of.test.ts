/** What changes between an order's time and its processing moves no money. */
import { expect, test } from "vitest";
import { openShop } from "../support/shop.ts";

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
  const told = (await shop.order("then", 10_000, { clickToken, occurredAt })).body.results[0];
  expect(
    told.commissions.map((one: { promoterId: string; amount: number }) => [one.promoterId, one.amount]),
  ).toEqual([
    [seller.id, 1_000],
    [middle.id, 500],
    [top.id, 200],
  ]);
  expect(told.commissions[0].lines).toMatchObject([{ ruleId: "all", ruleVersion: 1, rateBps: 1_000 }]);
  const now = (await shop.order("now", 10_000, { clickToken })).body.results[0];
  expect(now.commissions.map((one: { amount: number }) => one.amount)).toEqual([1]);
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

test("a rule for new customers pays their first order alone", async () => {
  const shop = await openShop({}, [
    { id: "all", levels: [percent(1, 1_000)] },
    { id: "new", priority: 1, customers: "new", levels: [percent(1, 2_000)] },
  ]);
  const seller = await shop.promoter("seller");
  const clickToken = await shop.tap(seller);
  const paid = async (orderId: string, more: object) => {
    const answer = await shop.order(orderId, 1_000, { clickToken, ...more });
    await shop.settle();
    return answer.body.results[0].commissions[0].amount;
  };
  expect(await paid("first", { customerId: "buyer" })).toBe(200);
  expect(await paid("second", { customerId: "buyer" })).toBe(100);
  expect(await paid("nameless", {})).toBe(100);
});
