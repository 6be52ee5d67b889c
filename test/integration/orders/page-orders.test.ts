/** What a page tells blocks, takes and outlasts nothing that a signed source or a key tells of the same order id. */
import { describe, expect, test } from "vitest";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { campaign, spending } from "../../support/campaigns/budget.ts";
import { report, takingPixels } from "../../support/orders/page-orders.ts";
import { balancesOf, EMPTY, type Promoter, type Shop } from "../../support/shop.ts";

interface ShownOrder {
  readonly amount: number;
  readonly attribution: { readonly credits: readonly { readonly promoterId: string }[] };
}

const promotersOf = ({ attribution }: ShownOrder) => attribution.credits.map(({ promoterId }) => promoterId);

async function requireExact(shop: Shop, ...promoters: readonly Promoter[]): Promise<void> {
  for (const promoter of promoters) {
    const balances = [...balancesOf(await shop.journal(promoter)).values()];
    expect(balances.reduce((sum, one) => sum + one, 0)).toBe(0);
    const { body } = await shop.get(`/promoters/${promoter.id}/journal/verification`);
    expect(body).toMatchObject({ valid: true, brokenAt: null });
  }
}

async function listed(shop: Shop, list = "/orders") {
  return (await shop.get(list)).body.data as readonly { orderId: string; amount: number; id?: string }[];
}

describe("a guessed order id", () => {
  test("told by a page with another amount blocks no order of the merchant's API", async () => {
    const { shop, thief, thiefs, honest, honests } = await takingPixels();
    expect(await report(shop, { order: "1001", amount: "1", tby: thiefs })).toBe("recorded");
    const told = await shop.order("1001", 50_000, { clickToken: honests });
    expect([told.status, told.body.results[0].status]).toEqual([200, "accepted"]);
    const { body } = await shop.get("/orders/1001");
    expect([body.amount, promotersOf(body), body.underReview]).toEqual([50_000, [honest.id], false]);
    await shop.settle();
    expect(await shop.wallet(honest)).toEqual({ ...EMPTY, available: 5_000 });
    expect(await shop.wallet(thief)).toEqual(EMPTY);
    await requireExact(shop, thief, honest);
  });

  test("told by a page loses no order of a signed webhook", async () => {
    const { shop, thief, thiefs, honest, honests } = await takingPixels();
    await report(shop, { order: "1001", amount: "1", tby: thiefs });
    const data = { orderId: "1001", amount: 50_000, currency: "CNY", clickToken: honests };
    const told = await shop.webhook("order.paid", data, "w-1");
    expect([told.status, told.body.results[0].status]).toEqual([200, "accepted"]);
    await shop.settle();
    expect(await shop.wallet(honest)).toEqual({ ...EMPTY, available: 5_000 });
    expect(await shop.wallet(thief)).toEqual(EMPTY);
  });

  test("told with the right amount takes no credit: the merchant's order is decided as if it had come first", async () => {
    const { shop, thief, thiefs, honest, honests } = await takingPixels();
    await report(shop, { order: "1002", amount: "50000", tby: thiefs });
    const told = await shop.order("1002", 50_000, { clickToken: honests, customerId: "buyer" });
    expect(told.body.results[0].status).toBe("accepted");
    expect(promotersOf((await shop.get("/orders/1002")).body)).toEqual([honest.id]);
    expect((await shop.get("/orders/1002/explanation")).body.commission.customerIsNew).toBe(true);
    expect(await shop.boundTo("buyer")).toBe(honest.id);
    await shop.settle();
    expect(await shop.wallet(thief)).toEqual(EMPTY);
    await requireExact(shop, thief, honest);
  });
});

describe("an order that only a page told", () => {
  test("once cleared, released and paid out is taken back whole when a signed one comes, which stands", async () => {
    const { shop, thief, thiefs, honest, honests } = await takingPixels();
    await report(shop, { order: "1001", tby: thiefs });
    expect((await shop.post("/orders/1001/clear", { reason: "looked right" })).status).toBe(200);
    await shop.settle();
    expect(await shop.wallet(thief)).toEqual({ ...EMPTY, available: 1_000 });
    await shop.namePayee(thief);
    const payout = await shop.post(
      `/promoters/${thief.id}/payouts`,
      { amount: 1_000 },
      { "idempotency-key": "k" },
    );
    await shop.post(`/payouts/${payout.body.id}/approve`, {});
    await shop.post("/payout-batches", {}, { "idempotency-key": "b" });
    expect((await shop.post(`/payouts/${payout.body.id}/paid`, {})).body.state).toBe("paid");
    await shop.order("1001", 10_000, { clickToken: honests });
    await shop.settle();
    expect(await shop.wallet(thief)).toEqual({ ...EMPTY, paid: 1_000, debt: 1_000 });
    expect(await shop.wallet(honest)).toEqual({ ...EMPTY, available: 1_000 });
    await requireExact(shop, thief, honest);
  });

  test("is closed for ever by a signed one: repeats, moves and pages change nothing of it", async () => {
    const { shop, thief, thiefs, honest, honests } = await takingPixels();
    await report(shop, { order: "1001", amount: "700", tby: thiefs });
    const cleared = await shop.post("/orders/1001/review", { reason: "odd" }, { "idempotency-key": "once" });
    expect(cleared.status).toBe(200);
    await shop.order("1001", 10_000, { clickToken: honests });
    const again = await shop.order("1001", 10_000, { clickToken: honests });
    expect(again.body.results[0].status).toBe("duplicate");
    await shop.post("/orders/1001/review", { reason: "odd" }, { "idempotency-key": "once" });
    expect((await shop.get("/orders/1001")).body.underReview).toBe(false);
    expect(await report(shop, { order: "1001", amount: "900", tby: thiefs })).toBe("recorded");
    await shop.post("/orders/1001/clear", { reason: "mine" });
    await shop.settle();
    expect((await shop.order("1001", 900)).status).toBe(409);
    expect(await shop.wallet(thief)).toEqual(EMPTY);
    expect(await shop.wallet(honest)).toEqual({ ...EMPTY, available: 1_000 });
    const kinds = (await shop.journal(thief)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "reverse")).toHaveLength(1);
  });

  test("is shown once, and gives way to the signed one in every list", async () => {
    const { shop, thief, thiefs, honest, honests } = await takingPixels();
    await report(shop, { order: "1001", amount: "700", tby: thiefs });
    await shop.settle();
    expect(await listed(shop)).toMatchObject([{ orderId: "1001", amount: 700, underReview: true }]);
    const before = await listed(shop, `/promoters/${thief.id}/commissions`);
    expect(before).toMatchObject([{ orderId: "1001", amount: 70 }]);
    await shop.order("1001", 10_000, { clickToken: honests });
    await shop.settle();
    expect(await listed(shop)).toMatchObject([{ orderId: "1001", amount: 10_000 }]);
    expect(await listed(shop, `/orders?promoterId=${thief.id}`)).toEqual([]);
    expect(await listed(shop, `/promoters/${thief.id}/commissions`)).toEqual([]);
    const after = await listed(shop, `/promoters/${honest.id}/commissions`);
    expect(after).toMatchObject([{ orderId: "1001", amount: 1_000 }]);
    expect(after[0]?.id).not.toBe(before[0]?.id);
    const own = (await shop.get("/orders/1001")).body.commissions;
    expect(own.map(({ id }: { id: string }) => id)).toEqual([after[0]?.id]);
  });

  test("follows the merchant's events, and the signed one that comes later has them as if it had come first", async () => {
    const { shop, thief, thiefs, honest, honests } = await takingPixels({
      settlement: { holdPeriod: "PT0S", holdStartsAt: "received" },
    });
    expect((await shop.event("1001", "received", "e-0")).status).toBe(202);
    await report(shop, { order: "1001", tby: thiefs });
    const refund = await shop.event("1001", "refunded", "e-1", { amount: 4_000 });
    expect([refund.status, refund.body.order.reversedAmount]).toEqual([200, 4_000]);
    await shop.event("1001", "refunded", "called-off", { amount: 1_000 });
    await shop.event("1001", "refund_voided", "v-1", { voids: "called-off" });
    await shop.post("/orders/1001/clear", { reason: "looked right" });
    await shop.settle();
    expect(await shop.wallet(thief)).toEqual({ ...EMPTY, available: 600 });
    await shop.order("1001", 10_000, { clickToken: honests });
    const repeat = await shop.event("1001", "refunded", "e-1", { amount: 4_000 });
    expect(repeat.headers.get("idempotent-replay")).toBe("true");
    await shop.settle();
    expect(await shop.wallet(thief)).toEqual(EMPTY);
    expect(await shop.wallet(honest)).toEqual({ ...EMPTY, available: 600 });
    await shop.event("1001", "refunded", "e-2", { amount: 3_000 });
    await shop.settle();
    expect(await shop.wallet(thief)).toEqual(EMPTY);
    expect(await shop.wallet(honest)).toEqual({ ...EMPTY, available: 300 });
    await requireExact(shop, thief, honest);
  });

  test("lends the signed one nothing that operators did to it by hand: not a credit, a review, nor a reversal", async () => {
    const { shop, thief, thiefs, honest, honests } = await takingPixels();
    await shop.patch(`/promoters/${thief.id}`, { status: "suspended" });
    for (const order of ["credited", "reversed", "reviewed"]) await report(shop, { order, tby: thiefs });
    const other = await shop.promoter("other");
    const credit = { promoterId: other.id, reason: "the other one sold it" };
    expect((await shop.post("/orders/credited/credit", credit)).status).toBe(200);
    expect((await shop.post("/orders/credited/clear", { reason: "seen" })).status).toBe(200);
    expect((await shop.post("/orders/reversed/reverse", { reason: "made up" })).status).toBe(200);
    expect((await shop.post("/orders/reviewed/review", { reason: "odd" })).status).toBe(200);
    await shop.settle();
    expect(await shop.wallet(other)).toEqual({ ...EMPTY, available: 1_000 });
    for (const order of ["credited", "reversed", "reviewed"]) {
      const told = await shop.order(order, 20_000, { clickToken: honests });
      expect(told.body.results[0].status).toBe("accepted");
      const { body } = await shop.get(`/orders/${order}`);
      expect([body.underReview, body.reversedAmount, promotersOf(body)]).toEqual([false, 0, [honest.id]]);
    }
    expect(await shop.post("/orders/credited/credit", credit)).toMatchObject({ status: 409 });
    await shop.settle();
    expect(await shop.wallet(other)).toEqual(EMPTY);
    expect(await shop.wallet(thief)).toEqual(EMPTY);
    expect(await shop.wallet(honest)).toEqual({ ...EMPTY, available: 6_000 });
    await requireExact(shop, other, honest);
  });

  test("is no sale and spends no budget, cleared or not", async () => {
    const { shop, thief } = await takingPixels();
    await campaign(shop, "sale", 1_000);
    const link = await shop.post("/links", {
      promoterId: thief.id,
      destination: "https://shop.example/item",
      campaignId: "sale",
    });
    const token = await shop.tapLink(link.body.slug);
    await report(shop, { order: "1001", tby: token });
    await shop.settle();
    expect(await spending(shop)).toMatchObject({ reserved: 0, spent: 0 });
    await shop.post("/orders/1001/clear", { reason: "looked right" });
    await shop.settle();
    expect(await spending(shop)).toMatchObject({ reserved: 0, spent: 0 });
    const sales = (await shop.get(`/promoters/${thief.id}/sales`)).body;
    expect(sales).toMatchObject({ lifetimeSales: 0, monthSales: 0 });
    await shop.order("1001", 10_000, { clickToken: token });
    await shop.settle();
    expect(await spending(shop)).toMatchObject({ reserved: 0, spent: 1_000 });
    expect(await shop.wallet(thief)).toEqual({ ...EMPTY, available: 1_000 });
  });
});

test("whichever comes first, and at once, the merchant's order stands alone with its own credits", async () => {
  const { shop, thief, honest, honests } = await takingPixels();
  const rounds = 20;
  let token = "";
  for (let round = 0; round < rounds; round += 1) {
    const orderId = `race-${round}`;
    // What one token may tell is bounded.
    if (round % LIMITS.pageOrdersPerToken === 0) token = await shop.tap(thief);
    const tell = [
      async () => void (await report(shop, { order: orderId, amount: "77", tby: token })),
      async () => void (await shop.order(orderId, 10_000, { clickToken: honests })),
    ];
    await Promise.all((round % 2 === 0 ? tell : tell.toReversed()).map(async (one) => await one()));
    const { body } = await shop.get(`/orders/${orderId}`);
    expect([body.amount, promotersOf(body)]).toEqual([10_000, [honest.id]]);
  }
  await shop.settle();
  expect(await shop.wallet(honest)).toEqual({ ...EMPTY, available: 1_000 * rounds });
  expect(await shop.wallet(thief)).toEqual(EMPTY);
  await requireExact(shop, thief, honest);
});

test("of many ids guessed with one token, a page's orders are as many as a token may tell", async () => {
  const { shop, thiefs, honests } = await takingPixels();
  const statuses = new Map<string | null, number>();
  const guesses = 8 * LIMITS.pageOrdersPerToken;
  for (let guess = 0; guess < guesses; guess += 1) {
    const status = await report(shop, { order: `guess-${guess}`, tby: thiefs });
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  const few = LIMITS.pageOrdersPerToken;
  expect(Object.fromEntries(statuses)).toEqual({ recorded: few, "ignored; reason=limited": guesses - few });
  await shop.settle();
  expect(await listed(shop, "/orders?limit=200")).toHaveLength(few);
  expect(await report(shop, { order: "guess-0", tby: thiefs })).toBe("recorded");
  expect(await report(shop, { order: "bought-1", tby: honests })).toBe("recorded");
});

test("of what pages of one network tell, as much becomes orders as a network may tell, and others tell theirs", async () => {
  const { shop, thief, honests } = await takingPixels();
  const statuses = new Map<string | null, number>();
  let token = "";
  for (let guess = 0; guess < LIMITS.pageOrdersPerNetwork + 20; guess += 1) {
    if (guess % LIMITS.pageOrdersPerToken === 0) token = await shop.tap(thief);
    // Addresses of one network, which its owner changes at will.
    const from = { "cf-connecting-ip": `2001:db8:1:2::${guess.toString(16)}` };
    const status = await report(shop, { order: `guess-${guess}`, tby: token }, from);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  const limited = { recorded: LIMITS.pageOrdersPerNetwork, "ignored; reason=limited": 20 };
  expect(Object.fromEntries(statuses)).toEqual(limited);
  const elsewhere = { "cf-connecting-ip": "203.0.113.7" };
  expect(await report(shop, { order: "bought-1", tby: honests }, elsewhere)).toBe("recorded");
});
