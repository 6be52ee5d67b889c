import { expect, test } from "vitest";
import { report, takingPixels } from "../../support/orders/page-orders.ts";
import { EMPTY, openShop } from "../../support/shop.ts";

test("where a program takes them, a reported order with a token is credited, and held until a person cleared it", async () => {
  const { shop, honest: wei, honests: token } = await takingPixels();
  expect(await report(shop, { order: "seen-1", tby: token })).toBe("recorded");
  const { body: order } = await shop.get("/orders/seen-1");
  expect(order.attribution.credits).toEqual([{ promoterId: wei.id, weightBps: 10_000 }]);
  expect(order.risk).toEqual({
    verdict: "review",
    score: 2.5,
    reasons: [{ code: "page_reported", weight: 2.5, facts: {} }],
  });
  expect(order.underReview).toBe(true);
  await shop.settle();
  expect(await shop.wallet(wei)).toMatchObject({ held: 1_000, available: 0 });
  const cleared = await shop.post("/orders/seen-1/clear", { reason: "matches the till" });
  expect(cleared.status).toBe(200);
  await shop.settle();
  expect(await shop.wallet(wei)).toMatchObject({ held: 0, available: 1_000 });
});

test("a reported order is one order however often it is told, and the merchant's own report of it stands in its place", async () => {
  const { shop, honest: wei, honests: token } = await takingPixels();
  for (let count = 0; count < 3; count += 1) await report(shop, { order: "seen-1", tby: token });
  const own = await shop.order("seen-1", 10_000, { clickToken: token });
  expect(own.body.results[0].status).toBe("accepted");
  await shop.settle();
  expect(await shop.wallet(wei)).toEqual({ ...EMPTY, available: 1_000 });
});

test("without a token of the program a reported order id is claimed by nobody", async () => {
  const { shop } = await takingPixels();
  const other = await takingPixels();
  await report(shop, { order: "seen-1" });
  await report(shop, { order: "seen-1", tby: other.honests });
  expect((await shop.get("/orders/seen-1")).status).toBe(404);
});

test("a page credits no order that the merchant reported, not even one that nobody earned", async () => {
  const { shop, honest: wei, honests: token } = await takingPixels();
  await shop.order("own-1", 10_000);
  expect(await report(shop, { order: "own-1", tby: token })).toBe("recorded");
  expect((await shop.get("/orders/own-1")).body.attribution.credits).toEqual([]);
  await shop.settle();
  expect(await shop.wallet(wei)).toMatchObject({ held: 0, available: 0 });
});

test("a program that never asked for it takes no order from a page", async () => {
  const shop = await openShop();
  const token = await shop.tap(await shop.promoter("wei"));
  expect(await report(shop, { order: "seen-1", tby: token })).toBe("recorded");
  expect((await shop.get("/orders/seen-1")).status).toBe(404);
});
