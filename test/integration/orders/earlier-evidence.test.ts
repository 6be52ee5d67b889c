/** Evidence that was there before its order: what a Journey knows of a customer earns the orders that follow. */
import { describe, expect, test } from "vitest";
import { attributionOf, whole } from "../../support/orders/credits.ts";
import { openShop } from "../../support/shop.ts";
import { clickAt, tokenOf, touchAt } from "../../support/orders/touches.ts";

const MINUTE = 60_000;

describe("evidence known before the order", () => {
  test("of a proved identify alone earns the order, by the touch of the Journey", async () => {
    const shop = await openShop();
    const seller = await shop.promoter("seller");
    const identified = await shop.identify("buyer", [await shop.tap(seller)]);
    expect(identified.status).toBe(204);
    const order = await shop.order("o1", 10_000, { customerId: "buyer" });
    expect(order.body.results[0].attribution).toMatchObject({ basis: "touch", credits: whole(seller) });
  });

  test("of an earlier order's token earns the next order of the same customer", async () => {
    const shop = await openShop({ binding: { mode: "none" } });
    const seller = await shop.promoter("seller");
    await shop.order("o1", 10_000, { customerId: "buyer", clickToken: await shop.tap(seller) });
    await shop.settle();
    const next = await shop.order("o2", 10_000, { customerId: "buyer" });
    expect(next.body.results[0].attribution).toMatchObject({ basis: "touch", credits: whole(seller) });
    const stranger = await shop.order("o3", 10_000, { customerId: "somebody-else" });
    expect(stranger.body.results[0].attribution).toMatchObject({ basis: "none", credits: [] });
  });

  test("without the merchant's proof, or with one of another customer, earns nothing", async () => {
    const shop = await openShop();
    const click = await shop.tap(await shop.promoter("seller"));
    await shop.identify("buyer", [click], "0".repeat(64));
    await shop.identify("somebody-else", [click]);
    const order = await shop.order("o1", 10_000, { customerId: "buyer" });
    expect(order.body.results[0].attribution.credits).toEqual([]);
  });
});

test("touches reach other orders of the customer in whatever sequence all of it is delivered", async () => {
  const start = Date.now() - 5 * MINUTE;
  const credits: unknown[] = [];
  for (const sequence of [
    [0, 1, 2, 3],
    [3, 1, 0, 2],
    [1, 3, 2, 0],
    [2, 0, 3, 1],
  ]) {
    const shop = await openShop({ attribution: { model: "linear" }, binding: { mode: "none" } });
    const [one, two] = [await shop.promoter("one"), await shop.promoter("two")];
    const tokens = [await clickAt(shop, one, start), await clickAt(shop, two, start + 1_000)];
    const acts = [
      () => shop.identify("buyer", [tokens[0] ?? ""]),
      () => shop.identify("buyer", [tokens[1] ?? ""]),
      () => shop.identify("buyer", tokens),
      () => shop.identify("buyer", [tokens[1] ?? "", tokens[0] ?? ""]),
    ];
    for (const act of sequence) await acts[act]?.();
    await shop.order("o1", 10_001, { customerId: "buyer" });
    const found = await attributionOf(shop, "o1");
    credits.push(found.credits.map((credit: { weightBps: number }) => credit.weightBps));
  }
  expect(new Set(credits.map((credit) => JSON.stringify(credit)))).toEqual(new Set(["[5000,5000]"]));
});

test("a token brings all of its earlier touches to the Journey", async () => {
  const shop = await openShop({ attribution: { model: "linear" }, binding: { mode: "none" } });
  const sellers = [await shop.promoter("a"), await shop.promoter("b"), await shop.promoter("c")];
  const [first, second, third] = sellers.map((promoter, index) =>
    touchAt(promoter, Date.now() - 9_000 + index),
  );
  if (first === undefined || second === undefined || third === undefined) throw new Error("three touches");
  await shop.identify("buyer", [await tokenOf(shop, third, [second, first])]);
  const order = await shop.order("o1", 9_000, { customerId: "buyer" });
  expect(
    order.body.results[0].attribution.credits.map((credit: { weightBps: number }) => credit.weightBps),
  ).toEqual([3_334, 3_333, 3_333]);
});
