import { describe, expect, test } from "vitest";
import { sized } from "../../support/effort.ts";
import { EMPTY, openShop, request } from "../../support/shop.ts";

const BIDS = sized(50, 200);

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

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
  test("sent twice at once takes effect once, for each of 500 orders", async () => {
    const shop = await openShop();
    const seller = await shop.promoter("seller");
    const clickToken = await shop.tap(seller);
    const conversions = times(500, (n) => ({ orderId: `o${n}`, amount: 1_000, currency: "CNY", clickToken }));
    await shop.post("/conversions", { conversions });
    const refunds = conversions.flatMap(({ orderId }) =>
      times(2, () => shop.event(orderId, "refunded", "r", { amount: 500 })),
    );
    const answers = await Promise.all(refunds);
    expect(answers.every((answer) => answer.status === 200)).toBe(true);
    expect(answers.filter((answer) => answer.headers.get("idempotent-replay") === "true")).toHaveLength(500);
    await shop.settle();
    expect(await shop.wallet(seller)).toEqual({ ...EMPTY, pending: 25_000 });
    const verdict = await shop.get(`/promoters/${seller.id}/journal/verification`);
    expect(verdict.body).toMatchObject({ valid: true, entries: 1_000 });
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

describe("a thousand webhooks of one order", () => {
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
      times(100, (copy) => ({ type, data, id: `m-${place}`, rank: ((copy * 10 + place) * 7_919) % 1_009 })),
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

describe("a payout", () => {
  test("of one balance requested 100 times at once succeeds once", async () => {
    const shop = await openShop({ settlement: { holdPeriod: "PT0S", holdStartsAt: "paid", minPayout: 1 } });
    const seller = await shop.promoter("seller");
    await shop.order("o1", 10_000, { clickToken: await shop.tap(seller) });
    await shop.settle();
    const requests = times(100, (n) =>
      shop.post(`/promoters/${seller.id}/payouts`, { amount: 1_000 }, { "idempotency-key": `k${n}` }),
    );
    const statuses = (await Promise.all(requests)).map((answer) => answer.status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(99);
    expect(await shop.wallet(seller)).toEqual({ ...EMPTY, reserved: 1_000 });
  });

  test("cannot take more than is available, nor less than the minimum", async () => {
    const shop = await openShop({ settlement: { holdPeriod: "PT0S", holdStartsAt: "paid", minPayout: 500 } });
    const seller = await shop.promoter("seller");
    await shop.order("o1", 10_000, { clickToken: await shop.tap(seller) });
    await shop.settle();
    const path = `/promoters/${seller.id}/payouts`;
    const tooMuch = await shop.post(path, { amount: 1_001 }, { "idempotency-key": "a" });
    expect(tooMuch).toMatchObject({ status: 422, body: { code: "insufficient_available" } });
    const tooLittle = await shop.post(path, { amount: 499 }, { "idempotency-key": "b" });
    expect(tooLittle).toMatchObject({ status: 422, body: { code: "below_minimum" } });
  });

  test("that failed gives everything back, and one that was paid stays paid on a repeat", async () => {
    const shop = await openShop({ settlement: { holdPeriod: "PT0S", holdStartsAt: "paid", minPayout: 1 } });
    const seller = await shop.promoter("seller");
    await shop.order("o1", 10_000, { clickToken: await shop.tap(seller) });
    await shop.settle();
    const ask = async (key: string) =>
      (await shop.post(`/promoters/${seller.id}/payouts`, { amount: 400 }, { "idempotency-key": key })).body
        .id as string;
    const first = await ask("a");
    expect((await shop.post(`/payouts/${first}/paid`, {})).body.code).toBe("invalid_transition");
    await shop.post(`/payouts/${first}/approve`, {});
    await shop.post("/payout-batches", {}, { "idempotency-key": "b1" });
    await shop.post(`/payouts/${first}/failed`, { reason: "account closed" });
    expect(await shop.wallet(seller)).toEqual({ ...EMPTY, available: 1_000 });
    const second = await ask("c");
    await shop.post(`/payouts/${second}/approve`, {});
    await shop.post("/payout-batches", {}, { "idempotency-key": "b2" });
    await shop.post(`/payouts/${second}/paid`, {});
    const repeat = await shop.post(`/payouts/${second}/paid`, {});
    expect(repeat).toMatchObject({ status: 200, body: { state: "paid" } });
    expect(await shop.wallet(seller)).toEqual({ ...EMPTY, available: 600, paid: 400 });
  });

  test("stands in one of two batches made at once", async () => {
    const shop = await openShop({ settlement: { holdPeriod: "PT0S", holdStartsAt: "paid", minPayout: 1 } });
    const sellers = await Promise.all(times(5, (n) => shop.promoter(`s${n}`)));
    for (const seller of sellers)
      await shop.order(`o-${seller.id}`, 10_000, { clickToken: await shop.tap(seller) });
    await shop.settle();
    for (const seller of sellers) {
      const made = await shop.post(
        `/promoters/${seller.id}/payouts`,
        { amount: 100 },
        { "idempotency-key": "k" },
      );
      await shop.post(`/payouts/${made.body.id}/approve`, {});
    }
    const batches = await Promise.all(
      times(2, (n) => shop.post("/payout-batches", {}, { "idempotency-key": `b${n}` })),
    );
    const counts = batches.map((batch) => batch.body.count as number);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(5);
    const csvs = await Promise.all(
      batches.map(async (batch) => (await shop.get(`/payout-batches/${batch.body.id}.csv`)).body as string),
    );
    for (const seller of sellers) expect(csvs.filter((csv) => csv.includes(`${seller.id},`))).toHaveLength(1);
  });
});

describe("relations", () => {
  test(`ten promoters bidding for one customer at the same moment end in exactly one binding, ${BIDS} times`, async () => {
    const shop = await openShop();
    const bidders = await Promise.all(times(10, (n) => shop.promoter(`bidder-${n}`)));
    for (let round = 0; round < BIDS; round += 1) {
      const customerId = `customer-${round}`;
      const answers = await Promise.all(
        bidders.map((bidder) => shop.post("/bindings", { customerId, promoterId: bidder.id })),
      );
      expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([
        201,
        ...times(9, () => 409),
      ]);
      const [bound] = (await shop.get(`/members/${customerId}/uplines`)).body.data;
      expect(answers.find((answer) => answer.status === 201)?.body.promoterId).toBe(bound.promoterId);
    }
  });

  test("A under B and B under A at the same moment end in one success and one cycle", async () => {
    const shop = await openShop();
    for (let round = 0; round < 20; round += 1) {
      const [a, b] = [await shop.promoter(`a${round}`), await shop.promoter(`b${round}`)];
      const answers = await Promise.all([
        shop.put(`/promoters/${a.id}/upline`, { uplineMemberId: b.memberId, reason: "moved" }),
        shop.put(`/promoters/${b.id}/upline`, { uplineMemberId: a.memberId, reason: "moved" }),
      ]);
      expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([200, 409]);
      expect(answers.find((answer) => answer.status === 409)?.body.code).toBe("cycle");
    }
  });

  test("a cycle over many steps is refused, and a tree is at most 64 deep", async () => {
    const shop = await openShop();
    const line = await shop.line(...times(65, (n) => `p${n}`));
    const [top] = line;
    const bottom = line.at(-1);
    if (top === undefined || bottom === undefined) throw new Error("the line has 65 promoters");
    const cycle = await shop.put(`/promoters/${top.id}/upline`, {
      uplineMemberId: bottom.memberId,
      reason: "x",
    });
    expect(cycle).toMatchObject({ status: 409, body: { code: "cycle" } });
    const deeper = await shop.post("/promoters", { memberId: "deeper", uplineMemberId: bottom.memberId });
    expect(deeper).toMatchObject({ status: 409, body: { code: "depth_exceeded" } });
  });

  test("an order is paid by the uplines of its own time, whatever changed before it was told", async () => {
    const shop = await openShop();
    const [old, seller] = await shop.line("old", "seller");
    const fresh = await shop.promoter("fresh");
    const clickToken = await shop.tap(seller);
    const occurredAt = new Date().toISOString();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await shop.put(`/promoters/${seller.id}/upline`, { uplineMemberId: fresh.memberId, reason: "moved" });
    await shop.order("then", 10_000, { clickToken, occurredAt });
    await shop.order("now", 10_000, { clickToken });
    await shop.settle();
    expect(await shop.wallet(old)).toEqual({ ...EMPTY, pending: 500 });
    expect(await shop.wallet(fresh)).toEqual({ ...EMPTY, pending: 500 });
  });
});

describe("what a checkout sends", () => {
  test("a webhook told again says that it is a repeat", async () => {
    const shop = await openShop();
    const replays: (string | null)[] = [];
    const sent = [
      ["order.refunded", { orderId: "o1", amount: 1 }, "early"],
      ["order.refunded", { orderId: "o1", amount: 1 }, "early"],
      ["order.paid", { orderId: "o1", amount: 100, currency: "CNY" }, "paid"],
      ["order.paid", { orderId: "o1", amount: 100, currency: "CNY" }, "paid"],
      ["order.received", { orderId: "o1" }, "received"],
      ["order.received", { orderId: "o1" }, "received"],
    ] as const;
    for (const [type, data, id] of sent) {
      const answer = await shop.webhook(type, data, id);
      expect(answer.status).toBe(200);
      replays.push(answer.headers.get("idempotent-replay"));
    }
    expect(replays).toEqual([null, "true", null, "true", null, "true"]);
  });

  test("a kind without use is passed over whatever its data, and kept in no list", async () => {
    const shop = await openShop();
    for (const [type, data] of [
      ["customer.created", { id: "c" }],
      ["order.shipped", undefined],
      ["x".repeat(200), "text"],
    ] as const) {
      const answer = await shop.webhook(type, data, crypto.randomUUID());
      expect([answer.status, answer.body]).toEqual([200, { status: "ignored", reason: "kind_without_use" }]);
    }
    expect((await shop.get("/unusable-webhooks")).body.data).toEqual([]);
    expect((await shop.webhook("order.received", {}, "without-order")).body.reason).toBe("unreadable");
  });

  test("a byte order mark is taken off, and bytes that are no UTF-8 are listed, not guessed", async () => {
    const shop = await openShop();
    const paid = JSON.stringify({ type: "order.paid", data: { orderId: "o1", amount: 1, currency: "CNY" } });
    const marked = await shop.signed(Buffer.from(`\ufeff${paid}`), "marked");
    expect(marked.body.results[0].status).toBe("accepted");
    const torn = Buffer.from(paid.replace("o1", "o?"));
    torn[torn.indexOf("?")] = 0xff;
    const answer = await shop.signed(torn, "torn");
    expect([answer.status, answer.body.reason]).toEqual([200, "unreadable"]);
    const { data } = (await shop.get("/unusable-webhooks")).body;
    expect(data.map((kept: { webhookId: string }) => kept.webhookId)).toEqual(["torn"]);
  });
});

describe("what a stranger sends", () => {
  test("a webhook that is unsigned, wrongly signed, late or of another program is 401 and changes nothing", async () => {
    const [shop, other] = [await openShop(), await openShop()];
    const data = { orderId: "o1", amount: 100, currency: "CNY" };
    const path = `/webhooks/${shop.id}/standard`;
    expect((await request("POST", path, { body: { type: "order.paid", data } })).status).toBe(401);
    const late = await shop.webhook("order.paid", data, "m", new Date(Date.now() - 301_000));
    expect(late).toMatchObject({ status: 401, body: { code: "invalid_signature" } });
    const early = await shop.webhook("order.paid", data, "m", new Date(Date.now() + 302_000));
    expect(early.status).toBe(401);
    Object.assign(other, { id: shop.id });
    expect((await other.webhook("order.paid", data, "m")).status).toBe(401);
    expect((await shop.get("/orders/o1")).status).toBe(404);
    expect((await request("POST", `/webhooks/nobody/standard`, { body: {} })).status).toBe(404);
    expect((await request("POST", `/webhooks/${shop.id}/paypal`, { body: {} })).status).toBe(404);
  });

  test("a signed body that can never be used is answered 200 and kept where the merchant sees it", async () => {
    const shop = await openShop();
    const broken = await shop.webhook(
      "order.paid",
      { orderId: "o1", amount: -1, currency: "CNY" },
      "msg-broken",
    );
    expect(broken).toMatchObject({
      status: 200,
      body: { results: [{ status: "rejected", code: "amount_out_of_range" }] },
    });
    expect((await shop.webhook("cart.updated", { orderId: "x" }, "msg-other")).body).toMatchObject({
      status: "ignored",
    });
    await shop.webhook("order.paid", { orderId: "o1", amount: -1, currency: "CNY" }, "msg-broken");
    const { data } = (await shop.get("/unusable-webhooks")).body;
    expect(data).toHaveLength(1);
    expect(data[0]).toMatchObject({
      webhookId: "msg-broken",
      reason: "amount_out_of_range",
      source: "standard",
    });
  });

  test("webhook events follow an order from payment to refund, unknown fields ignored", async () => {
    const shop = await openShop();
    const seller = await shop.promoter("seller");
    const paid = {
      orderId: "o1",
      amount: 1_000,
      currency: "CNY",
      clickToken: await shop.tap(seller),
      shipping: {},
    };
    await shop.webhook("order.paid", paid, "m1");
    expect(
      (await shop.webhook("order.received", { orderId: "o1", carrier: "x" }, "m2")).body.order.state,
    ).toBe("held");
    expect(
      (await shop.webhook("order.refunded", { orderId: "o1", amount: 400 }, "m3")).body.order.reversedAmount,
    ).toBe(400);
    await shop.webhook("order.refunded", { orderId: "o1", amount: 400 }, "m3");
    expect((await shop.get("/orders/o1")).body.reversedAmount).toBe(400);
  });
});
