/** A promoter sees by what it is paid, which tiers and campaigns there are for it, and says where its money should go. */
import { expect, test } from "vitest";
import { openShop, type Promoter, request, type Shop } from "../../support/shop.ts";

const DAY = 86_400_000;
const iso = (ms: number) => new Date(ms).toISOString();
const level = (number: number, rateBps: number) => ({ level: number, kind: "percentage", rateBps });

async function tokenOf(shop: Shop, promoter: Promoter): Promise<string> {
  return (await shop.post(`/promoters/${promoter.id}/tokens`, {})).body.token;
}

test("rates, tiers and campaigns are read with a promoter's token, without those of other tiers and others' budgets", async () => {
  const now = Date.now();
  const shop = await openShop({}, [
    { id: "base", scope: {}, levels: [level(1, 1_000), level(2, 500)] },
    { id: "gold", scope: { tier: "gold" }, levels: [level(1, 1_500), level(2, 700)] },
    { id: "gone", priority: 1, scope: {}, validTo: iso(now - DAY), levels: [level(1, 2_000)] },
    { id: "club", scope: { campaignId: "club", tier: "gold" }, levels: [level(1, 1_800)] },
  ]);
  const campaign = (id: string, endsAt: number) =>
    shop.post("/campaigns", { id, name: id, startsAt: iso(now - DAY), endsAt: iso(endsAt), budget: 1_000 });
  await campaign("club", now + 2 * DAY);
  await campaign("spring", now + 3 * DAY);
  await campaign("summer", now + DAY);
  const promoter = await shop.promoter("seller");
  const token = await tokenOf(shop, promoter);
  const base = `/v1/programs/${shop.id}`;
  const read = async (path: string) => (await request("GET", `${base}${path}`, { token })).body;
  const rates = await read(`/promoters/${promoter.id}/rates`);
  expect(rates).toMatchObject({ tier: "bronze", maxLevels: 3, capBps: 3_000 });
  expect(rates.settlement).toMatchObject({ holdPeriod: "PT0S", minPayout: 1_000, payoutCycle: "T+0" });
  const paid = (rules: { id: string; levels: { level: number }[] }[]) =>
    rules.map(({ id, levels }) => [id, levels.map((one) => one.level)]);
  expect(paid(rates.rules)).toEqual([
    ["base", [1, 2]],
    ["gold", [2]],
  ]);
  const campaigns = await read(`/promoters/${promoter.id}/campaigns`);
  expect(campaigns.data.map(({ id }: { id: string }) => id)).toEqual(["summer", "spring"]);
  expect(campaigns.data[0]).not.toHaveProperty("budget");
  expect((await read("/tiers")).tiers[1]).toEqual({ name: "silver", fromSales: 100_000 });
  await shop.patch(`/promoters/${promoter.id}`, { tier: "gold" });
  expect(paid((await read(`/promoters/${promoter.id}/rates`)).rules)).toEqual([
    ["base", [1, 2]],
    ["gold", [1, 2]],
    ["club", [1]],
  ]);
  expect((await read(`/promoters/${promoter.id}/campaigns`)).data).toHaveLength(3);
});

test("a payee that a promoter proposes pays nobody until the merchant accepts the very one that was looked at", async () => {
  const shop = await openShop();
  const [promoter, other] = [await shop.promoter("seller"), await shop.promoter("other")];
  const token = await tokenOf(shop, promoter);
  const base = `/v1/programs/${shop.id}/promoters`;
  const path = `${base}/${promoter.id}/payee-proposal`;
  const card = { kind: "bank", name: "王小明", bank: "Bank of Chengdu", account: "6222020200112233445" };
  const put = await request("PUT", path, { token, body: card });
  expect(put).toMatchObject({ status: 200, body: { kind: "bank", account: "***************3445" } });
  expect((await request("PUT", path, { token, body: card })).headers.get("idempotent-replay")).toBe("true");
  expect((await request("PUT", `${base}/${other.id}/payee-proposal`, { token, body: card })).status).toBe(
    404,
  );
  expect((await shop.get(`/promoters/${promoter.id}/payee`)).status).toBe(404);
  expect((await shop.get("/payee-proposals")).body.data).toMatchObject([{ promoterId: promoter.id }]);
  const { proposedAt } = put.body;
  const own = `/promoters/${promoter.id}/payee-proposal`;
  const early = await shop.post(`${own}/accept`, { proposedAt: "2020-01-01T00:00:00.000Z" });
  expect(early).toMatchObject({ status: 409, body: { code: "concurrent_change" } });
  expect((await request("POST", `${path}/accept`, { token, body: { proposedAt } })).status).toBe(404);
  const accepted = await shop.post(`${own}/accept`, { proposedAt });
  expect(accepted).toMatchObject({ status: 200, body: { kind: "bank", account: "***************3445" } });
  expect((await shop.get(`/promoters/${promoter.id}/payee`)).body).toMatchObject({ bank: "Bank of Chengdu" });
  expect((await shop.get(own)).body.code).toBe("unknown_payee_proposal");
  expect((await shop.get("/payee-proposals")).body.data).toEqual([]);
  await request("PUT", path, { token, body: { kind: "wechat", openId: "oLv5jA8s7d6f5g4h3j2k" } });
  expect((await request("DELETE", path, { token })).status).toBe(204);
  expect((await shop.get(`/promoters/${promoter.id}/payee`)).body).toMatchObject({ kind: "bank" });
});
