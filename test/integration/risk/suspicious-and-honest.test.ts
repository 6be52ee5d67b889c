/** Honest people who look odd are not held; whoever looks at an order sees why; and what a program sets is what counts. */
import { describe, expect, test } from "vitest";
import { DAY_MS } from "../../../domain/kernel/duration.ts";
import { clickAt } from "../../support/edge/click-at.ts";
import {
  ahead,
  buyAll,
  codesOf,
  counting,
  people,
  riskOf,
  settled,
  strict,
} from "../../support/risk/suspicions.ts";
import { type Promoter, request } from "../../support/shop.ts";

describe("honest people are not held:", () => {
  test("a family on one phone, a few customers with one click", async () => {
    const shop = await counting();
    await buyAll(shop, await shop.tap(await shop.promoter("seller")), ["mother", "father", "child", "aunt"]);
    await settled(shop);
    for (const customer of ["mother", "father", "child", "aunt"])
      expect((await riskOf(shop, `of-${customer}`)).verdict).toBe("pass");
  });

  test("a viewer of a live sale who met another promoter before, where that seldom happens", async () => {
    const shop = await strict();
    const [room, other] = [await shop.promoter("room"), await shop.promoter("other")];
    const clickToken = await shop.tap(room);
    const order = async (name: string, clickTokens: string[]) => {
      const sent = { customerId: name, clickTokens, occurredAt: ahead(20) };
      return (await shop.order(name, 10_000, sent)).body.results[0].risk;
    };
    for (let viewer = 0; viewer < 10; viewer += 1) await order(`viewer-${viewer}`, [clickToken]);
    await settled(shop);
    const met = await shop.tap(other);
    expect(await order("met", [met, await shop.tap(room)])).toMatchObject({
      verdict: "pass",
      reasons: [{ code: "credit_displaced", weight: 1.2, facts: { orders: 10, displaced: 0 } }],
    });
    await settled(shop);
    // Two of eleven are no chance any more.
    expect(await order("again", [met, await shop.tap(room)])).toMatchObject({
      verdict: "review",
      reasons: [{ weight: 3, facts: { orders: 11, displaced: 1 } }],
    });
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

  test("a buyer who reads for eight days before it orders", async () => {
    const shop = await strict();
    const seller = await shop.promoter("seller");
    const clickToken = await clickAt(shop.id, seller.id, Date.now() - 8 * DAY_MS);
    await shop.order("late", 10_000, { customerId: "reader", clickToken, occurredAt: ahead(60) });
    await settled(shop);
    expect(await riskOf(shop, "late")).toMatchObject({ verdict: "pass", reasons: [] });
    expect((await shop.get("/orders/late")).body.commissions).toMatchObject([{ promoterId: seller.id }]);
  });

  test("customers of a coupon site, who look for its code before they pay", async () => {
    const shop = await strict();
    const [site, friend] = [await shop.promoter("site"), await shop.promoter("friend")];
    await shop.coupon("SAVE10", site);
    const link = await shop.post("/links", { promoterId: site.id, destination: "https://shop.example/item" });
    const met = await shop.tap(friend);
    for (const [place, customerId] of people(10).entries()) {
      // Four of ten had met somebody else before.
      const clickTokens = [...(place < 4 ? [met] : []), await shop.tapLink(link.body.slug)];
      const sent = { customerId, clickTokens, couponCode: "SAVE10", occurredAt: ahead(240) };
      await shop.order(`of-${customerId}`, 10_000, sent);
    }
    await settled(shop);
    for (const customerId of people(10)) {
      expect((await riskOf(shop, `of-${customerId}`)).verdict).toBe("pass");
      expect((await shop.get(`/orders/of-${customerId}`)).body.commissions).toMatchObject([
        { promoterId: site.id },
      ]);
    }
  });

  test("a team that likes to buy from its own upline", async () => {
    const shop = await strict();
    const [seller, ...team] = await shop.line("seller", "below", "lowest");
    const link = await shop.post("/links", {
      promoterId: seller.id,
      destination: "https://shop.example/item",
    });
    for (const { memberId } of team) {
      const clickToken = await shop.tapLink(link.body.slug);
      await shop.order(`of-${memberId}`, 10_000, { customerId: memberId, clickToken, occurredAt: ahead(60) });
    }
    await settled(shop);
    for (const { memberId } of team)
      expect(await riskOf(shop, `of-${memberId}`)).toMatchObject({
        verdict: "pass",
        reasons: [{ code: "near_in_tree" }],
      });
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
