/** Frauds end in review with their reason, before anybody is paid; honest people who look odd do not. Over HTTP alone. */
import { describe, expect, test } from "vitest";
import { openShop, type Promoter, request, type Shop } from "../../support/shop.ts";

/** A program with the defaults of fraud, which releases at once what is received. */
const strict = async (fraud: Record<string, unknown> = {}): Promise<Shop> =>
  await openShop({ fraud: { minClickToConversion: "PT5S", displacedWithin: "PT60S", ...fraud } });

/** The same without the rules of time, for orders right after their taps. */
const counting = async (fraud: Record<string, unknown> = {}): Promise<Shop> => await openShop({ fraud });

const ahead = (seconds: number): string => new Date(Date.now() + seconds * 1_000).toISOString();

interface Risk {
  readonly verdict: string;
  readonly reasons: readonly { readonly code: string; readonly facts: Record<string, unknown> }[];
}

async function riskOf(shop: Shop, orderId: string): Promise<Risk> {
  return (await shop.get(`/orders/${orderId}`)).body.risk;
}

async function codesOf(shop: Shop, orderId: string): Promise<string[]> {
  return (await riskOf(shop, orderId)).reasons.map(({ code }) => code);
}

/** Deliveries to books and Journeys, and back to the ledgers. */
async function settled(shop: Shop): Promise<void> {
  for (let round = 0; round < 3; round += 1) await shop.settle();
}

/** Orders of customers with one token. */
async function buyAll(shop: Shop, clickToken: string, customers: readonly string[]): Promise<void> {
  for (const customerId of customers)
    await shop.order(`of-${customerId}`, 10_000, { customerId, clickToken });
}

const people = (count: number): string[] => Array.from({ length: count }, (_, index) => `buyer-${index}`);

describe("a fraud is reviewed with its reason:", () => {
  test("a click at the checkout takes the order from another promoter, is not paid, and binds nobody", async () => {
    const shop = await strict();
    const [honest, thief] = [await shop.promoter("honest"), await shop.promoter("thief")];
    const first = await shop.tap(honest);
    const second = await shop.tap(thief);
    const { results } = (
      await shop.order("o1", 10_000, {
        customerId: "buyer",
        clickTokens: [first, second],
        occurredAt: ahead(20),
      })
    ).body;
    expect(results[0].attribution.credits).toEqual([{ promoterId: thief.id, weightBps: 10_000 }]);
    expect(results[0].risk).toMatchObject({
      verdict: "review",
      score: 3,
      reasons: [
        {
          code: "credit_displaced",
          weight: 3,
          facts: { promoterId: thief.id, displacedPromoterId: honest.id, within: 60 },
        },
      ],
    });
    await shop.event("o1", "received", "here");
    await settled(shop);
    expect(await shop.wallet(thief)).toMatchObject({ held: 1_000, available: 0 });
    expect(await shop.boundTo("buyer")).toBe(undefined);
    await shop.post("/orders/o1/reverse", { reason: "a thief" });
    await shop.post("/orders/o1/clear", { reason: "done" });
    await settled(shop);
    expect(await shop.wallet(thief)).toMatchObject({ held: 0, available: 0 });
    expect(await shop.boundTo("buyer")).toBe(undefined);
  });

  test("an order within five seconds of its click", async () => {
    const shop = await strict();
    const clickToken = await shop.tap(await shop.promoter("hasty"));
    const { results } = (await shop.order("o1", 10_000, { clickToken })).body;
    expect(results[0].risk).toMatchObject({ verdict: "review", reasons: [{ code: "order_too_soon" }] });
  });

  test("one token of many customers: each order that used it, also those before and one that was released", async () => {
    const shop = await counting({ maxCustomersPerClick: 3 });
    const thief = await shop.promoter("thief");
    const token = await shop.tap(thief);
    await buyAll(shop, token, people(3));
    await shop.event("of-buyer-0", "received", "here");
    await settled(shop);
    expect(await codesOf(shop, "of-buyer-2")).toEqual([]);
    const available = await shop.wallet(thief);
    expect(available).toMatchObject({ available: 1_000 });
    await buyAll(shop, token, ["one-more"]);
    await settled(shop);
    for (const orderId of ["of-buyer-0", "of-buyer-1", "of-buyer-2", "of-one-more"])
      expect([orderId, await riskOf(shop, orderId)]).toMatchObject([
        orderId,
        { verdict: "review", reasons: [{ code: "customers_per_click", facts: { customers: 4, most: 3 } }] },
      ]);
    // What was released stays so.
    expect((await shop.get("/orders/of-buyer-0")).body).toMatchObject({
      state: "available",
      underReview: true,
    });
    expect(await shop.wallet(thief)).toEqual({ ...available, pending: 3_000 });
    await buyAll(shop, token, ["later"]);
    await settled(shop);
    expect(await codesOf(shop, "of-later")).toEqual(["customers_per_click"]);
    const opened = (await shop.get("/orders/of-buyer-1")).body.events.filter(
      ({ type }: { type: string }) => type === "review_opened",
    );
    expect(opened).toMatchObject([
      { eventId: "risk:customers_per_click", risk: { code: "customers_per_click" } },
    ]);
  });

  test("many customers with one token in one call, of whom none could know of the others", async () => {
    const shop = await counting({ maxCustomersPerClick: 2 });
    const clickToken = await shop.tap(await shop.promoter("thief"));
    const conversions = people(4).map((customerId) => ({
      orderId: `of-${customerId}`,
      amount: 10_000,
      currency: "CNY",
      customerId,
      clickToken,
    }));
    await shop.post("/conversions", { conversions });
    await settled(shop);
    for (const customerId of people(4))
      expect(await codesOf(shop, `of-${customerId}`)).toEqual(["customers_per_click"]);
  });

  test("one customer with many browsers, and the orders of the browsers before", async () => {
    const shop = await counting({ maxDevicesPerCustomer: 2 });
    const thief = await shop.promoter("thief");
    for (const orderId of ["o1", "o2", "o3"]) {
      const clickToken = await shop.tap(thief);
      await shop.order(orderId, 10_000, { customerId: "many", clickToken });
      await settled(shop);
    }
    for (const orderId of ["o1", "o2", "o3"])
      expect([orderId, await codesOf(shop, orderId)]).toEqual([orderId, ["devices_per_customer"]]);
    expect((await riskOf(shop, "o3")).reasons).toMatchObject([{ facts: { devices: 3, most: 2 } }]);
  });

  test("a promoter that buys by a second account with its own address and payment", async () => {
    const shop = await strict();
    const [top, thief] = await shop.line("top", "thief");
    const hashes = { address: "a-1", payment: "p-1" };
    const own = await shop.tap(top);
    await shop.order("own", 10_000, { customerId: "thief", clickToken: own, occurredAt: ahead(60), hashes });
    await settled(shop);
    const clickToken = await shop.tap(thief);
    const second = { customerId: "second", clickToken, occurredAt: ahead(60) };
    await shop.order("o1", 10_000, { ...second, hashes });
    expect(await riskOf(shop, "o1")).toMatchObject({
      verdict: "review",
      reasons: [{ code: "shared_contact", facts: { own: "address payment" } }],
    });
    await shop.order("o2", 10_000, { ...second, hashes: { payment: "p-1" } });
    expect(await riskOf(shop, "o2")).toMatchObject({ verdict: "pass" });
  });

  test("a promoter who is paid to the account of its own upline, however the account is spelled", async () => {
    const shop = await strict();
    const [top, thief] = await shop.line("top", "thief");
    const bank = { kind: "bank", name: "Li Lei", bank: "ICBC" };
    await shop.put(`/promoters/${top.id}/payee`, { ...bank, account: "gb29nwbk60161331926819" });
    await shop.put(`/promoters/${thief.id}/payee`, {
      ...bank,
      name: "L. Lei",
      account: "GB29NWBK60161331926819",
    });
    const clickToken = await shop.tap(thief);
    await shop.order("o1", 10_000, { clickToken, occurredAt: ahead(60) });
    expect(await riskOf(shop, "o1")).toMatchObject({
      verdict: "review",
      reasons: [{ code: "shared_payee", facts: { promoterId: thief.id, otherPromoterId: top.id } }],
    });
    await shop.put(`/promoters/${thief.id}/payee`, { ...bank, account: "62220202001122" });
    await shop.order("o2", 10_000, { clickToken, occurredAt: ahead(60) });
    expect(await codesOf(shop, "o2")).toEqual([]);
  });

  test("a promoter's amounts are known after twenty orders, and one far above them is a reason", async () => {
    const shop = await strict();
    const seller = await shop.promoter("seller");
    await shop.coupon("SELL", seller);
    const conversions = people(20).map((customerId, index) => ({
      orderId: `of-${customerId}`,
      amount: 10_000 + index,
      currency: "CNY",
      couponCode: "SELL",
    }));
    await shop.post("/conversions", { conversions });
    await settled(shop);
    const { results } = (await shop.order("large", 1_000_000, { couponCode: "SELL" })).body;
    expect(results[0].risk).toMatchObject({
      verdict: "pass",
      score: 1,
      reasons: [{ code: "unusual_amount" }],
    });
  });
});

describe("honest people are not held:", () => {
  test("a family on one phone, a few customers with one click", async () => {
    const shop = await counting();
    await buyAll(shop, await shop.tap(await shop.promoter("seller")), ["mother", "father", "child", "aunt"]);
    await settled(shop);
    for (const customer of ["mother", "father", "child", "aunt"])
      expect((await riskOf(shop, `of-${customer}`)).verdict).toBe("pass");
  });

  test("a leader who orders and pays for thirty neighbours", async () => {
    const shop = await strict();
    const leader = await shop.promoter("seller");
    const clickToken = await shop.tap(leader);
    const orders = Array.from({ length: 30 }, (_, index) => `for-neighbour-${index}`);
    for (const orderId of orders) {
      const hashes = { payment: "the-leaders", device: "the-leaders", address: orderId };
      await shop.order(orderId, 3_000, { customerId: "leader", clickToken, occurredAt: ahead(60), hashes });
    }
    await settled(shop);
    for (const orderId of orders) expect(await codesOf(shop, orderId)).toEqual([]);
  });

  test("thirty neighbours by their own names and taps, for whom one pays", async () => {
    const shop = await strict();
    const seller = await shop.promoter("seller");
    const link = await shop.post("/links", {
      promoterId: seller.id,
      destination: "https://shop.example/item",
    });
    for (const customerId of people(8)) {
      const clickToken = await shop.tapLink(link.body.slug);
      const hashes = { payment: "the-leaders" };
      await shop.order(`of-${customerId}`, 3_000, { customerId, clickToken, occurredAt: ahead(60), hashes });
    }
    await settled(shop);
    for (const customerId of people(8)) expect((await riskOf(shop, `of-${customerId}`)).verdict).toBe("pass");
  });

  test("buyers of a live room, within seconds of many taps on one promoter's links", async () => {
    const shop = await strict();
    const host = await shop.promoter("host");
    const taps: string[] = [];
    for (let product = 0; product < 5; product += 1) taps.push(await shop.tap(host));
    await shop.order("o1", 10_000, { customerId: "fan", clickTokens: taps, occurredAt: ahead(20) });
    expect(await riskOf(shop, "o1")).toMatchObject({ verdict: "pass", reasons: [] });
  });

  test("colleagues of one office, each with a tap of its own", async () => {
    const shop = await strict();
    const seller = await shop.promoter("seller");
    const link = await shop.post("/links", {
      promoterId: seller.id,
      destination: "https://shop.example/item",
    });
    for (const customerId of people(12)) {
      const clickToken = await shop.tapLink(link.body.slug, { "cf-connecting-ip": "203.0.113.9" });
      await shop.order(`of-${customerId}`, 10_000, { customerId, clickToken, occurredAt: ahead(60) });
    }
    await settled(shop);
    for (const customerId of people(12)) expect(await codesOf(shop, `of-${customerId}`)).toEqual([]);
  });
});

describe("a program that observes", () => {
  test("records verdict and reasons, early and late, and pays and binds as if there were none", async () => {
    const shop = await strict({ mode: "observe", maxCustomersPerClick: 1 });
    const seller: Promoter = await shop.promoter("seller");
    const clickToken = await shop.tap(seller);
    await shop.order("o1", 10_000, { customerId: "one", clickToken });
    await shop.order("o2", 10_000, { customerId: "two", clickToken });
    await settled(shop);
    for (const orderId of ["o1", "o2"]) await shop.event(orderId, "received", "here");
    await settled(shop);
    const { body } = await shop.get("/orders/o1");
    expect(body).toMatchObject({ state: "available", underReview: false });
    expect(body.risk).toMatchObject({ verdict: "review", observed: true });
    expect(await codesOf(shop, "o1")).toEqual(["order_too_soon", "customers_per_click"]);
    expect(body.events.map(({ type }: { type: string }) => type)).toContain("risk_noted");
    expect(await shop.wallet(seller)).toMatchObject({ available: 2_000 });
    expect(await shop.boundTo("one")).toBe(seller.id);
  });
});

describe("who looks at an order", () => {
  test("sees facts and weights; a promoter sees the codes alone", async () => {
    const shop = await strict();
    const hasty = await shop.promoter("hasty");
    const clickToken = await shop.tap(hasty);
    await shop.order("o1", 10_000, { clickToken });
    const { body } = await shop.get("/orders/o1/explanation");
    expect(body.risk).toMatchObject({
      score: 2.2,
      reasons: [{ code: "order_too_soon", facts: { least: 5 } }],
    });
    const { token } = (await shop.post(`/promoters/${hasty.id}/tokens`, {})).body;
    const own = await request("GET", `/v1/programs/${shop.id}/orders/o1/explanation`, { token });
    expect(own.body.risk).toEqual({ verdict: "review", score: null, reasons: [{ code: "order_too_soon" }] });
  });

  test("is nobody after a while: the review ends by itself, and the order is released", async () => {
    const shop = await strict({ reviewWithin: "PT0S" });
    const hasty = await shop.promoter("hasty");
    await shop.order("o1", 10_000, { clickToken: await shop.tap(hasty) });
    await shop.event("o1", "received", "here");
    await settled(shop);
    expect((await shop.get("/orders/o1")).body).toMatchObject({ state: "available", underReview: false });
    expect(await shop.wallet(hasty)).toMatchObject({ available: 1_000 });
  });
});

test("weights are versions of the settings: an order goes by those of its time", async () => {
  const shop = await strict();
  const hasty = await shop.promoter("hasty");
  const clickToken = await shop.tap(hasty);
  const before = new Date().toISOString();
  await new Promise((resolve) => setTimeout(resolve, 5));
  await shop.patch("", { fraud: { weights: { order_too_soon: 0.5 } } });
  await shop.order("before", 10_000, { clickToken, occurredAt: before });
  expect((await riskOf(shop, "before")).verdict).toBe("review");
  await new Promise((resolve) => setTimeout(resolve, 5));
  await shop.order("after", 10_000, { clickToken });
  expect(await riskOf(shop, "after")).toMatchObject({ verdict: "pass", reasons: [{ weight: 0.5 }] });
});
