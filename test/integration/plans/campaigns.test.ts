/** Campaigns and their budgets, over HTTP through the whole Worker: not one unit beyond, not one unit wasted. */
import { abortAllDurableObjects, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { amountMinor } from "../../../domain/kernel/money.ts";
import { sized } from "../../support/effort.ts";
import { type Answer, openShop, type Promoter, type Shop } from "../../support/shop.ts";

const ORDERS = sized(300, 1_000);
const WHILE = { startsAt: "2020-01-01T00:00:00Z", endsAt: "2099-01-01T00:00:00Z" };

async function campaign(shop: Shop, id: string, budget?: number): Promise<Answer> {
  const body = { id, name: "A sale", ...WHILE, ...(budget === undefined ? {} : { budget }) };
  return await shop.post("/campaigns", body);
}

async function spending(shop: Shop, id = "sale") {
  const { budget, reserved, spent } = (await shop.get(`/campaigns/${id}`)).body;
  return { budget, reserved, spent };
}

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

/** Has the book ask about every reservation that has no answer. */
async function askNow(shop: Shop): Promise<void> {
  const book = env.ACCOUNT_BOOK.getByName(`${shop.id}/0`);
  await runInDurableObject(book, async (_, state) => {
    state.storage.sql.exec("UPDATE reservations SET ask_at_ms = 1 WHERE ask_at_ms IS NOT NULL");
  });
  await book.wake(1);
}

async function withSeller(): Promise<[Shop, Promoter, string]> {
  const shop = await openShop();
  const [, , seller] = await shop.line("top", "middle", "seller");
  return [shop, seller, await shop.tap(seller)];
}

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

  test("an owner that cannot be asked holds up no other", async () => {
    const [shop] = await withSeller();
    await campaign(shop, "sale", 3_000);
    await spending(shop);
    const book = env.ACCOUNT_BOOK.getByName(`${shop.id}/0`);
    const received = { campaignId: "sale", firstBudget: null, wanted: amountMinor(1_000) };
    const broken = env.COMMISSION_LEDGER.getByName(`${shop.id}/1`);
    await runInDurableObject(broken, (_, { storage }) => {
      storage.sql.exec("ALTER TABLE voided_reservations RENAME TO gone");
    });
    await book.reserve([
      { ...received, orderId: "first", ledger: `${shop.id}/1` },
      { ...received, orderId: "second", ledger: `${shop.id}/0` },
    ]);
    await askNow(shop);
    expect(await spending(shop)).toMatchObject({ reserved: 1_000 });
    await runInDurableObject(broken, (_, { storage }) => {
      storage.sql.exec("ALTER TABLE gone RENAME TO voided_reservations");
    });
    await askNow(shop);
    expect(await spending(shop)).toMatchObject({ reserved: 0 });
  });

  test("a reservation whose proposal never came is given back by asking the order's owner", async () => {
    const [shop, , clickToken] = await withSeller();
    await campaign(shop, "sale", 1_700);
    const book = env.ACCOUNT_BOOK.getByName(`${shop.id}/0`);
    const request = {
      campaignId: "sale",
      firstBudget: null,
      orderId: "lost",
      ledger: `${shop.id}/0`,
      wanted: 1_700 as never,
    };
    await spending(shop);
    const [grant] = await book.reserve([request]);
    expect(grant?.granted).toBe(1_700);
    expect(await spending(shop)).toMatchObject({ reserved: 1_700, spent: 0 });
    await book.wake(1);
    expect(await spending(shop)).toMatchObject({ reserved: 1_700 });
    await askNow(shop);
    expect(await spending(shop)).toMatchObject({ reserved: 0 });
    // The void one is never confirmed: the order, when it comes after all, is decided with another.
    const result = (await shop.order("lost", 10_000, { clickToken, campaignId: "sale" })).body.results[0];
    expect(result.campaign.granted).toBe(1_700);
    await shop.settle();
    expect(await spending(shop)).toMatchObject({ reserved: 0, spent: 1_700 });
  });

  test("a proposal with a reservation that was given back meanwhile is not taken", async () => {
    const [shop, , clickToken] = await withSeller();
    await campaign(shop, "sale", 1_700);
    await shop.order("o1", 10_000, { clickToken, campaignId: "sale" });
    const ledger = env.COMMISSION_LEDGER.getByName(`${shop.id}/0`);
    const question = (orderId: string, reservation: number) => [{ orderId, reservation, campaignId: "sale" }];
    expect(await ledger.settleReservations(`${shop.id}/0`, question("o1", 1))).toEqual(["confirmed"]);
    expect(await ledger.settleReservations(`${shop.id}/0`, question("o2", 2))).toEqual(["void"]);
    await runInDurableObject(env.ACCOUNT_BOOK.getByName(`${shop.id}/0`), async (_, state) => {
      state.storage.sql.exec("UPDATE budgets SET budget = NULL");
    });
    // The book hands out number 2 for o2, which its owner declared void: number 2 is never confirmed, but another one.
    const answer = await shop.order("o2", 10_000, { clickToken, campaignId: "sale" });
    expect(answer.body.results[0].campaign.granted).toBe(1_700);
    await shop.settle();
    expect(await spending(shop)).toMatchObject({ reserved: 0, spent: 3_400 });
    expect((await ledger.received("o2"))?.view.decision.budget?.reservation).toBe(3);
  });

  test("one whose void was never heard by its book holds up neither its order nor the others of a batch", async () => {
    const [shop, , clickToken] = await withSeller();
    await campaign(shop, "sale", 10_000);
    const name = `${shop.id}/0`;
    // The owner declares void whatever the book hands out, up to the fifth.
    const void5 = [1, 2, 3, 4, 5].map((reservation) => ({
      orderId: "stuck",
      reservation,
      campaignId: "sale",
    }));
    await env.COMMISSION_LEDGER.getByName(name).settleReservations(name, void5);
    const received = (orderId: string, more = {}) => ({
      orderId,
      amount: 10_000,
      currency: "CNY",
      clickToken,
      ...more,
    });
    const stuck = received("stuck", { campaignId: "sale" });
    const batch = await shop.post("/conversions", { conversions: [stuck, received("free")] });
    expect(batch.status).toBe(200);
    expect(batch.body.results).toMatchObject([
      { orderId: "stuck", status: "rejected", code: "unavailable" },
      { orderId: "free", status: "accepted" },
    ]);
    expect((await shop.webhook("order.paid", stuck, "w1")).status).toBe(200);
    await shop.settle();
    expect(await spending(shop)).toMatchObject({ reserved: 0, spent: 1_700 });
  });

  test("an order that is never taken is told as unavailable, by API and webhook, so that it is sent again", async () => {
    const [shop, , clickToken] = await withSeller();
    await campaign(shop, "sale", 10_000);
    const name = `${shop.id}/0`;
    const voids = Array.from({ length: 9 }, (_, index) => ({
      orderId: "stuck",
      reservation: index + 1,
      campaignId: "sale",
    }));
    await env.COMMISSION_LEDGER.getByName(name).settleReservations(name, voids);
    const more = { clickToken, campaignId: "sale" };
    const stuck = await shop.order("stuck", 10_000, more);
    expect([stuck.status, stuck.body.code]).toEqual([503, "unavailable"]);
    const paid = { orderId: "stuck", amount: 10_000, currency: "CNY", ...more };
    expect((await shop.webhook("order.paid", paid, "w1")).status).toBe(503);
    expect((await shop.webhook("order.paid", paid, "w1")).status).toBe(200);
    await shop.settle();
    expect(await spending(shop)).toMatchObject({ reserved: 0, spent: 1_700 });
  });

  test("an operator's manual credit and a repeat are decided again when their reservation was given back", async () => {
    const [shop, seller, clickToken] = await withSeller();
    await campaign(shop, "sale", 3_400);
    const ledger = env.COMMISSION_LEDGER.getByName(`${shop.id}/0`);
    const voided = async (orderId: string, reservation: number) => {
      const question = [{ orderId, reservation, campaignId: "sale" }];
      expect(await ledger.settleReservations(`${shop.id}/0`, question)).toEqual(["void"]);
    };
    await shop.order("wanted", 10_000, { campaignId: "sale" });
    await voided("wanted", 1);
    const proposal = { promoterId: seller.id, reason: "seen on the phone" };
    expect((await shop.post("/orders/wanted/credit", proposal)).status).toBe(200);
    await shop.order("repeated", 10_000, { campaignId: "sale" });
    await voided("repeated", 3);
    const more = { clickToken, campaignId: "sale" };
    const repeat = (await shop.order("repeated", 10_000, more)).body.results[0];
    expect(repeat).toMatchObject({ status: "duplicate", campaign: { wanted: 1_700, granted: 1_700 } });
    await shop.settle();
    expect(await spending(shop)).toMatchObject({ reserved: 0, spent: 3_400 });
  });

  test("a blocked order's reservation is told as spent once, whatever happens to the order", async () => {
    const [shop, , clickToken] = await withSeller();
    await campaign(shop, "sale", 10_000);
    await shop.order("o1", 10_000, { clickToken, campaignId: "sale" });
    await shop.settle();
    const name = `${shop.id}/0`;
    const [book, ledger] = [env.ACCOUNT_BOOK.getByName(name), env.COMMISSION_LEDGER.getByName(name)];
    const received = await ledger.received("o1");
    if (received?.view.decision.budget === undefined) throw new Error("a campaign's order has a budget");
    const { view, evidence } = received;
    const wanted = amountMinor(1_700);
    const [grant] = await book.reserve([
      { campaignId: "sale", firstBudget: null, orderId: "blocked", ledger: name, wanted },
    ]);
    const budget = {
      slot: received.view.decision.budget.slot,
      wanted,
      granted: wanted,
      reservation: 0,
      ...grant,
    };
    const risk = { verdict: "block", reasons: ["pixel_conversion"] } as const;
    const decision = { ...view.decision, budget, risk };
    const order = { ...view.order, orderId: "blocked" };
    await ledger.accept([{ order, slot: 7, journey: null, decision, evidence }], 1);
    await shop.settle();
    expect(await spending(shop)).toMatchObject({ reserved: 0, spent: 3_400 });
    await shop.event("blocked", "received", "got-it");
    await shop.event("blocked", "refunded", "r1", { amount: 5_000 });
    await shop.event("blocked", "disputed", "d1");
    await shop.settle();
    expect(await spending(shop)).toMatchObject({ reserved: 0, spent: 2_550 });
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
  }, 120_000);

  test("the same while every object is killed again and again in the middle", async () => {
    const [shop, , clickToken] = await withSeller();
    await campaign(shop, "sale", 20_001);
    const ids = Array.from({ length: 200 }, (_, index) => `o${index}`);
    const killing = { on: true };
    const killer = (async () => {
      for (let kill = 0; kill < 25 && killing.on; kill += 1) {
        await new Promise((resolve) => setTimeout(resolve, 40));
        await abortAllDurableObjects();
      }
    })();
    await Promise.all(
      ids.map(async (id) => {
        for (let attempt = 0; attempt < 100; attempt += 1) {
          const answer = await shop
            .order(id, 10_000, { clickToken, campaignId: "sale" })
            .catch(() => ({ status: 0 }));
          if (answer.status === 200) return;
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        throw new Error(`${id} was never taken`);
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
  }, 120_000);
});
