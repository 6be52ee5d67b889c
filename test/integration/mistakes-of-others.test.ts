/**
 * Mistakes found in other systems of the field, each turned into what we guarantee instead. Those of the pure core
 * stand with their subject in test/unit, those of the edge in the folder edge, repeats and races in orders/exactly-once.
 */
import { describe, expect, test } from "vitest";
import { EMPTY, openShop, request } from "../support/shop.ts";

const RELEASED_AT_ONCE = { settlement: { holdPeriod: "PT0S", holdStartsAt: "paid", minPayout: 1 } };

describe("clicks", () => {
  test("two people behind one address with one browser are two visitors with a click each", async () => {
    const shop = await openShop();
    const seller = await shop.promoter("seller");
    const nat = { "cf-connecting-ip": "203.0.113.7" };
    const [first, second] = [await shop.tap(seller, nat), await shop.tap(seller, nat)];
    expect(first).not.toBe(second);
    await shop.order("a", 1_000, { clickToken: first, customerId: "a" });
    await shop.order("b", 1_000, { clickToken: second, customerId: "b" });
    await shop.settle();
    expect(await shop.wallet(seller)).toEqual({ ...EMPTY, pending: 200 });
  });

  test("no name, address or number of a person is in the landing URL or the token", async () => {
    const shop = await openShop();
    const made = await shop.post("/promoters", { memberId: "li.wei@example.com", name: "Li Wei" });
    const token = await shop.tap(made.body);
    const plain = `${token} ${Buffer.from(token, "base64url").toString("latin1")}`.toLowerCase();
    for (const secret of ["li.wei", "example.com", "li wei"]) expect(plain).not.toContain(secret);
  });
});

describe("claims", () => {
  test("an order that could not be read claims nothing: corrected, it is accepted under the same id", async () => {
    const shop = await openShop();
    const seller = await shop.promoter("seller");
    const clickToken = await shop.tap(seller);
    expect((await shop.order("o1", -5, { clickToken })).status).toBe(422);
    expect((await shop.order("o1", 1_000, { clickToken })).body.results[0].status).toBe("accepted");
  });

  test("an order told again after any time is still the same order", async () => {
    const shop = await openShop();
    const occurredAt = new Date(Date.now() - 399 * 86_400_000).toISOString();
    await shop.order("old", 1_000, { occurredAt });
    expect((await shop.order("old", 1_000, { occurredAt })).body.results[0].status).toBe("duplicate");
    expect((await shop.order("old", 2_000, { occurredAt })).status).toBe(409);
  });

  test("a rate that travels with the order is refused, not believed", async () => {
    const shop = await openShop();
    const seller = await shop.promoter("seller");
    const received = await shop.order("o1", 1_000, { clickToken: await shop.tap(seller), rateBps: 9_000 });
    expect(received).toMatchObject({ status: 422, body: { code: "invalid_body" } });
    const hidden = await shop.order("o1", 1_000, {
      clickToken: await shop.tap(seller),
      metadata: { rateBps: "9000" },
    });
    expect(hidden.body.results[0].commissions[0].amount).toBe(100);
  });
});

describe("refunds and disputes", () => {
  test("a partial refund takes back its share alone, of every level", async () => {
    const shop = await openShop();
    const [top, seller] = await shop.line("top", "seller");
    await shop.order("o1", 10_000, {
      clickToken: await shop.tap(seller),
      items: [
        { productId: "x", quantity: 2, amount: 6_000 },
        { productId: "y", quantity: 1, amount: 4_000 },
      ],
    });
    await shop.event("o1", "refunded", "r", { amount: 1_000, items: [{ productId: "x", quantity: 1 }] });
    await shop.settle();
    expect(await shop.wallet(seller)).toEqual({ ...EMPTY, pending: 900 });
    expect(await shop.wallet(top)).toEqual({ ...EMPTY, pending: 450 });
  });

  test("a refund or lost dispute after the payout is a debt to its last unit, not cut at the balance", async () => {
    const shop = await openShop(RELEASED_AT_ONCE);
    const seller = await shop.promoter("seller");
    const clickToken = await shop.tap(seller);
    await shop.order("o1", 10_000, { clickToken });
    await shop.settle();
    await shop.namePayee(seller);
    const payout = await shop.post(
      `/promoters/${seller.id}/payouts`,
      { amount: 900 },
      { "idempotency-key": "k" },
    );
    await shop.post(`/payouts/${payout.body.id}/approve`, {});
    await shop.post("/payout-batches", {}, { "idempotency-key": "b" });
    await shop.post(`/payouts/${payout.body.id}/paid`, {});
    await shop.event("o1", "disputed", "d1", { disputeId: "d" });
    await shop.event("o1", "dispute_lost", "d2", { disputeId: "d" });
    await shop.settle();
    expect(await shop.wallet(seller)).toEqual({ ...EMPTY, paid: 900, debt: 900 });
    await shop.event("o1", "dispute_won", "d3", { disputeId: "d" });
    await shop.settle();
    expect(await shop.wallet(seller)).toEqual({ ...EMPTY, paid: 900, available: 100 });
  });
});

describe("sums", () => {
  test("a hold of zero days is in every sum and is released", async () => {
    const shop = await openShop(RELEASED_AT_ONCE);
    const seller = await shop.promoter("seller");
    await shop.order("o1", 10_000, { clickToken: await shop.tap(seller) });
    await shop.settle();
    expect(await shop.wallet(seller)).toEqual({ ...EMPTY, available: 1_000 });
  });

  test("200 orders at once for one promoter lose no unit", async () => {
    const shop = await openShop();
    const seller = await shop.promoter("seller");
    const clickToken = await shop.tap(seller);
    await Promise.all(Array.from({ length: 200 }, (_, n) => shop.order(`o${n}`, 1_230, { clickToken })));
    await shop.settle();
    expect(await shop.wallet(seller)).toEqual({ ...EMPTY, pending: 200 * 123 });
  });

  test("a rate of 7.5 % pays 7.5 %", async () => {
    const rules = [{ id: "r", scope: {}, levels: [{ level: 1, kind: "percentage", rateBps: 750 }] }];
    const shop = await openShop({}, rules);
    const seller = await shop.promoter("seller");
    const order = await shop.order("o1", 10_000, { clickToken: await shop.tap(seller) });
    expect(order.body.results[0].commissions[0].amount).toBe(750);
  });
});

describe("levels", () => {
  test("a level of 0 % pays nobody and does not hand the next level's rate to the same person", async () => {
    const rules = [
      {
        id: "r",
        scope: {},
        levels: [
          { level: 1, kind: "percentage", rateBps: 1_000 },
          { level: 2, kind: "percentage", rateBps: 0 },
          { level: 3, kind: "percentage", rateBps: 200 },
        ],
      },
    ];
    const shop = await openShop({}, rules);
    const [top, middle, seller] = await shop.line("top", "middle", "seller");
    await shop.order("o1", 10_000, { clickToken: await shop.tap(seller) });
    await shop.settle();
    expect(await shop.wallet(middle)).toEqual(EMPTY);
    expect(await shop.wallet(top)).toEqual({ ...EMPTY, pending: 200 });
  });

  test("a suspended upline forfeits its own share and stops no other level", async () => {
    const shop = await openShop();
    const [top, middle, seller] = await shop.line("top", "middle", "seller");
    await shop.patch(`/promoters/${middle.id}`, { status: "suspended" });
    await new Promise((resolve) => setTimeout(resolve, 2));
    await shop.order("o1", 10_000, { clickToken: await shop.tap(seller) });
    await shop.settle();
    expect(await shop.wallet(middle)).toEqual(EMPTY);
    expect(await shop.wallet(top)).toEqual({ ...EMPTY, pending: 200 });
  });

  test("who buys through a link of its own earns nothing", async () => {
    const shop = await openShop();
    const seller = await shop.promoter("seller");
    const order = await shop.order("o1", 10_000, {
      clickToken: await shop.tap(seller),
      customerId: "seller",
    });
    expect(order.body.results[0]).toMatchObject({ attribution: { basis: "none" }, commissions: [] });
  });
});

test("another program's key reads and changes nothing here", async () => {
  const [mine, other] = [await openShop(), await openShop()];
  const seller = await mine.promoter("seller");
  const answer = await request("GET", `/v1/programs/${mine.id}/promoters/${seller.id}/wallet`, {
    token: other.apiKey,
  });
  expect(answer).toMatchObject({ status: 404, body: { code: "not_found" } });
});
