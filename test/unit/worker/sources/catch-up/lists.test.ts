/** How each vendor's list is read: what happened first at first, nothing twice but what may come again, and nothing left out. */
import { expect, test } from "vitest";
import type { Listing } from "../../../../../worker/sources/catch-up/vendor-api.ts";
import { SOURCES } from "../../../../../worker/sources/sources.ts";
import { orderBody } from "../../../../support/shopify/bodies.ts";
import type { Account } from "../../../../support/vendors/account.ts";
import { HOUR_MS, idsOf, KEYS, NOW, readAll } from "../../../../support/vendors/read-list.ts";
import { API_V3_KEY, BY_PUBLIC_KEY, secretOf } from "../../../../support/wechatpay/keys.ts";

test("Stripe: every event of the time comes once and in its sequence, however many fall into one second", async () => {
  const atS = (NOW - 6 * HOUR_MS) / 1_000;
  const times = [0, 1, 1, 1, 1, 1, 2, 500, 500, 7_000, 21_599];
  const events = times.map((afterS, n) => ({ id: `evt_${n}`, type: "invoice.paid", created: atS + afterS }));
  const others = [
    { id: "before", type: "invoice.paid", created: atS - 1 },
    { id: "after", type: "invoice.paid", created: NOW / 1_000 },
    { id: "other", type: "customer.created", created: atS + 5 },
  ];
  const { bodies, pages } = await readAll("stripe", { events: [...others, ...events], pageSize: 2 });
  expect(new Set(idsOf(bodies))).toEqual(new Set(events.map(({ id }) => id)));
  expect(bodies).toHaveLength(events.length);
  const created = bodies.map((body) => (body as { readonly created: number }).created);
  expect(created).toEqual(created.toSorted((a, b) => a - b));
  expect(pages.at(-1)?.reachedMs).toBe(NOW);
});

test("Stripe: a list of one second that has no end is given up after a bounded number of requests", async () => {
  const { list } = await SOURCES.stripe.load();
  let requests = 0;
  const event = { id: "evt_1", type: "invoice.paid", created: NOW / 1_000 - 1 };
  const bytes = new TextEncoder().encode(JSON.stringify({ data: [event], has_more: true }));
  const ask: Listing["ask"] = async () => {
    requests += 1;
    return await Promise.resolve({ headers: new Headers(), bytes });
  };
  const times = { fromMs: NOW - 1_000, untilMs: NOW };
  const isOver = () => false;
  const listing = { ask, keys: KEYS.stripe.keys, ...times, settings: {}, secrets: [], now: Date.now, isOver };
  const read = list?.(listing);
  let cursor: unknown = null;
  const toItsEnd = async () => {
    for (let page = 0; page < 1_000; page += 1) cursor = (await read?.(cursor))?.next;
  };
  await expect(toItsEnd()).rejects.toMatchObject({ reason: "answer_too_large" });
  expect(requests).toBe(50);
});

test.each(["shopify", "woocommerce"] as const)(
  "%s: an id that no header can hold ends no list",
  async (source) => {
    const text = new Date(NOW - HOUR_MS).toISOString().slice(0, 19);
    const made = {
      created_at: `${text}Z`,
      updated_at: `${text}Z`,
      date_created_gmt: text,
      date_modified_gmt: text,
    };
    const { bodies } = await readAll(source, {
      orders: [
        { id: "1\nё", ...made },
        { id: 2, ...made },
      ],
    });
    expect(idsOf(bodies)).toEqual(["1\nё", 2]);
  },
);

test("Stripe: a time in which nothing happened is asked for in few requests", async () => {
  const { asked } = await readAll("stripe", {}, { fromMs: NOW - 30 * 24 * HOUR_MS });
  expect(asked.length).toBeLessThan(12);
});

test("Shopify: orders follow page by page, then disputes; deliveries are asked for where they count", async () => {
  const at = (ago: number) => new Date(NOW - ago * HOUR_MS).toISOString();
  const order = (id: number, ago: number, more = {}) =>
    orderBody(
      { id, currency: "USD", total: "10.00", lines: [], placedAt: at(ago), updatedAt: at(ago) },
      more,
    );
  const delivered = { fulfillments: [{ id: 71, created_at: at(2), shipment_status: "delivered" }] };
  const account = {
    orders: [
      order(3, 1),
      order(1, 5),
      order(2, 3, delivered),
      order(9, 20),
      order(8, 700, { updated_at: at(2) }),
    ],
    disputes: [
      { id: 50, status: "lost", initiated_at: at(1) },
      { id: 51, status: "won", initiated_at: at(24 * 300) },
    ],
    deliveries: { 71: [{ id: 90, status: "delivered", order_id: 2 }] },
    pageSize: 1,
  };
  const { bodies, asked } = await readAll("shopify", account, { settings: { received: "delivered" } });
  expect(idsOf(bodies)).toEqual([8, 1, 2, 90, 3, 50]);
  expect(asked[0]?.searchParams.get("status")).toBe("any");
  expect(asked.map(({ origin }) => origin)).toEqual(asked.map(() => "https://tea.myshopify.com"));
  // Of a shop that takes fulfilment as receipt, and has no Shopify Payments.
  const plain = await readAll("shopify", { ...account, disputes: undefined } as unknown as Account);
  expect(idsOf(plain.bodies)).toEqual([8, 1, 2, 3]);
});

test("WooCommerce: orders follow by the time at which they were made, also when many were made in one second", async () => {
  const text = (ms: number) => new Date(ms).toISOString().slice(0, 19);
  const madeAt = [5, 4, 4, 4, 4, 4, 3, 2, 1].map((ago) => NOW - ago * HOUR_MS);
  const orders = madeAt.map((ms, id) => ({ id, date_created_gmt: text(ms), date_modified_gmt: text(ms) }));
  const old = {
    id: 99,
    date_created_gmt: text(NOW - 900 * HOUR_MS),
    date_modified_gmt: text(NOW - 2 * HOUR_MS),
  };
  const untouched = { ...old, id: 98, date_modified_gmt: old.date_created_gmt };
  const { bodies, asked } = await readAll("woocommerce", {
    orders: [...orders, untouched, old],
    pageSize: 2,
  });
  const ids = idsOf(bodies);
  expect(new Set(ids)).toEqual(new Set([99, 0, 1, 2, 3, 4, 5, 6, 7, 8]));
  const firsts = ids.filter((id, place) => ids.indexOf(id) === place);
  expect(firsts).toEqual([99, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(asked[0]?.pathname).toBe("/blog/wp-json/wc/v3/orders");
});

const ROW = {
  交易时间: "2026-11-25 10:00:00",
  商户订单号: "A1",
  交易状态: "SUCCESS",
  货币种类: "CNY",
  订单金额: "12.30",
  商户退款单号: "0",
  商户数据包: '{"tby":"AQ","c":"77"}',
};

const DAY_OF_ROW = { fromMs: Date.UTC(2026, 10, 24, 20), untilMs: Date.UTC(2026, 10, 25, 12) };

test("WeChat Pay: bills are read by day, and days whose bill is not there yet are left out", async () => {
  const rows = Array.from({ length: 130 }, (_, n) => ({ ...ROW, 商户订单号: `A${n}` }));
  const account = { bills: { "2026-11-25": rows } };
  const { asked, pages, bodies } = await readAll("wechatpay", account, DAY_OF_ROW);
  expect(bodies).toHaveLength(130);
  const [first] = bodies as { readonly event_type: string; readonly create_time: string }[];
  expect(first).toMatchObject({
    event_type: "TRANSACTION.SUCCESS",
    create_time: "2026-11-25T10:00:00+08:00",
  });
  // The bill is fetched once for all of its pages.
  expect(asked.map(({ pathname }) => pathname)).toEqual(["/v3/bill/tradebill", "/v3/billdownload/file"]);
  expect(pages.map(({ webhooks }) => webhooks.length)).toEqual([100, 30, 0]);
  const nowMs = Date.now();
  const lately = await readAll("wechatpay", {}, { fromMs: nowMs - 72 * HOUR_MS, untilMs: nowMs });
  const days = lately.asked.map(({ searchParams }) => searchParams.get("bill_date"));
  const today = new Date(nowMs + 8 * HOUR_MS).toISOString().slice(0, 10);
  expect(days.length).toBeGreaterThan(1);
  expect(days).not.toContain(today);
  expect(lately.pages.at(-1)?.reachedMs).toBeLessThan(nowMs);
});

test.each([
  ["/v3/billdownload/file", "a bill that was changed or broke off on its way"],
  ["/v3/bill/tradebill", "an answer that WeChat Pay has not signed"],
])("WeChat Pay: %s: %s is read by nobody", async (path) => {
  const cut = (at: string, bytes: Uint8Array) => (at === path ? bytes.subarray(0, -20) : bytes);
  const account = { bills: { "2026-11-25": [ROW, ROW] } };
  await expect(readAll("wechatpay", account, DAY_OF_ROW, cut)).rejects.toMatchObject({
    reason: "answer_unreadable",
  });
});

test("WeChat Pay: a payment and its attach are read of a row, whatever stands in it", async () => {
  const { translate } = await SOURCES.wechatpay.load();
  const { pages } = await readAll("wechatpay", { bills: { "2026-11-25": [ROW] } }, DAY_OF_ROW);
  const [listed] = pages.flatMap(({ webhooks }) => webhooks);
  if (listed === undefined) throw new Error("nothing is listed");
  const context = { settings: SOURCES.wechatpay.settingsSchema.parse({}), currency: "CNY" };
  const { messages } = translate({ ...listed, secrets: [secretOf(API_V3_KEY, BY_PUBLIC_KEY)] }, context);
  expect(messages).toMatchObject([
    {
      kind: "conversion",
      conversion: {
        orderId: "A1",
        amount: 1_230,
        currency: "CNY",
        clickToken: "AQ",
        customerId: "77",
        occurredAt: "2026-11-25T10:00:00+08:00",
      },
    },
  ]);
});
