/** The budget of a campaign, over HTTP through the whole Worker: not one unit beyond, not one unit wasted. */
import { abortAllDurableObjects } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { askNow, campaign, spending, untilTaken, withSeller } from "../../support/campaigns/budget.ts";
import { sized } from "../../support/effort.ts";
import type { Shop } from "../../support/shop.ts";

const ORDERS = sized(60, 1_000, 120);
const ORDERS_AMID_KILLS = sized(40, 200, 80);

/** The commissions of all orders of the shop, by their owners. */
async function commissionsOf(shop: Shop, orderIds: readonly string[]): Promise<number> {
  let sum = 0;
  for (const id of orderIds) {
    const { status, body } = await shop.get(`/orders/${id}`);
    if (status !== 200) continue;
    for (const one of body.commissions) sum += one.kept;
  }
  return sum;
}

describe("a budget", () => {
  test("is spent to the last unit that fits; what does not is cut from the highest level and said", async () => {
    const [shop, , clickToken] = await withSeller();
    await campaign(shop, "sale", 2_000);
    const first = (await shop.order("o1", 10_000, { clickToken, campaignId: "sale" })).body.results[0];
    expect(first.campaign).toEqual({ campaignId: "sale", wanted: 1_700, granted: 1_700 });
    const second = (await shop.order("o2", 10_000, { clickToken, campaignId: "sale" })).body.results[0];
    expect(second.campaign).toEqual({ campaignId: "sale", wanted: 1_700, granted: 300 });
    expect(second.commissions.map((one: { amount: number }) => one.amount)).toEqual([300, 0, 0]);
    const third = (await shop.order("o3", 10_000, { clickToken, campaignId: "sale" })).body.results[0];
    expect(third.campaign.granted).toBe(0);
    await shop.settle();
    expect(await spending(shop)).toEqual({ budget: 2_000, reserved: 0, spent: 2_000 });
    expect((await shop.get("/orders/o2")).body.campaign).toMatchObject({ wanted: 1_700, granted: 300 });
  });

  test("a repeat takes nothing more, and a refund gives back what the commissions lose", async () => {
    const [shop, , clickToken] = await withSeller();
    await campaign(shop, "sale", 1_700);
    const more = { clickToken, campaignId: "sale" };
    await Promise.all(Array.from({ length: 10 }, () => shop.order("o1", 10_000, more)));
    await shop.settle();
    expect(await spending(shop)).toMatchObject({ reserved: 0, spent: 1_700 });
    await shop.order("o1", 10_000, more);
    await shop.event("o1", "refunded", "r1", { amount: 5_000 });
    await shop.settle();
    expect(await spending(shop)).toMatchObject({ reserved: 0, spent: 850 });
    await shop.order("o2", 10_000, more);
    await shop.settle();
    expect(await spending(shop)).toMatchObject({ reserved: 0, spent: 1_700 });
  });

  test("sets nothing aside for a repeat of an order that it had no room for, nor for one in conflict", async () => {
    const [shop, , clickToken] = await withSeller();
    await campaign(shop, "sale", 1_700);
    const more = { clickToken, campaignId: "sale" };
    await shop.order("o1", 10_000, more);
    const cut = await shop.order("o2", 10_000, more);
    expect(cut.body.results[0].campaign).toMatchObject({ wanted: 1_700, granted: 0 });
    await shop.settle();
    await shop.event("o1", "cancelled", "gone");
    await shop.settle();
    expect(await spending(shop)).toMatchObject({ reserved: 0, spent: 0 });
    const again = await shop.order("o2", 10_000, more);
    expect(again.body.results[0]).toMatchObject({ status: "duplicate", campaign: { granted: 0 } });
    expect((await shop.order("o2", 9_000, more)).status).toBe(409);
    expect(await spending(shop)).toMatchObject({ reserved: 0, spent: 0 });
    expect((await shop.order("o3", 10_000, more)).body.results[0].campaign.granted).toBe(1_700);
  });

  test("sets nothing aside for who comes late in a race of credits by hand", async () => {
    const [shop, seller, clickToken] = await withSeller();
    const other = await shop.promoter("other", "middle");
    await campaign(shop, "sale", 3_400);
    await shop.order("o1", 10_000, { campaignId: "sale" });
    const credited = await Promise.all(
      [seller, other, seller, other].map(async ({ id }) => {
        const { status } = await shop.post("/orders/o1/credit", { promoterId: id, reason: "shown" });
        return status;
      }),
    );
    expect(credited.toSorted((a, b) => a - b)).toEqual([200, 200, 409, 409]);
    const next = await shop.order("o2", 10_000, { clickToken, campaignId: "sale" });
    expect(next.body.results[0].campaign).toEqual({ campaignId: "sale", wanted: 1_700, granted: 1_700 });
  });

  test("is not lowered below what is spent; raised, it has room again; without one there is no bound", async () => {
    const [shop, , clickToken] = await withSeller();
    await campaign(shop, "sale", 1_000);
    await shop.order("o1", 10_000, { clickToken, campaignId: "sale" });
    await shop.settle();
    expect((await shop.patch("/campaigns/sale", { budget: 999 })).body.code).toBe("budget_below_spent");
    expect((await shop.patch("/campaigns/sale", { budget: null })).body.budget).toBe(null);
    await shop.order("o2", 10_000, { clickToken, campaignId: "sale" });
    await shop.settle();
    expect(await spending(shop)).toEqual({ budget: null, reserved: 0, spent: 2_700 });
  });

  test("a change that is refused for its dates or its budget changes neither", async () => {
    const [shop, , clickToken] = await withSeller();
    await campaign(shop, "sale", 2_000);
    await shop.order("o1", 10_000, { clickToken, campaignId: "sale" });
    await shop.settle();
    const before = (await shop.get("/campaigns/sale")).body;
    const endsAt = "2098-01-01T00:00:00Z";
    const below = await shop.patch("/campaigns/sale", { budget: 1_699, endsAt, name: "Other" });
    expect(below.body.code).toBe("budget_below_spent");
    // As if others had used up the dates between the check and the change.
    await env.CONFIG.exec(
      "CREATE TRIGGER meanwhile BEFORE INSERT ON campaign_versions BEGIN SELECT RAISE(IGNORE); END",
    );
    const late = await shop.patch("/campaigns/sale", { budget: 5_000, endsAt });
    await env.CONFIG.exec("DROP TRIGGER meanwhile");
    expect([late.status, late.body.code]).toEqual([409, "concurrent_change"]);
    expect((await shop.get("/campaigns/sale")).body).toEqual(before);
    const changed = (await shop.patch("/campaigns/sale", { budget: 1_700, endsAt })).body;
    expect(changed).toMatchObject({ budget: 1_700, endsAt: "2098-01-01T00:00:00.000Z" });
  });

  test(`${ORDERS.toLocaleString("en")} orders at once spend it to the last unit and not beyond`, async () => {
    const [shop, , clickToken] = await withSeller();
    await campaign(shop, "sale", 100_001);
    const ids = Array.from({ length: ORDERS }, (_, index) => `o${index}`);
    const answers = await Promise.all(
      ids.map((id) => shop.order(id, 10_000, { clickToken, campaignId: "sale" })),
    );
    expect(answers.every((answer) => answer.status === 200)).toBe(true);
    await shop.settle();
    expect(await spending(shop)).toEqual({ budget: 100_001, reserved: 0, spent: 100_001 });
    const paid = answers.flatMap(({ body }) => body.results[0].commissions as { amount: number }[]);
    expect(paid.reduce((sum, one) => sum + one.amount, 0)).toBe(100_001);
  });

  test("the same while every object is killed again and again in the middle", async () => {
    const [shop, , clickToken] = await withSeller();
    await campaign(shop, "sale", 20_001);
    const ids = Array.from({ length: ORDERS_AMID_KILLS }, (_, index) => `o${index}`);
    const killing = { on: true };
    const killer = (async () => {
      for (let kill = 0; kill < 25 && killing.on; kill += 1) {
        await new Promise((resolve) => setTimeout(resolve, 40));
        await abortAllDurableObjects();
      }
    })();
    await Promise.all(
      ids.map(async (id) => {
        await untilTaken(() => shop.order(id, 10_000, { clickToken, campaignId: "sale" }));
      }),
    );
    killing.on = false;
    await killer;
    await shop.settle();
    await askNow(shop);
    await shop.settle();
    const state = await spending(shop);
    expect(state).toMatchObject({ reserved: 0 });
    expect(await commissionsOf(shop, ids)).toBe(state.spent);
    expect(state.spent).toBe(20_001);
  });
});
