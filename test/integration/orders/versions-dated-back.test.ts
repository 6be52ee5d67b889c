/** A version that a clock which was behind dated before an order that is known by then decides nothing of it. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { whole } from "../../support/orders/credits.ts";
import { openShop, type Promoter, type Shop } from "../../support/shop.ts";

const HOUR = 3_600_000;
const percent = (level: number, rateBps: number) => ({ level, kind: "percentage", rateBps });

/** Dates the newest versions so far back, as if a machine had made them whose clock was behind. */
async function dateBack(shop: Shop, byMs: number): Promise<void> {
  const back = (table: string) =>
    env.CONFIG.prepare(
      `UPDATE ${table} SET effective_from_ms = effective_from_ms - ? WHERE version = 2
         AND program = (SELECT number FROM programs WHERE id = ?)`,
    ).bind(byMs, shop.id);
  await env.CONFIG.batch([back("settings_versions"), back("rule_versions")]);
  // Isolates read the program anew.
  expect((await shop.patch("", { name: "dated back" })).status).toBe(200);
}

/** An order of a moment ago that nobody earned, and versions of after it that are dated an hour back. */
async function openShopAndSeller(): Promise<readonly [Shop, Promoter]> {
  const shop = await openShop({ settlement: { holdPeriod: "P1D", holdStartsAt: "paid" } }, [
    { id: "then", levels: [percent(1, 1_000)] },
  ]);
  const seller = await shop.promoter("seller");
  await shop.order("o1", 10_000, {});
  const later = {
    settlement: { holdPeriod: "P9D", holdStartsAt: "received" },
    attribution: { clickLookback: "PT1M", precedence: ["binding"] },
    commission: { maxLevels: 1, capBps: 500, selfPurchase: true },
  };
  expect(
    (await shop.put("/commission-rules", { rules: [{ id: "less", levels: [percent(1, 10)] }] })).status,
  ).toBe(200);
  expect((await shop.patch("", later)).status).toBe(200);
  await dateBack(shop, HOUR);
  return [shop, seller];
}

const TERMS_AT_FIRST = {
  commissions: [{ amount: 1_000, state: "held", lines: [{ ruleId: "then", ruleVersion: 1 }] }],
};

test("an order credited by hand keeps the settings and rules that it was decided by at first", async () => {
  const [shop, seller] = await openShopAndSeller();
  const credited = await shop.post("/orders/o1/credit", { promoterId: seller.id, reason: "by hand" });
  expect(credited).toMatchObject({ status: 200, body: { order: TERMS_AT_FIRST } });
  expect(credited.body.order.attribution.credits).toEqual(whole(seller));
  const explained = (await shop.get("/orders/o1/explanation")).body;
  expect(explained.versions).toMatchObject({ settings: 1, rules: 1 });
  // What occurred then and is told now is decided by what is in force for that time.
  const clickToken = await shop.tap(seller);
  const [other] = (await shop.order("o2", 10_000, { clickToken })).body.results;
  expect(other.attribution).toMatchObject({ basis: "none" });
});

test("an order that late evidence earns keeps the settings and rules that it was decided by at first", async () => {
  const [shop, seller] = await openShopAndSeller();
  await shop.coupon("SPRING", seller);
  const [late] = (await shop.order("o1", 10_000, { couponCode: "spring" })).body.results;
  expect(late).toMatchObject({ status: "duplicate", ...TERMS_AT_FIRST });
});

test("who may not be credited by hand is said by the settings that an order was decided by at first", async () => {
  const shop = await openShop({ commission: { selfPurchase: false } }, [
    { id: "all", levels: [percent(1, 1_000)] },
  ]);
  const buyer = await shop.promoter("buyer");
  await shop.order("o1", 10_000, { customerId: "buyer" });
  expect((await shop.patch("", { commission: { selfPurchase: true } })).status).toBe(200);
  await dateBack(shop, HOUR);
  const refused = await shop.post("/orders/o1/credit", { promoterId: buyer.id, reason: "by hand" });
  expect(refused).toMatchObject({ status: 409, body: { code: "self_purchase" } });
});
