/** Evidence that comes after its order: it credits an order that nobody earned, once, and no other. */
import { describe, expect, test } from "vitest";
import { age, attributionOf, whole } from "../../support/orders/credits.ts";
import { EMPTY, openShop, type Shop } from "../../support/shop.ts";
import { clickAt } from "../../support/orders/touches.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const iso = (ms: number) => new Date(ms).toISOString();

describe("an order that nobody earned", () => {
  test.each([
    ["a token", async (_: Shop, token: string) => ({ clickToken: token })],
    ["a coupon", async () => ({ couponCode: "spring" })],
    [
      "its customer, known by identify",
      async (shop: Shop, token: string) => {
        await shop.identify("buyer", [token]);
        return { customerId: "buyer" };
      },
    ],
    [
      "its customer, who is bound",
      async (shop: Shop) => {
        const [first] = (await shop.get("/promoters")).body.data;
        await shop.post("/bindings", { customerId: "buyer", promoterId: first.id });
        return { customerId: "buyer", occurredAt: undefined };
      },
    ],
  ])("is credited by a duplicate that brings %s, answered with the new credits", async (what, bring) => {
    const shop = await openShop();
    const [top, seller] = await shop.line("top", "seller");
    await shop.coupon("SPRING", seller);
    const earner = what.endsWith("bound") ? top : seller;
    const token = await clickAt(shop, seller, Date.now() - MINUTE);
    const more = await bring(shop, token);
    const first = await shop.order("o1", 10_000, { occurredAt: iso(Date.now()) });
    expect(first.body.results[0]).toMatchObject({ status: "accepted", commissions: [] });
    const again = await shop.order("o1", 10_000, more);
    expect(again.body.results[0]).toMatchObject({
      status: "duplicate",
      attribution: { credits: whole(earner) },
    });
    expect(again.headers.get("idempotent-replay")).toBe("true");
    const third = await shop.order("o1", 10_000, more);
    expect(third.body.results[0].commissions).toEqual(again.body.results[0].commissions);
    await shop.settle();
    expect(await shop.wallet(earner)).toEqual({ ...EMPTY, pending: 1_000 });
    expect(await shop.journal(earner)).toHaveLength(1);
    expect((await shop.get("/orders/o1")).body.events).toMatchObject([{ type: "credited" }]);
  });

  test("is credited by a proved identify that comes after it, to all levels, once", async () => {
    const shop = await openShop();
    const [top, seller] = await shop.line("top", "seller");
    const token = await shop.tap(seller);
    const order = await shop.order("o1", 10_000, { customerId: "buyer" });
    expect(order.body.results[0].attribution.basis).toBe("none");
    await shop.settle();
    await shop.identify("buyer", [token]);
    await shop.identify("buyer", [token]);
    await shop.settle();
    expect(await attributionOf(shop, "o1")).toMatchObject({ basis: "touch", credits: whole(seller) });
    expect(await shop.wallet(seller)).toEqual({ ...EMPTY, pending: 1_000 });
    expect(await shop.wallet(top)).toEqual({ ...EMPTY, pending: 500 });
    expect(await shop.boundTo("buyer")).toBe(seller.id);
  });

  test("is credited though the proof reached the Journey before the Journey heard of the order", async () => {
    const shop = await openShop();
    const seller = await shop.promoter("seller");
    const token = await shop.tap(seller);
    const [order] = await Promise.all([
      shop.order("o1", 10_000, { customerId: "buyer" }),
      shop.identify("buyer", [token]),
    ]);
    expect(order.status).toBe(200);
    await shop.settle();
    expect((await attributionOf(shop, "o1")).credits).toEqual(whole(seller));
  });

  test("stays unearned by a click that is later than the order", async () => {
    const shop = await openShop();
    const seller = await shop.promoter("seller");
    const occurredAtMs = Date.now() - 10 * MINUTE;
    await shop.order("o1", 10_000, { customerId: "buyer", occurredAt: iso(occurredAtMs) });
    await shop.settle();
    await shop.identify("buyer", [await clickAt(shop, seller, occurredAtMs + 1)]);
    const late = await shop.order("o1", 10_000, {
      clickToken: await clickAt(shop, seller, occurredAtMs + 30_000),
    });
    await shop.settle();
    expect(late.body.results[0].attribution.credits).toEqual([]);
    expect((await attributionOf(shop, "o1")).credits).toEqual([]);
    const early = await clickAt(shop, seller, occurredAtMs);
    expect((await shop.order("o1", 10_000, { clickToken: early })).body.results[0].attribution).toMatchObject(
      {
        credits: whole(seller),
      },
    );
  });

  test("stays unearned when the evidence comes after the grace", async () => {
    const shop = await openShop();
    const seller = await shop.promoter("seller");
    const token = await clickAt(shop, seller, Date.now() - MINUTE);
    await shop.order("o1", 10_000, { customerId: "buyer" });
    await shop.settle();
    await age(shop, "o1", HOUR + 1);
    expect((await shop.order("o1", 10_000, { clickToken: token })).body.results[0]).toMatchObject({
      status: "duplicate",
      attribution: { basis: "none", credits: [] },
    });
    await shop.identify("buyer", [token]);
    await shop.settle();
    expect((await attributionOf(shop, "o1")).credits).toEqual([]);
  });

  test("waits from its own first receipt, not from that of an event that came before it", async () => {
    const shop = await openShop();
    const seller = await shop.promoter("seller");
    const token = await clickAt(shop, seller, Date.now() - MINUTE);
    await shop.event("o1", "received", "e1");
    await age(shop, "o1", 2 * HOUR);
    await shop.order("o1", 10_000, {});
    const again = await shop.order("o1", 10_000, { clickToken: token });
    expect(again.body.results[0].attribution.credits).toEqual(whole(seller));
  });

  test("is never credited late when the program gives no grace", async () => {
    const shop = await openShop({ attribution: { grace: "PT0S" } });
    const seller = await shop.promoter("seller");
    const token = await clickAt(shop, seller, Date.now() - MINUTE);
    await shop.order("o1", 10_000, {});
    await age(shop, "o1", 1);
    expect(
      (await shop.order("o1", 10_000, { clickToken: token })).body.results[0].attribution.credits,
    ).toEqual([]);
  });

  test("is credited as of its own time: an upline that came later earns nothing", async () => {
    const shop = await openShop();
    const seller = await shop.promoter("seller");
    const token = await shop.tap(seller);
    await shop.order("o1", 10_000, { customerId: "buyer" });
    await shop.settle();
    const later = await shop.promoter("later");
    await shop.put(`/promoters/${seller.id}/upline`, { uplineMemberId: "later", reason: "moved" });
    await shop.identify("buyer", [token]);
    await shop.settle();
    expect(await shop.wallet(seller)).toEqual({ ...EMPTY, pending: 1_000 });
    expect(await shop.wallet(later)).toEqual(EMPTY);
  });

  test("and that was refunded in part is credited with what is left", async () => {
    const shop = await openShop();
    const seller = await shop.promoter("seller");
    const token = await shop.tap(seller);
    await shop.order("o1", 10_000, { customerId: "buyer" });
    await shop.event("o1", "received", "e1");
    await shop.event("o1", "refunded", "e2", { amount: 4_000 });
    await shop.settle();
    await shop.identify("buyer", [token]);
    await shop.settle();
    expect(await shop.wallet(seller)).toEqual({ ...EMPTY, available: 600 });
  });

  test("is credited once by many pieces of evidence at the same moment", async () => {
    const shop = await openShop();
    const [one, two] = [await shop.promoter("one"), await shop.promoter("two")];
    await shop.order("o1", 10_000, { customerId: "buyer", occurredAt: iso(Date.now()) });
    await shop.settle();
    const atMs = Date.now() - MINUTE;
    const tokens = await Promise.all([one, two].map((promoter) => clickAt(shop, promoter, atMs)));
    await Promise.all([
      ...tokens.map((clickToken) => shop.order("o1", 10_000, { clickToken })),
      ...tokens.map((token) => shop.identify("buyer", [token])),
      shop.post("/orders/o1/credit", { promoterId: one.id, reason: "said so" }),
    ]);
    await shop.settle();
    const { credits } = await attributionOf(shop, "o1");
    expect(credits).toHaveLength(1);
    const journals = await Promise.all([one, two].map((promoter) => shop.journal(promoter)));
    expect(journals.flat()).toHaveLength(1);
  });
});

describe("an order that somebody earned", () => {
  test("keeps its credits, whatever evidence comes later", async () => {
    const shop = await openShop();
    const [one, two] = [await shop.promoter("one"), await shop.promoter("two")];
    await shop.coupon("TWO", two);
    const token = await shop.tap(one);
    const first = await shop.order("o1", 10_000, { customerId: "buyer", clickToken: token });
    const again = await shop.order("o1", 10_000, {
      couponCode: "TWO",
      clickToken: await clickAt(shop, two, Date.now() - 1),
    });
    await shop.identify("buyer", [await clickAt(shop, two, Date.now() - 1)]);
    await shop.settle();
    expect(again.body.results[0].commissions).toEqual(first.body.results[0].commissions);
    expect((await attributionOf(shop, "o1")).credits).toEqual(whole(one));
    const claim = await shop.post("/orders/o1/credit", { promoterId: two.id, reason: "mine" });
    expect(claim).toMatchObject({ status: 409, body: { code: "already_credited" } });
  });
});

test("a late credit that is under review pays nothing of an order that was released when nobody had earned it", async () => {
  const settlement = { holdPeriod: "PT0S", holdStartsAt: "paid" };
  const shop = await openShop({ settlement, fraud: { minClickToConversion: "P1D" } });
  const seller = await shop.promoter("seller");
  const token = await clickAt(shop, seller, Date.now() - MINUTE);
  await shop.order("o1", 10_000);
  await shop.settle();
  expect((await shop.get("/orders/o1")).body.state).toBe("available");
  const credited = await shop.order("o1", 10_000, { clickToken: token });
  expect(credited.body.results[0]).toMatchObject({ status: "duplicate", risk: { verdict: "review" } });
  await shop.settle();
  expect((await shop.get("/orders/o1")).body).toMatchObject({ state: "held", underReview: true });
  expect(await shop.wallet(seller)).toEqual({ ...EMPTY, held: 1_000 });
  const cleared = await shop.post("/orders/o1/clear", { reason: "looked at" }, { "idempotency-key": "k1" });
  expect(cleared.status).toBe(200);
  await shop.settle();
  expect(await shop.wallet(seller)).toEqual({ ...EMPTY, available: 1_000 });
});
