import { abortAllDurableObjects } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { balancesOf, EMPTY, openShop } from "../../support/shop.ts";

describe("a purchase", () => {
  test("pays the promoter and two uplines through hold, release and refund, exactly", async () => {
    const shop = await openShop({ settlement: { holdPeriod: "P7D", holdStartsAt: "received" } });
    const [top, middle, seller] = await shop.line("top", "middle", "seller");
    const clickToken = await shop.tap(seller);
    const order = await shop.order("o1", 10_001, { customerId: "buyer", clickToken });
    expect(order.body.results[0]).toMatchObject({
      status: "accepted",
      attribution: { basis: "touch", credits: [{ promoterId: seller.id, weightBps: 10_000 }] },
    });
    const paid = order.body.results[0].commissions.map((c: Record<string, unknown>) => [
      c["promoterId"],
      c["level"],
      c["amount"],
      c["state"],
    ]);
    expect(paid).toEqual([
      [seller.id, 1, 1_000, "pending"],
      [middle.id, 2, 500, "pending"],
      [top.id, 3, 200, "pending"],
    ]);
    await shop.settle();
    expect(await shop.wallet(seller)).toEqual({ ...EMPTY, pending: 1_000 });
    const received = await shop.event("o1", "received", "e1");
    expect(received.body.order).toMatchObject({ state: "held" });
    await shop.settle();
    expect(await shop.wallet(middle)).toEqual({ ...EMPTY, held: 500 });
    await shop.event("o1", "refunded", "e2", { amount: 3_333 });
    const repeat = (await shop.order("o1", 10_001, { clickToken })).body.results[0];
    expect([repeat.status, repeat.commissions[0].amount, repeat.commissions[0].kept]).toEqual([
      "duplicate",
      1_000,
      667,
    ]);
    await shop.post("/orders/o1/release", { reason: "the goods are known to be kept" });
    const again = (await shop.post("/orders/o1/release", { reason: "once more" })).body;
    expect([again.status, again.code]).toEqual([409, "invalid_transition"]);
    expect(again.detail).toMatch(/^the order cannot be released: it was released at 20/);
    await shop.settle();
    expect(await shop.wallet(seller)).toEqual({ ...EMPTY, available: 667 });
    expect(await shop.wallet(middle)).toEqual({ ...EMPTY, available: 334 });
    expect(await shop.wallet(top)).toEqual({ ...EMPTY, available: 134 });
    await shop.event("o1", "refunded", "e3", { amount: 6_668 });
    await shop.settle();
    for (const promoter of [seller, middle, top]) {
      expect(await shop.wallet(promoter)).toEqual(EMPTY);
      const balances = balancesOf(await shop.journal(promoter));
      expect([...balances.values()].every((balance) => balance === 0)).toBe(true);
      const verdict = await shop.get(`/promoters/${promoter.id}/journal/verification`);
      expect(verdict.body).toMatchObject({ valid: true, brokenAt: null });
    }
  });

  test("is released by its owner's clock when the hold has ended", async () => {
    const shop = await openShop({ settlement: { holdPeriod: "PT0S", holdStartsAt: "paid" } });
    const seller = await shop.promoter("seller");
    await shop.order("o1", 5_000, { clickToken: await shop.tap(seller) });
    await shop.settle();
    expect(await shop.wallet(seller)).toEqual({ ...EMPTY, available: 500 });
    expect((await shop.get("/orders/o1")).body).toMatchObject({ state: "available" });
  });

  test("that is refunded after its payout leaves a debt, which the next release pays first", async () => {
    const shop = await openShop({ settlement: { holdPeriod: "PT0S", holdStartsAt: "paid", minPayout: 1 } });
    const seller = await shop.promoter("seller");
    const clickToken = await shop.tap(seller);
    await shop.order("o1", 10_000, { clickToken });
    await shop.settle();
    await shop.namePayee(seller);
    const payout = await shop.post(
      `/promoters/${seller.id}/payouts`,
      { amount: 1_000 },
      { "idempotency-key": "k" },
    );
    expect(payout.status).toBe(201);
    await shop.post(`/payouts/${payout.body.id}/approve`, {});
    const batch = await shop.post("/payout-batches", {}, { "idempotency-key": "b" });
    expect(batch.body).toMatchObject({ state: "sealed", count: 1, net: 1_000 });
    expect((await shop.post(`/payouts/${payout.body.id}/paid`, {})).body.state).toBe("paid");
    await shop.event("o1", "refunded", "r1");
    await shop.settle();
    expect(await shop.wallet(seller)).toEqual({ ...EMPTY, paid: 1_000, debt: 1_000 });
    await shop.order("o2", 15_000, { clickToken });
    await shop.settle();
    expect(await shop.wallet(seller)).toEqual({ ...EMPTY, available: 500, paid: 1_000 });
  });

  test("told before its order, a refund ends as one told after it", async () => {
    const shop = await openShop();
    const seller = await shop.promoter("seller");
    const clickToken = await shop.tap(seller);
    const early = await shop.event("early", "refunded", "r", { amount: 3_333 });
    expect(early).toMatchObject({ status: 202, body: { status: "waiting" } });
    expect(
      (await shop.event("early", "refunded", "r", { amount: 3_333 })).headers.get("idempotent-replay"),
    ).toBe("true");
    await shop.order("early", 10_001, { clickToken });
    await shop.order("late", 10_001, { clickToken });
    await shop.event("late", "refunded", "r", { amount: 3_333 });
    await shop.settle();
    const [early_, late] = [await shop.get("/orders/early"), await shop.get("/orders/late")];
    expect(early_.body.commissions[0]).toMatchObject({ amount: 1_000, kept: 667, state: "pending" });
    expect(late.body.commissions[0]).toMatchObject({ amount: 1_000, kept: 667, state: "pending" });
    const kinds = (await shop.journal(seller)).toReversed().map((line) => [line.kind, line.amount]);
    expect(kinds).toEqual([
      ["earn", 1_000],
      ["reverse", 333],
      ["earn", 1_000],
      ["reverse", 333],
    ]);
  });

  test("under two rules pays every share in one commission with a line for each", async () => {
    const shop = await openShop({}, [
      {
        id: "shoes",
        scope: { productId: "shoe" },
        levels: [{ level: 1, kind: "percentage", rateBps: 2_000 }],
      },
      { id: "rest", scope: {}, levels: [{ level: 1, kind: "percentage", rateBps: 1_000 }] },
    ]);
    const seller = await shop.promoter("seller");
    const order = await shop.order("o1", 3_000, {
      clickToken: await shop.tap(seller),
      items: [
        { productId: "shoe", quantity: 1, amount: 1_000 },
        { productId: "sock", quantity: 2, amount: 2_000 },
      ],
    });
    expect(order.body.results[0].commissions).toMatchObject([
      {
        amount: 400,
        lines: [
          { ruleId: "shoes", amount: 200 },
          { ruleId: "rest", amount: 200 },
        ],
      },
    ]);
    await shop.settle();
    expect(await shop.wallet(seller)).toEqual({ ...EMPTY, pending: 400 });
  });

  test("credited to two promoters pays their common upline twice", async () => {
    const shop = await openShop({ attribution: { model: "linear" } });
    const top = await shop.promoter("top");
    const [one, two] = [await shop.promoter("one", "top"), await shop.promoter("two", "top")];
    const clickTokens = [await shop.tap(one), await shop.tap(two)];
    const order = await shop.order("o1", 10_000, { clickTokens });
    expect(order.body.results[0].attribution.credits).toHaveLength(2);
    await shop.settle();
    expect(await shop.wallet(one)).toEqual({ ...EMPTY, pending: 500 });
    expect(await shop.wallet(two)).toEqual({ ...EMPTY, pending: 500 });
    expect(await shop.wallet(top)).toEqual({ ...EMPTY, pending: 500 });
    expect(await shop.journal(top)).toHaveLength(2);
  });

  test("that nobody earned is accepted, pays nobody and can be read", async () => {
    const shop = await openShop();
    const order = await shop.order("o1", 10_000, { clickToken: "not-ours" });
    expect(order.body.results[0]).toMatchObject({
      status: "accepted",
      attribution: { basis: "none" },
      commissions: [],
    });
    expect((await shop.get("/orders/o1")).body).toMatchObject({ commissions: [] });
  });

  test("survives the death of every object in the middle: what was accepted is posted once", async () => {
    const shop = await openShop();
    const seller = await shop.promoter("seller");
    const clickToken = await shop.tap(seller);
    for (let round = 0; round < 5; round += 1) {
      const orders = Array.from({ length: 20 }, (_, index) =>
        shop.order(`o-${round}-${index}`, 1_000, { clickToken }),
      );
      await Promise.all(orders);
      await abortAllDurableObjects();
    }
    await shop.settle();
    expect(await shop.wallet(seller)).toEqual({ ...EMPTY, pending: 10_000 });
    expect(await shop.journal(seller)).toHaveLength(100);
  });
});
