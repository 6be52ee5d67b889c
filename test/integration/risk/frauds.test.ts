/** Frauds end in review with their reason, before anybody is paid, also where it is known later. Over HTTP alone. */
import { describe, expect, test } from "vitest";
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
