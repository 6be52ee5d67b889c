/** Orders and refunds count as people and shops send them: what only adds to an order costs at most itself. */
import { expect, test } from "vitest";
import { openShop } from "../../support/shop.ts";

const line = (productId: string, amount: number, quantity = 1) => ({ productId, quantity, amount });

test("a signed order with a good token is paid for, whatever stands in its optional fields", async () => {
  const shop = await openShop();
  const clickToken = await shop.tap(await shop.promoter("seller"));
  const cases: readonly [Record<string, unknown>, readonly string[]][] = [
    [{ couponCode: "", customerId: null, items: null, metadata: null, clickTokens: null }, []],
    [{ couponCode: "SUMMER SALE", metadata: { note: null }, customerId: "" }, []],
    [{ occurredAt: new Date(Date.now() + 8 * 3_600_000).toISOString().replace("Z", "+08:00") }, []],
    [{ items: [{ ...line("a", 10_000, 0.5), categoryId: "" }] }, []],
    [{ items: [line("tea", 10_000), line("cup", 0, 0)] }, []],
    [{ amount: 9_000, items: [line("tea", 10_000), line("discount", -1_000)] }, []],
    [{ amount: 15_000, items: Array.from({ length: 150 }, (_, at) => line(`p${at}`, 100)) }, []],
    [{ items: [line("tea", 9_999)], metadata: { note: "x".repeat(501) } }, ["items", "metadata"]],
    [
      { couponCode: { code: "A" }, customerId: ["a"], campaignId: {} },
      ["couponCode", "customerId", "campaignId"],
    ],
  ];
  for (const [place, [more, unreadable]] of cases.entries()) {
    const data = { orderId: `o${place}`, amount: 10_000, currency: "CNY", clickToken, ...more };
    const [result] = (await shop.webhook("order.paid", data, `m${place}`)).body.results;
    expect([more, result]).toMatchObject([
      more,
      { status: "accepted", commissions: [{ amount: data.amount / 10 }] },
    ]);
    const { attribution } = (await shop.get(`/orders/o${place}/explanation`)).body;
    expect(attribution.unreadable.toSorted()).toEqual(unreadable.toSorted());
    expect(attribution.coupon.verdict === "unreadable").toBe(unreadable.includes("couponCode"));
    expect(attribution.binding.verdict === "unreadable").toBe(unreadable.includes("customerId"));
  }
  expect((await shop.get("/unusable-webhooks")).body.data).toEqual([]);
});

test("guests are different people: nobody's order goes to who brought another guest", async () => {
  const shop = await openShop();
  const [first, second] = [await shop.promoter("first"), await shop.promoter("second")];
  const credits = async (orderId: string, more: object) => {
    const { body } = await shop.order(orderId, 1_000, { customerId: "0", ...more });
    return body.results[0].attribution.credits.map(({ promoterId }: { promoterId: string }) => promoterId);
  };
  expect(await credits("o1", { clickToken: await shop.tap(first) })).toEqual([first.id]);
  expect(await credits("o2", { clickToken: await shop.tap(second) })).toEqual([second.id]);
  const wide = { customerId: "０", clickToken: await shop.tap(second) };
  expect(await credits("o3", wide)).toEqual([second.id]);
  for (const [place, customerId] of ["Guest", "０", "ｇｕｅｓｔ", "－1", "\u3000Ｎull "].entries())
    expect([customerId, await credits(`g${place}`, { customerId })]).toEqual([customerId, []]);
  expect((await shop.get("/orders/o1")).body.customerId).toBeNull();
  for (const customerId of ["guest", "ｇｕｅｓｔ"]) {
    const bound = await shop.post("/bindings", { customerId, promoterId: first.id });
    expect(bound.status).toBe(422);
  }
});

test("a coupon counts as buyers type and paste it", async () => {
  const shop = await openShop();
  await shop.coupon("SAVE10É", await shop.promoter("seller"));
  const typed = ["save10é", "SAVE10E\u0301", " SAVE10É ", "ＳＡＶＥ１０É", "SAVE10\u200bÉ"];
  for (const [place, couponCode] of typed.entries()) {
    const { body } = await shop.order(`o${place}`, 1_000, { couponCode });
    expect([couponCode, body.results[0].attribution.basis]).toEqual([couponCode, "coupon"]);
  }
  const again = await shop.coupon(" ｓave10é", await shop.promoter("other"));
  expect(again.status).toBe(409);
});

test("an order told again is the same whatever the sequence of its lines, and another product is a conflict", async () => {
  const shop = await openShop();
  const [a, b] = [line("a", 4_000), line("b", 6_000, 2)];
  const status = async (items: object[]) =>
    (await shop.order("o1", 10_000, { items })).body.results[0].status;
  expect(await status([a, b])).toBe("accepted");
  expect(await status([b, a])).toBe("duplicate");
  expect(
    await status([{ ...a, amount: 1_000, quantity: 0.5 }, b, { ...a, amount: 3_000, quantity: 0.5 }]),
  ).toBe("duplicate");
  expect(await status([a, { ...b, productId: "c" }])).toBe("conflict");
});

test("a refund counts as shops send it, with what says nothing left out and items that cannot be read lost", async () => {
  const shop = await openShop();
  await shop.order("o1", 10_000);
  const occurredAt = new Date(Date.now() + 8 * 3_600_000).toISOString().replace("Z", "+08:00");
  const items = Array.from({ length: 500 }, (_, at) => ({ ...line(`p${at}`, 1, 0.5), categoryId: null }));
  const data = { orderId: "o1", amount: 500, eventId: null, disputeId: "", voids: null, items, occurredAt };
  const told = await shop.webhook("order.refunded", data, "r1");
  expect(told.body.order).toMatchObject({ reversedAmount: 500 });
  const torn = await shop.webhook("order.refunded", { orderId: "o1", amount: 300, items: "tea" }, "r2");
  expect(torn.body.order).toMatchObject({
    reversedAmount: 800,
    events: [{}, { eventId: "r2", unreadable: ["items"] }],
  });
  expect(
    (await shop.event("o1", "refunded", "r3", { amount: 100, items: null, disputeId: " " })).status,
  ).toBe(200);
  expect((await shop.event("o1", "refunded", "r4", { amount: 100, items: "tea" })).status).toBe(422);
});

test("a signed event counts its items by their categories, sent as numbers or texts, and a torn category costs itself", async () => {
  const rate = (id: string, scope: object, rateBps: number) => ({
    id,
    scope,
    levels: [{ level: 1, kind: "percentage", rateBps }],
  });
  const shop = await openShop({}, [rate("base", {}, 1_000), rate("fine", { categoryId: "7" }, 2_000)]);
  const clickToken = await shop.tap(await shop.promoter("seller"));
  const [fine, plain] = [
    { productId: 9, categoryId: 7, quantity: 1, amount: 5_000 },
    { productId: 8, categoryId: 6, quantity: 1, amount: 5_000 },
  ];
  const told = async (orderId: string, type: string, data: object) => {
    const paid = { orderId, amount: 10_000, currency: "CNY", clickToken, items: [fine, plain] };
    await shop.webhook("order.paid", paid, `${orderId}-paid`);
    const { body } = await shop.webhook(type, { orderId, ...data }, `${orderId}-event`);
    return [body.order.commissions[0].kept, body.order.events[0].unreadable];
  };
  expect(await told("o1", "order.refunded", { amount: 5_000, items: [fine] })).toEqual([500, undefined]);
  const less = { ...fine, amount: 3_000 };
  expect(await told("o2", "order.amended", { amount: 8_000, items: [less, plain] })).toEqual([
    1_100,
    undefined,
  ]);
  const torn = { ...fine, categoryId: ["7"] };
  expect(await told("o3", "order.refunded", { amount: 5_000, items: [torn] })).toEqual([500, ["categories"]]);
});

test("a signed event may spell its ids as numbers: of itself, of a dispute, and of the refund that it voids", async () => {
  const shop = await openShop();
  await shop.order("7", 10_000);
  const reversed = async (type: string, data: object, webhookId: string) => {
    const { body } = await shop.webhook(type, { orderId: 7, ...data }, webhookId);
    return body.order?.reversedAmount ?? body;
  };
  expect(await reversed("order.refunded", { eventId: 41, amount: 500 }, "m1")).toBe(500);
  expect(await reversed("order.refunded", { eventId: "41", amount: 500 }, "m2")).toBe(500);
  expect(await reversed("order.disputed", { disputeId: 3, amount: 300 }, "m3")).toBe(500);
  expect(await reversed("order.dispute_lost", { disputeId: "3" }, "m4")).toBe(800);
  expect(await reversed("order.refund_voided", { voids: 41 }, "m5")).toBe(300);
  expect((await shop.get("/unusable-webhooks")).body.data).toEqual([]);
  // A number that has lost digits is the id of another.
  const lost = await shop.webhook("order.refunded", { orderId: 7, eventId: 2 ** 60, amount: 1 }, "m6");
  expect(lost.body).toEqual({ status: "ignored", reason: "invalid_body" });
  const strict = await shop.event("7", "refund_voided", "v1", { voids: 41 });
  expect(strict.status).toBe(422);
});
