/** An order and its events take effect once, however often, at once or late they come. */
import { describe, expect, test } from "vitest";
import { sized } from "../../support/effort.ts";
import { EMPTY, openShop } from "../../support/shop.ts";
import { times } from "../../support/times.ts";

const ORDERS = sized(50, 500, 100);
/** Of each of ten webhooks of one order. */
const COPIES = sized(10, 100, 20);

describe("the same order", () => {
  test("delivered 50 times at once by webhook yields one set of commissions", async () => {
    const shop = await openShop();
    const [top, seller] = await shop.line("top", "seller");
    const data = {
      orderId: "o1",
      amount: 10_000,
      currency: "CNY",
      customerId: "b",
      clickToken: await shop.tap(seller),
    };
    const answers = await Promise.all(times(50, () => shop.webhook("order.paid", data, "msg_1")));
    expect(answers.every((answer) => answer.status === 200)).toBe(true);
    const statuses = answers.map((answer) => answer.body.results[0].status as string);
    expect(statuses.filter((status) => status === "accepted")).toHaveLength(1);
    expect(statuses.filter((status) => status === "duplicate")).toHaveLength(49);
    const ids = new Set(answers.map((answer) => JSON.stringify(answer.body.results[0].commissions)));
    expect(ids.size).toBe(1);
    await shop.settle();
    expect(await shop.wallet(seller)).toEqual({ ...EMPTY, pending: 1_000 });
    expect(await shop.wallet(top)).toEqual({ ...EMPTY, pending: 500 });
  });

  test("through the API and a webhook, after a day or at once, is decided once", async () => {
    const shop = await openShop();
    const seller = await shop.promoter("seller");
    const data = { orderId: "o1", amount: 10_000, currency: "CNY", clickToken: await shop.tap(seller) };
    expect((await shop.webhook("order.paid", data, "m")).body.results[0].status).toBe("accepted");
    const again = await shop.post("/conversions", data);
    expect(again.body.results[0].status).toBe("duplicate");
    expect(again.headers.get("idempotent-replay")).toBe("true");
    await shop.settle();
    expect(await shop.journal(seller)).toHaveLength(1);
  });

  test("with another amount is a conflict and changes nothing anywhere, bindings included", async () => {
    const shop = await openShop();
    const [one, two] = [await shop.promoter("one"), await shop.promoter("two")];
    await shop.order("o1", 10_000, { clickToken: await shop.tap(one) });
    await shop.settle();
    const before = (await shop.get("/orders/o1")).body;
    const conflict = await shop.order("o1", 10_001, {
      clickToken: await shop.tap(two),
      customerId: "new-buyer",
    });
    expect(conflict).toMatchObject({
      status: 409,
      body: { code: "idempotency_conflict", results: [{ status: "conflict" }] },
    });
    const byWebhook = await shop.webhook("order.paid", { orderId: "o1", amount: 9, currency: "CNY" }, "m2");
    expect(byWebhook).toMatchObject({ status: 200, body: { results: [{ status: "conflict" }] } });
    await shop.settle();
    expect((await shop.get("/orders/o1")).body).toEqual(before);
    expect(await shop.wallet(two)).toEqual(EMPTY);
    expect((await shop.get("/members/new-buyer/uplines")).body.data).toEqual([]);
  });

  test.each([
    ["customer", { customerId: "a" }, { customerId: "b" }, "conflict"],
    [
      "items",
      { items: [{ productId: "x", quantity: 1, amount: 100 }] },
      { items: [{ productId: "y", quantity: 1, amount: 100 }] },
      "conflict",
    ],
    ["a customer told only once", { customerId: "a" }, {}, "duplicate"],
    ["other metadata", { metadata: { a: "1" } }, { metadata: { a: "2" } }, "duplicate"],
  ])("differing in %s", async (_, first, second, status) => {
    const shop = await openShop();
    await shop.order("o1", 100, first);
    expect((await shop.order("o1", 100, second)).body.results[0].status).toBe(status);
  });

  test("received twice in one batch is decided once", async () => {
    const shop = await openShop();
    const conversion = { orderId: "o1", amount: 100, currency: "CNY" };
    const answer = await shop.post("/conversions", {
      conversions: [conversion, conversion, { ...conversion, amount: 5 }],
    });
    expect(answer.body.results.map((result: { status: string }) => result.status)).toEqual([
      "accepted",
      "duplicate",
      "conflict",
    ]);
  });
});

describe("the same event", () => {
  test(`sent twice at once takes effect once, for each of ${ORDERS} orders`, async () => {
    const shop = await openShop();
    const seller = await shop.promoter("seller");
    const clickToken = await shop.tap(seller);
    const conversions = times(ORDERS, (n) => ({
      orderId: `o${n}`,
      amount: 1_000,
      currency: "CNY",
      clickToken,
    }));
    await shop.post("/conversions", { conversions });
    const refunds = conversions.flatMap(({ orderId }) =>
      times(2, () => shop.event(orderId, "refunded", "r", { amount: 500 })),
    );
    const answers = await Promise.all(refunds);
    expect(answers.every((answer) => answer.status === 200)).toBe(true);
    expect(answers.filter((answer) => answer.headers.get("idempotent-replay") === "true")).toHaveLength(
      ORDERS,
    );
    await shop.settle();
    expect(await shop.wallet(seller)).toEqual({ ...EMPTY, pending: ORDERS * 50 });
    const verdict = await shop.get(`/promoters/${seller.id}/journal/verification`);
    expect(verdict.body).toMatchObject({ valid: true, entries: ORDERS * 2 });
  });

  test("under one id with another amount is a conflict", async () => {
    const shop = await openShop();
    await shop.order("o1", 1_000);
    await shop.event("o1", "refunded", "r", { amount: 500 });
    const other = await shop.event("o1", "refunded", "r", { amount: 400 });
    expect(other).toMatchObject({ status: 409, body: { code: "idempotency_conflict" } });
    expect((await shop.get("/orders/o1")).body.reversedAmount).toBe(500);
  });
});

describe(`${COPIES * 10} webhooks of one order`, () => {
  test("repeated, reordered and all at once, end as each told once and in turn", async () => {
    const shop = await openShop({ settlement: { holdPeriod: "P7D", holdStartsAt: "received" } });
    const [top, seller] = await shop.line("top", "seller");
    const clickToken = await shop.tap(seller);
    const at = (minute: number) => new Date(Date.now() - 3_600_000 + minute * 60_000).toISOString();
    const received = (orderId: string): [string, Record<string, unknown>][] => [
      ["order.paid", { orderId, amount: 10_001, currency: "CNY", customerId: "buyer", clickToken }],
      ["order.received", { orderId, occurredAt: at(1) }],
      ["order.received", { orderId, occurredAt: at(9) }],
      ["order.refunded", { orderId, eventId: "r1", amount: 3_333, occurredAt: at(2) }],
      ["order.refunded", { orderId, eventId: "r2", amount: 1_000, occurredAt: at(3) }],
      ["order.refunded", { orderId, eventId: "r3", amount: 3_333, occurredAt: at(4) }],
      ["order.disputed", { orderId, disputeId: "a", amount: 900, occurredAt: at(5) }],
      ["order.dispute_won", { orderId, disputeId: "a", occurredAt: at(8) }],
      ["order.dispute_lost", { orderId, disputeId: "a", occurredAt: at(7) }],
      ["order.dispute_lost", { orderId, disputeId: "b", amount: 1, occurredAt: at(6) }],
    ];
    const messages = received("at-once").flatMap(([type, data], place) =>
      times(COPIES, (copy) => ({
        type,
        data,
        id: `m-${place}`,
        rank: ((copy * 10 + place) * 7_919) % 1_009,
      })),
    );
    messages.sort((a, b) => a.rank - b.rank);
    const answers = await Promise.all(messages.map(({ type, data, id }) => shop.webhook(type, data, id)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    for (const [place, [type, data]] of received("in-turn").entries())
      await shop.webhook(type, data, `turn-${place}`);
    await shop.settle();
    const state = async (orderId: string) => {
      const { body } = await shop.get(`/orders/${orderId}`);
      const commissions = body.commissions.map(({ promoterId, kept, state }: Record<string, unknown>) => [
        promoterId,
        kept,
        state,
      ]);
      return { reversed: body.reversedAmount, state: body.state, receivedAt: body.receivedAt, commissions };
    };
    const atOnce = await state("at-once");
    expect(atOnce).toEqual({ ...(await state("in-turn")), receivedAt: atOnce.receivedAt });
    expect(atOnce).toMatchObject({ reversed: 7_667, state: "held" });
    // Two orders of one kind: each keeps ceil(1000 x 2334 / 10001) and half of that above.
    expect(await shop.wallet(seller)).toEqual({ ...EMPTY, held: 468 });
    expect(await shop.wallet(top)).toEqual({ ...EMPTY, held: 234 });
  });
});
