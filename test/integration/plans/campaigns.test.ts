/** Campaigns over HTTP through the whole Worker: how they are made, and which of them an order belongs to. */
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { campaign, WHILE } from "../../support/campaigns/budget.ts";
import { openShop } from "../../support/shop.ts";

describe("a campaign", () => {
  test("is made once per id, listed, changed, and refused at the path of a fault", async () => {
    const shop = await openShop();
    const made = await campaign(shop, "sale", 500);
    expect([made.status, made.body]).toMatchObject([
      201,
      { id: "sale", startsAt: "2020-01-01T00:00:00.000Z", budget: 500, reserved: 0, spent: 0 },
    ]);
    const again = await campaign(shop, "sale", 500);
    expect([again.status, again.headers.get("idempotent-replay")]).toEqual([200, "true"]);
    expect((await campaign(shop, "sale", 501)).body.code).toBe("idempotency_conflict");
    await campaign(shop, "other");
    const { data } = (await shop.get("/campaigns")).body;
    expect(data.map((one: { id: string; budget: number | null }) => [one.id, one.budget])).toEqual([
      ["other", null],
      ["sale", 500],
    ]);
    const patched = await shop.patch("/campaigns/sale", { name: "Renamed", budget: 600 });
    expect(patched.body).toMatchObject({ name: "Renamed", budget: 600 });
    const backwards = await shop.patch("/campaigns/sale", { endsAt: "2019-01-01T00:00:00Z" });
    expect([backwards.status, backwards.body.errors[0].path]).toEqual([422, "endsAt"]);
    expect((await shop.get("/campaigns/none")).body.code).toBe("unknown_campaign");
    const reversed = { id: "x", name: "x", startsAt: WHILE.endsAt, endsAt: WHILE.startsAt };
    expect((await shop.post("/campaigns", reversed)).body.errors[0].path).toBe("endsAt");
  });

  test("a program has no more campaigns than its bound", async () => {
    const shop = await openShop();
    await env.CONFIG.prepare(
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
       INSERT INTO campaigns SELECT number, 'c' || i, 'c', NULL, '', 0 FROM programs, n WHERE id = ?`,
    )
      .bind(LIMITS.campaignsPerProgram, shop.id)
      .run();
    expect((await campaign(shop, "one-more")).body.code).toBe("too_many_campaigns");
  });

  test("an order belongs to the one it names, else to that of the link credited last, while it runs", async () => {
    const rules = [
      { id: "all", levels: [{ level: 1, kind: "percentage", rateBps: 1_000 }] },
      {
        id: "sale",
        scope: { campaignId: "sale" },
        levels: [{ level: 1, kind: "percentage", rateBps: 2_000 }],
      },
    ];
    const shop = await openShop({}, rules);
    const seller = await shop.promoter("seller");
    await campaign(shop, "sale");
    await campaign(shop, "other");
    const link = await shop.post("/links", {
      promoterId: seller.id,
      destination: "https://shop.example/",
      campaignId: "sale",
    });
    const clickToken = await shop.tapLink(link.body.slug);
    const of = async (orderId: string, more = {}) => {
      const { results } = (await shop.order(orderId, 1_000, { clickToken, ...more })).body;
      return [results[0].campaign?.campaignId, results[0].commissions[0].amount];
    };
    expect(await of("by-link")).toEqual(["sale", 200]);
    expect(await of("by-name", { campaignId: "other" })).toEqual(["other", 100]);
    await shop.patch("/campaigns/sale", { endsAt: "2020-01-02T00:00:00Z" });
    expect(await of("after-its-end")).toEqual([undefined, 100]);
  });
});
