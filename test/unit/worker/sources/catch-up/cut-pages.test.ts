/** A page that takes long ends early and goes on, one that is too large is asked for in parts. Nothing is left out by either. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { orderBody } from "../../../../support/shopify/bodies.ts";
import { HOUR_MS, idsOf, NOW, readAll } from "../../../../support/vendors/read-list.ts";

const at = (agoMs: number) => new Date(NOW - agoMs).toISOString();
const NEVER = (_: string, bytes: Uint8Array) => bytes;

/** A shop of Shopify's with as many orders, of which each has parcels that were delivered. */
function deliveredOrders(parcels: readonly number[]) {
  const orders = parcels.map((count, n) => {
    const fulfillments = Array.from({ length: count }, (_, parcel) => ({
      id: (n + 1) * 100 + parcel,
      created_at: at(HOUR_MS),
      shipment_status: "delivered",
    }));
    const when = at((parcels.length - n) * 60_000);
    const facts = { id: n + 1, currency: "USD", total: "10.00", lines: [], placedAt: when, updatedAt: when };
    return orderBody(facts, { fulfillments });
  });
  const parcelIds = orders.flatMap((order) => order["fulfillments"] as { readonly id: number }[]);
  const deliveries = Object.fromEntries(
    parcelIds.map(({ id }) => [id, [{ id: id * 10, status: "delivered" }]]),
  );
  return { orders, deliveries };
}

test("Shopify: a page ends after each parcel while time is over, and all orders and deliveries come once, in sequence", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }),
      async (parcels, pageSize, over) => {
        const account = { ...deliveredOrders(parcels), pageSize };
        const settings = { received: "delivered" };
        const whole = await readAll("shopify", account, { settings });
        let asked = 0;
        const isOver = () => over[(asked += 1) % over.length] ?? false;
        const cut = await readAll("shopify", account, { settings, isOver });
        expect(idsOf(cut.bodies)).toEqual(idsOf(whole.bodies));
      },
    ),
    { numRuns: 40 },
  );
  const { pages } = await readAll("shopify", deliveredOrders([3, 3]), {
    settings: { received: "delivered" },
    isOver: () => true,
  });
  // An order and its first parcel, or a parcel: then the next piece of work.
  expect(pages.every(({ webhooks }) => webhooks.length <= 2)).toBe(true);
});

test("Shopify: a page whose last order went meanwhile begins again, and a parcel that went has no deliveries", async () => {
  const { orders, deliveries } = deliveredOrders([1, 1, 1]);
  const account: { orders: object[]; deliveries: Record<string, object[]> } = {
    orders,
    deliveries: { ...deliveries },
  };
  const gone = (url: URL) => url.pathname.includes("/fulfillments/200/");
  const { bodies } = await readAll("shopify", account, { settings: { received: "delivered" } }, NEVER, {
    isGone: gone,
  });
  expect(idsOf(bodies)).toEqual([1, 1_000, 2, 3, 3_000]);
});

const refunds = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    交易时间: "2026-11-25 10:00:00",
    商户订单号: `A${n}`,
    交易状态: "REFUND",
    货币种类: "CNY",
    订单金额: "12.30",
    商户退款单号: `R${n}`,
  }));

test("WeChat Pay: a page ends after each refund while time is over, and every refund comes once", async () => {
  const of = (n: number) => ({ out_refund_no: `R${n}`, out_trade_no: `A${n}`, status: "SUCCESS" });
  const account = {
    bills: { "2026-11-25": refunds(5) },
    refunds: Object.fromEntries([0, 1, 2, 3, 4].map((n) => [`R${n}`, of(n)])),
  };
  const times = { fromMs: Date.UTC(2026, 10, 24, 20), untilMs: Date.UTC(2026, 10, 25, 12) };
  const { pages, asked } = await readAll("wechatpay", account, { ...times, isOver: () => true });
  expect(pages.map(({ webhooks }) => webhooks.length)).toEqual([1, 1, 1, 1, 1, 0]);
  const numbers = asked.flatMap(({ pathname }) => /refunds\/(\w+)$/.exec(pathname)?.[1] ?? []);
  expect(numbers).toEqual(["R0", "R1", "R2", "R3", "R4"]);
});

/** As many orders, of which some share a second. */
function ordersOfShop(seconds: readonly number[]) {
  return seconds
    .toSorted((a, b) => a - b)
    .map((second, id) => {
      const text = at(HOUR_MS - second * 1_000).slice(0, 19);
      return {
        id,
        date_created_gmt: text,
        date_modified_gmt: text,
        created_at: `${text}Z`,
        updated_at: `${text}Z`,
      };
    });
}

const sizeIn = (url: URL) => Number(url.searchParams.get("limit") ?? url.searchParams.get("per_page"));

test.each(["shopify", "woocommerce"] as const)(
  "%s: pages that are too large are asked for in parts, and no order is left out",
  async (source) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 0, max: 9 }),
        async (seconds, most, fine) => {
          const orders = ordersOfShop(seconds);
          let asked = 0;
          // Some pages are small enough as they are.
          const tooLarge = (url: URL) => sizeIn(url) > most && (asked += 1) % 10 >= fine;
          const read = await readAll(source, { orders }, {}, NEVER, { tooLarge });
          expect(new Set(idsOf(read.bodies))).toEqual(new Set(orders.map(({ id }) => id)));
        },
      ),
      { numRuns: 60 },
    );
  },
);

test("Stripe: a time whose events are too large is asked for in parts, also within one second", async () => {
  const atS = (NOW - HOUR_MS) / 1_000;
  const times = [0, ...Array.from({ length: 130 }, () => 1), 2, 3_000];
  const events = times.map((afterS, n) => ({ id: `evt_${n}`, type: "invoice.paid", created: atS + afterS }));
  const range = { fromMs: NOW - HOUR_MS };
  const holdsMany = (url: URL) => Number(url.searchParams.get("created[gte]")) <= atS + 1;
  const tooLarge = (url: URL) => sizeIn(url) > 20 && holdsMany(url);
  const { bodies } = await readAll("stripe", { events }, range, NEVER, { tooLarge });
  expect(new Set(idsOf(bodies)).size).toBe(events.length);
  expect(bodies).toHaveLength(events.length);
});

test.each(["stripe", "shopify", "woocommerce"] as const)(
  "%s: one object alone that is too large ends the list, and says so",
  async (source) => {
    const events = [{ id: "evt", type: "invoice.paid", created: NOW / 1_000 - 60 }];
    const account = { events, orders: ordersOfShop([1]) };
    await expect(readAll(source, account, {}, NEVER, { tooLarge: () => true })).rejects.toMatchObject({
      reason: "answer_too_large",
    });
  },
);

test("an answer has a mark where no two in turn are alike, and pages of a second or of a cut page are no repeats", async () => {
  const marks = async (source: "shopify" | "woocommerce", seconds: readonly number[]) => {
    const { pages } = await readAll(source, { orders: ordersOfShop(seconds), pageSize: 2 });
    return pages.flatMap(({ mark }) => mark ?? []);
  };
  for (const seconds of [
    [1, 2, 3, 4, 5],
    [1, 1, 1, 1, 1, 1],
    [1, 2, 2, 2, 2, 3],
  ]) {
    for (const source of ["shopify", "woocommerce"] as const) {
      const found = await marks(source, seconds);
      expect(found.length).toBeGreaterThan(1);
      expect(found.filter((mark, n) => mark === found[n - 1])).toEqual([]);
    }
  }
});
