/** Commissions do not depend on how orders were told: one by one, in one batch, in several, in any sequence within a call. */
import { expect, test } from "vitest";
import { openShop, type Shop } from "../../support/shop.ts";

const rate = (id: string, rateBps: number, more: object = {}) => ({
  id,
  scope: {},
  ...more,
  levels: [{ level: 1, kind: "percentage", rateBps }],
});
const HOUR = 3_600_000;

interface Told {
  readonly orderId: string;
  readonly amount: number;
  readonly currency: string;
  readonly occurredAt: string;
  readonly [more: string]: unknown;
}

/** Orders an hour apart, told in batches of these sizes; each batch in the sequence that `arrange` makes of it. */
async function tell(
  shop: Shop,
  orders: readonly Told[],
  size: number,
  arrange: (batch: readonly Told[]) => Told[] = (batch) => [...batch],
): Promise<number[]> {
  const earned = new Map<string, number>();
  for (let at = 0; at < orders.length; at += size) {
    const batch = arrange(orders.slice(at, at + size));
    const { body } = await shop.post("/conversions", size === 1 ? batch[0] : { conversions: batch });
    for (const { orderId, commissions } of body.results) {
      earned.set(
        orderId,
        commissions.reduce((sum: number, one: { amount: number }) => sum + one.amount, 0),
      );
    }
  }
  return orders.map(({ orderId }) => earned.get(orderId) ?? -1);
}

const placed = (index: number, amount: number, more: object = {}): Told => ({
  orderId: `o${index}`,
  amount,
  currency: "CNY",
  occurredAt: new Date(Date.UTC(2026, 9, 30) + index * 3 * HOUR).toISOString(),
  ...more,
});

const paidAt = (sales: number) => (sales >= 120_000 ? 2_000 : sales >= 30_000 ? 1_000 : 500);

const WAYS = [
  [1, undefined],
  [4, undefined],
  [20, undefined],
  [20, (batch: readonly Told[]) => batch.toReversed()],
] as const;

test.each(["lifetime_sales", "month_sales"])(
  "brackets of %s count every order before, however it was told",
  async (basis) => {
    const brackets = [
      { from: 0, rateBps: 500 },
      { from: 30_000, rateBps: 1_000 },
      { from: 120_000, rateBps: 2_000 },
    ];
    const rules = [{ id: "t", scope: {}, levels: [{ level: 1, kind: "tiered", basis, brackets }] }];
    let lifetime = 0;
    const months = new Map<number, number>();
    const orders = Array.from({ length: 20 }, (_, index) => placed(index, 10_000, { couponCode: "C" }));
    const expected = orders.map(({ occurredAt, amount }) => {
      const month = new Date(occurredAt).getUTCMonth();
      const sales = basis === "lifetime_sales" ? lifetime : (months.get(month) ?? 0);
      lifetime += amount;
      months.set(month, (months.get(month) ?? 0) + amount);
      return paidAt(sales);
    });
    for (const [size, arrange] of WAYS) {
      const shop = await openShop({}, rules);
      await shop.coupon("C", await shop.promoter("seller"));
      expect([size, await tell(shop, orders, size, arrange)]).toEqual([size, expected]);
      // Told again, all are known, and nothing counts twice.
      const { body } = await shop.post("/conversions", {
        conversions: [...orders, placed(20, 10_000, { couponCode: "C" })],
      });
      const before = basis === "lifetime_sales" ? lifetime : (months.get(10) ?? 0);
      expect(body.results.at(-1).commissions[0].amount).toBe(paidAt(before));
    }
  },
);

test("of orders at once by several calls one is the new customer's first, and a wholly reversed one leaves it new", async () => {
  const shop = await openShop({}, [rate("new", 1_500, { customers: "new", priority: 1 }), rate("base", 500)]);
  await shop.coupon("C", await shop.promoter("seller"));
  const order = async (orderId: string) => {
    const { body } = await shop.order(orderId, 10_000, { customerId: "ann", couponCode: "C" });
    return body.results[0].commissions[0].amount as number;
  };
  const amounts = await Promise.all(["a", "b", "c", "d"].map(order));
  expect(amounts.toSorted((a, b) => a - b)).toEqual([500, 500, 500, 1_500]);
  await shop.settle();
  for (const orderId of ["a", "b", "c"]) await shop.event(orderId, "cancelled", `${orderId}-gone`);
  expect(await order("e")).toBe(500);
  for (const orderId of ["d", "e"]) await shop.event(orderId, "cancelled", `${orderId}-gone`);
  await shop.settle();
  expect(await order("f")).toBe(1_500);
});

test("a budget is spent by what occurred first, in whatever sequence a call tells it", async () => {
  const orders = Array.from({ length: 4 }, (_, index) =>
    placed(index, 10_000, { couponCode: "C", campaignId: "sale" }),
  );
  for (const arrange of [
    (batch: readonly Told[]) => [...batch],
    (batch: readonly Told[]) => batch.toReversed(),
  ]) {
    const shop = await openShop({}, [rate("base", 1_000)]);
    await shop.coupon("C", await shop.promoter("seller"));
    const span = { startsAt: "2026-10-01T00:00:00Z", endsAt: new Date(Date.now() + HOUR).toISOString() };
    await shop.post("/campaigns", { id: "sale", name: "sale", ...span, budget: 2_500 });
    const recent = orders.map((one, index) => ({
      ...one,
      occurredAt: new Date(Date.now() + (index - 4) * 1_000 + 5_000).toISOString(),
    }));
    expect(await tell(shop, recent, 4, arrange)).toEqual([1_000, 1_000, 500, 0]);
  }
});

test("a binding that an order of a batch makes counts for those behind it", async () => {
  for (const size of [1, 3]) {
    const shop = await openShop({ attribution: { precedence: ["binding", "touch", "coupon"] } }, [
      rate("base", 1_000),
    ]);
    const [first, second] = [await shop.promoter("first"), await shop.promoter("second")];
    const tokens = [await shop.tap(first), await shop.tap(second)];
    const now = Date.now();
    const orders = [tokens[0], tokens[1], undefined].map((clickToken, index) => ({
      ...placed(index, 1_000, { customerId: "ann", ...(clickToken === undefined ? {} : { clickToken }) }),
      occurredAt: new Date(now + index * 1_000).toISOString(),
    }));
    expect(await tell(shop, orders, size)).toEqual([100, 100, 100]);
    for (const orderId of ["o1", "o2"]) {
      const { attribution } = (await shop.get(`/orders/${orderId}`)).body;
      expect([size, orderId, attribution.basis, attribution.credits[0].promoterId]).toEqual([
        size,
        orderId,
        "binding",
        first.id,
      ]);
    }
  }
});

test("what an order of a batch brings is shared by those behind it, as when each is told alone", async () => {
  for (const size of [1, 2]) {
    const shop = await openShop({ attribution: { model: "linear" }, binding: { mode: "none" } }, [
      rate("base", 1_000),
    ]);
    const [first, second] = [await shop.promoter("first"), await shop.promoter("second")];
    const now = Date.now();
    const orders = [first, second].map(async (promoter, index) => ({
      ...placed(index, 10_000, { customerId: "ann", clickToken: await shop.tap(promoter) }),
      occurredAt: new Date(now + (index + 1) * 60_000).toISOString(),
    }));
    await tell(shop, await Promise.all(orders), size);
    const { attribution } = (await shop.get("/orders/o1")).body;
    expect([size, attribution.credits.map((one: { weightBps: number }) => one.weightBps)]).toEqual([
      size,
      [5_000, 5_000],
    ]);
  }
});

test("of one call the order that occurred first binds its customer, in whatever sequence it was told", async () => {
  const shop = await openShop({}, [rate("base", 1_000)]);
  const [first, second] = [await shop.promoter("first"), await shop.promoter("second")];
  await shop.coupon("ONE", first);
  await shop.coupon("TWO", second);
  const orders = ["ONE", "TWO"].map((couponCode, index) =>
    placed(index, 1_000, { customerId: "ann", couponCode }),
  );
  await tell(shop, orders, 2, (batch) => batch.toReversed());
  expect(await shop.boundTo("ann")).toBe(first.id);
});

test.each(["PT1H", "PT0S"])(
  "an order that its customer's next one brings a click for earns, and counts, as when each is told alone: grace %s",
  async (grace) => {
    const brackets = [
      { from: 0, rateBps: 500 },
      { from: 20_000, rateBps: 1_000 },
      { from: 90_000, rateBps: 2_000 },
    ];
    const levels = [{ level: 1, kind: "tiered", basis: "lifetime_sales", brackets }];
    const rule = { id: "tiered", scope: {}, levels };
    const told: unknown[] = [];
    for (const size of [1, 12]) {
      const shop = await openShop({ attribution: { grace }, binding: { mode: "none" } }, [rule]);
      const seller = await shop.promoter("seller");
      await shop.post("/coupons", { code: "SELLER", promoterId: seller.id });
      const clickToken = await shop.tap(seller);
      const now = Date.now();
      const orders = Array.from({ length: 12 }, (_, place) => ({
        ...placed(place, 10_000, place < 2 ? { customerId: "ann" } : { couponCode: "SELLER" }),
        ...(place === 1 ? { clickToken } : {}),
        occurredAt: new Date(now + (place + 1) * 1_000).toISOString(),
      }));
      for (let first = 0; first < orders.length; first += size) {
        await tell(shop, orders.slice(first, first + size), size);
        // What is credited late is so before the next one is told.
        await shop.settle();
      }
      const earned = orders.map(
        async ({ orderId }) => (await shop.get(`/orders/${orderId}`)).body.commissions[0]?.amount,
      );
      told.push(await Promise.all(earned));
    }
    expect(told[1]).toEqual(told[0]);
    expect((told[0] as unknown[])[0]).toBe(grace === "PT0S" ? undefined : 500);
  },
);
