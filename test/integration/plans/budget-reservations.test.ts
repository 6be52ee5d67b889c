/** Reservations of a budget: each is confirmed with its order or given back, and a void one holds up nobody. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { amountMinor } from "../../../domain/kernel/money.ts";
import { askNow, campaign, spending, withSeller } from "../../support/campaigns/budget.ts";

describe("a budget", () => {
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

  test("a reservation of an order whose cost was refused is void: nobody asks for it for ever", async () => {
    const [shop, , clickToken] = await withSeller();
    await campaign(shop, "sale", 1_700);
    await shop.order("o1", 10_000, { clickToken, campaignId: "sale" });
    const ledger = env.COMMISSION_LEDGER.getByName(`${shop.id}/0`);
    const question = [{ orderId: "o1", reservation: 9, campaignId: "sale" }];
    expect(await ledger.settleReservations(`${shop.id}/0`, question)).toEqual(["confirmed"]);
    await runInDurableObject(ledger, async (_, state) => {
      state.storage.sql.exec(
        "INSERT INTO refused_rows (pair, seq, code) SELECT pair, seq, 'over_budget' FROM outbox WHERE kind = 'cost'",
      );
    });
    expect(await ledger.settleReservations(`${shop.id}/0`, question)).toEqual(["void"]);
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
    const risk = {
      verdict: "block",
      score: 2.5,
      reasons: [{ code: "page_reported", weight: 2.5, facts: {} }],
    } as const;
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
});
