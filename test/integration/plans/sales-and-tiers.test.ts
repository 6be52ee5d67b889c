/** Sales of promoters and the tiers that follow from them, over HTTP through the whole Worker. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { openShop, type Promoter, type Shop } from "../../support/shop.ts";

const percent = (level: number, rateBps: number) => ({ level, kind: "percentage", rateBps });
const BY_SALES = (basis: string) => [
  {
    id: "by-sales",
    levels: [
      {
        level: 1,
        kind: "tiered",
        basis,
        brackets: [
          { from: 0, rateBps: 500 },
          { from: 10_000, rateBps: 1_000 },
        ],
      },
    ],
  },
];

async function sales(shop: Shop, promoter: Promoter, query = "") {
  return (await shop.get(`/promoters/${promoter.id}/sales${query}`)).body;
}

async function earned(shop: Shop, orderId: string): Promise<number[]> {
  const { commissions } = (await shop.get(`/orders/${orderId}`)).body;
  return commissions.map((one: { amount: number }) => one.amount);
}

/** Lets a review that is due happen now. */
async function review(shop: Shop, due: boolean): Promise<void> {
  const book = env.ACCOUNT_BOOK.getByName(`${shop.id}/0`);
  await runInDurableObject(book, async (_, state) => {
    if (due) state.storage.sql.exec("UPDATE tier_plan SET next_review_at_ms = 1");
  });
  await book.wake(1);
}

describe("sales", () => {
  test("a tiered rate goes by the sales before the order, for the whole of it", async () => {
    const shop = await openShop({}, BY_SALES("lifetime_sales"));
    const seller = await shop.promoter("seller");
    const clickToken = await shop.tap(seller);
    await shop.order("o1", 10_000, { clickToken });
    await shop.settle();
    await shop.order("o2", 5_000, { clickToken });
    expect([await earned(shop, "o1"), await earned(shop, "o2")]).toEqual([[500], [500]]);
    await shop.settle();
    expect(await sales(shop, seller)).toMatchObject({ lifetimeSales: 15_000, monthSales: 15_000 });
  });

  test("refunds take their part from sales, a voided refund and a repeat bring nothing twice", async () => {
    const shop = await openShop();
    const seller = await shop.promoter("seller");
    await shop.order("o1", 10_001, { clickToken: await shop.tap(seller) });
    await shop.event("o1", "refunded", "r1", { amount: 3_333 });
    await shop.event("o1", "refunded", "r1", { amount: 3_333 });
    await shop.settle();
    expect((await sales(shop, seller)).lifetimeSales).toBe(6_668);
    await shop.event("o1", "refund_voided", "v1", { voids: "r1" });
    await shop.settle();
    expect((await sales(shop, seller)).lifetimeSales).toBe(10_001);
    await shop.event("o1", "cancelled", "c1");
    await shop.settle();
    expect(await sales(shop, seller)).toMatchObject({ lifetimeSales: 0, monthSales: 0 });
  });

  test("a month is the calendar month of the program's own time zone, by when the order occurred", async () => {
    const shop = await openShop({ timezone: "Asia/Shanghai" }, BY_SALES("month_sales"));
    const seller = await shop.promoter("seller");
    await shop.put("/commission-rules", { rules: BY_SALES("month_sales") });
    const binding = await shop.post("/bindings", { customerId: "buyer", promoterId: seller.id });
    expect(binding.status).toBe(201);
    const at = (occurredAt: string) => ({ clickTokens: [], couponCode: "C", occurredAt });
    await shop.post("/coupons", { code: "C", promoterId: seller.id });
    await shop.order("october", 1_000, at("2026-10-31T15:59:59Z"));
    await shop.order("november", 300, at("2026-10-31T16:00:00Z"));
    await shop.settle();
    expect(await sales(shop, seller, "?month=2026-10")).toMatchObject({
      lifetimeSales: 1_300,
      monthSales: 1_000,
    });
    expect((await sales(shop, seller, "?month=2026-11")).monthSales).toBe(300);
  });

  test("several credited promoters share the sales as they share the order, level 2 sells nothing", async () => {
    const shop = await openShop({ attribution: { model: "linear" } });
    const [above, one] = await shop.line("above", "one");
    const other = await shop.promoter("other");
    await shop.order("o1", 1_003, { clickTokens: [await shop.tap(one), await shop.tap(other)] });
    await shop.settle();
    const all = await Promise.all([above, one, other].map((promoter) => sales(shop, promoter)));
    expect(all.map((sold) => sold.lifetimeSales)).toEqual([0, 502, 501]);
  });

  test("orders spread over several owners at the same moment are each counted once", async () => {
    const shop = await openShop({ objects: 3 });
    const seller = await shop.promoter("seller");
    const clickToken = await shop.tap(seller);
    await Promise.all(Array.from({ length: 20 }, (_, index) => shop.order(`o${index}`, 100, { clickToken })));
    for (let round = 0; round < 3; round += 1) {
      await Promise.all(
        [0, 1, 2].map((index) => env.COMMISSION_LEDGER.getByName(`${shop.id}/${index}`).wake(3)),
      );
    }
    expect((await sales(shop, seller)).lifetimeSales).toBe(2_000);
  });
});

describe("tiers", () => {
  test("new programs have four; a set of their own counts from the beginning, later ones from when they were set", async () => {
    const shop = await openShop();
    const defaults = (await shop.get("/tiers")).body;
    expect(defaults).toMatchObject({ version: 0, review: "never" });
    expect(defaults.tiers).toEqual([
      { name: "bronze", fromSales: 0 },
      { name: "silver", fromSales: 100_000 },
      { name: "gold", fromSales: 500_000 },
      { name: "diamond", fromSales: 2_000_000 },
    ]);
    const tiers = [
      { name: "one", fromSales: 0 },
      { name: "two", fromSales: 10 },
    ];
    const set = await shop.put("/tiers", { tiers, review: "monthly" });
    expect(set.body).toEqual({
      version: 1,
      effectiveFrom: "1970-01-01T00:00:00.000Z",
      setBy: { actor: expect.stringMatching(/^ak_/), name: "first" },
      tiers,
      review: "monthly",
    });
    expect((await shop.put("/tiers", { tiers, review: "monthly" })).body.version).toBe(1);
    expect((await shop.put("/tiers", { tiers })).body).toMatchObject({ version: 2, review: "never" });
    expect((await shop.get("/tiers?version=1")).body.review).toBe("monthly");
    expect((await shop.get("/tiers?version=9")).status).toBe(404);
  });

  test.each([
    ["tiers", []],
    ["tiers[0].fromSales", [{ name: "a", fromSales: 1 }]],
    [
      "tiers[1].fromSales",
      [
        { name: "a", fromSales: 0 },
        { name: "b", fromSales: 0 },
      ],
    ],
    [
      "tiers[1].name",
      [
        { name: "a", fromSales: 0 },
        { name: "a", fromSales: 5 },
      ],
    ],
  ])("a fault at %s is refused", async (path, tiers) => {
    const shop = await openShop();
    const answer = await shop.put("/tiers", { tiers });
    expect([answer.status, answer.body.errors[0].path]).toEqual([422, path]);
  });

  test("a program has as many tiers as it may have, and no more", async () => {
    const shop = await openShop();
    const tiers = Array.from({ length: LIMITS.tiersPerProgram + 1 }, (_, index) => {
      return { name: `t${index}`, fromSales: index };
    });
    expect((await shop.put("/tiers", { tiers })).status).toBe(422);
    expect(
      (
        await shop.put("/tiers", {
          tiers: tiers.slice(1).map((tier, index) => ({ ...tier, fromSales: index })),
        })
      ).status,
    ).toBe(200);
  });

  test("a tier rises as soon as sales cross its line, and the tier at the order's time decides", async () => {
    const rules = [
      { id: "all", levels: [percent(1, 1_000)] },
      { id: "silver", scope: { tier: "silver" }, levels: [percent(1, 2_000)] },
    ];
    const shop = await openShop({}, rules);
    const seller = await shop.promoter("seller");
    const clickToken = await shop.tap(seller);
    const before = new Date().toISOString();
    await shop.order("o1", 100_000, { clickToken });
    await shop.settle();
    expect((await sales(shop, seller)).tier).toBe("silver");
    await new Promise((resolve) => setTimeout(resolve, 5));
    await shop.order("o2", 1_000, { clickToken });
    await shop.order("late", 1_000, { clickToken, occurredAt: before });
    expect([await earned(shop, "o1"), await earned(shop, "o2"), await earned(shop, "late")]).toEqual([
      [10_000],
      [200],
      [100],
    ]);
    const history = (await shop.get(`/promoters/${seller.id}/tier-history`)).body.data;
    expect(history.map((change: { tier: string; cause: string }) => [change.tier, change.cause])).toEqual([
      ["silver", "sales"],
    ]);
  });

  test("a tier falls at the monthly review alone, and only where the program reviews", async () => {
    const shop = await openShop();
    const seller = await shop.promoter("seller");
    await shop.order("o1", 500_000, { clickToken: await shop.tap(seller) });
    await shop.settle();
    await shop.event("o1", "refunded", "r1", { amount: 400_000 });
    await shop.settle();
    await review(shop, false);
    expect((await sales(shop, seller)).tier).toBe("gold");
    const { tiers } = (await shop.get("/tiers")).body;
    await shop.put("/tiers", { tiers, review: "monthly" });
    await review(shop, false);
    expect((await sales(shop, seller)).tier).toBe("gold");
    await review(shop, true);
    expect((await sales(shop, seller)).tier).toBe("silver");
  });

  test("an operator's tier counts at once, is kept by a review, and gives way to a higher one by sales", async () => {
    const shop = await openShop();
    const seller = await shop.promoter("seller");
    const patched = await shop.patch(`/promoters/${seller.id}`, { tier: "silver" });
    expect(patched.body.tier).toBe("silver");
    const { tiers } = (await shop.get("/tiers")).body;
    await shop.put("/tiers", { tiers, review: "monthly" });
    await review(shop, true);
    expect((await sales(shop, seller)).tier).toBe("silver");
    await shop.order("o1", 500_000, { clickToken: await shop.tap(seller) });
    await shop.settle();
    expect((await sales(shop, seller)).tier).toBe("gold");
    expect((await shop.patch(`/promoters/${seller.id}`, { tier: "none" })).body.code).toBe("unknown_tier");
  });

  test("a tier named at joining counts from the beginning; another one in a repeat is a conflict", async () => {
    const shop = await openShop();
    const made = await shop.post("/promoters", { memberId: "m", tier: "gold" });
    expect([made.status, made.body.tier]).toEqual([201, "gold"]);
    expect((await shop.post("/promoters", { memberId: "m", tier: "gold" })).status).toBe(200);
    expect((await shop.post("/promoters", { memberId: "m", tier: "silver" })).status).toBe(409);
    expect((await shop.get("/promoters")).body.data[0].tier).toBe("gold");
    const [first] = (await shop.get(`/promoters/${made.body.id}/tier-history`)).body.data;
    expect(first).toEqual({ tier: "gold", from: "1970-01-01T00:00:00.000Z", cause: "joined" });
  });

  test("when the tiers change, those who reach a higher one rise and a tier that is gone is replaced", async () => {
    const shop = await openShop();
    const seller = await shop.promoter("seller");
    const pinned = await shop.promoter("pinned");
    await shop.patch(`/promoters/${pinned.id}`, { tier: "diamond" });
    await shop.order("o1", 1_000, { clickToken: await shop.tap(seller) });
    await shop.settle();
    await shop.put("/tiers", {
      tiers: [
        { name: "new", fromSales: 0 },
        { name: "old-hand", fromSales: 500 },
      ],
    });
    await review(shop, false);
    expect((await sales(shop, seller)).tier).toBe("old-hand");
    expect((await sales(shop, pinned)).tier).toBe("new");
  });
});
