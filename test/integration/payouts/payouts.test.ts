import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { balancesOf, EMPTY, openShop, type Promoter, request, type Shop } from "../../support/shop.ts";

const DAY_MS = 86_400_000;
const PAID_AT_ONCE = { holdPeriod: "PT0S", holdStartsAt: "paid", minPayout: 1 };
const BANK = { kind: "bank", name: "王小明", bank: "Bank of Chengdu", account: "6222020200112233445" };

let keys = 0;

async function ask(shop: Shop, promoter: Promoter, amount: number, key = `key-${(keys += 1)}`) {
  return await shop.post(`/promoters/${promoter.id}/payouts`, { amount }, { "idempotency-key": key });
}

/** A promoter with so much available. */
async function seller(shop: Shop, amount: number, memberId = "seller"): Promise<Promoter> {
  const promoter = await shop.promoter(memberId);
  await shop.adjust(promoter, { amount, kind: "bonus", reason: "a start" });
  await shop.namePayee(promoter);
  return promoter;
}

/** Brings a payout as far as `processing`. */
async function process(shop: Shop, payoutId: string): Promise<string> {
  await shop.post(`/payouts/${payoutId}/approve`, {});
  const batch = await shop.post("/payout-batches", {}, { "idempotency-key": payoutId });
  expect(batch.body.state).toBe("sealed");
  return batch.body.id;
}

afterEach(() => {
  vi.useRealTimers();
});

describe("a payout", () => {
  test("is taxed per payment at its request, and posted as gross, withheld and net", async () => {
    const shop = await openShop({ settlement: PAID_AT_ONCE, tax: { regime: "cn_per_payment" } });
    const promoter = await seller(shop, 1_000_000);
    const first = await ask(shop, promoter, 400_000);
    expect(first).toMatchObject({ status: 201, body: { gross: 400_000, withheld: 64_000, net: 336_000 } });
    expect(await shop.wallet(promoter)).toEqual({ ...EMPTY, available: 600_000, reserved: 400_000 });
    await process(shop, first.body.id);
    await shop.post(`/payouts/${first.body.id}/paid`, {});
    const wallet = { ...EMPTY, available: 600_000, paid: 336_000, withheld: 64_000 };
    expect(await shop.wallet(promoter)).toEqual(wallet);
    // 5,000 yuan within the month make 800 of tax, 640 of which were withheld.
    expect((await ask(shop, promoter, 100_000)).body).toMatchObject({ withheld: 16_000, net: 84_000 });
    const balances = balancesOf(await shop.journal(promoter));
    expect([...balances.values()].reduce((sum, balance) => sum + balance, 0)).toBe(0);
  });

  test("that is rejected, failed or returned gives back the gross and undoes its tax", async () => {
    const shop = await openShop({ settlement: PAID_AT_ONCE, tax: { regime: "cn_cumulative" } });
    const promoter = await seller(shop, 5_000_000);
    for (const outcome of ["reject", "failed", "returned"]) {
      const payout = await ask(shop, promoter, 5_000_000);
      expect(payout.body).toMatchObject({ gross: 5_000_000, withheld: 105_000, net: 4_895_000 });
      if (outcome !== "reject") await process(shop, payout.body.id);
      if (outcome === "returned") await shop.post(`/payouts/${payout.body.id}/paid`, {});
      const moved = await shop.post(`/payouts/${payout.body.id}/${outcome}`, { reason: "wrong account" });
      expect(moved.status).toBe(200);
      expect(await shop.wallet(promoter)).toEqual({ ...EMPTY, available: 5_000_000 });
    }
  });

  test("that is given back pays the debt first", async () => {
    const shop = await openShop({ settlement: PAID_AT_ONCE });
    const promoter = await seller(shop, 1_000);
    const payout = await ask(shop, promoter, 1_000);
    await shop.adjust(promoter, { amount: 300, kind: "penalty", reason: "x" });
    expect(await shop.wallet(promoter)).toEqual({ ...EMPTY, reserved: 1_000, debt: 300 });
    await shop.post(`/payouts/${payout.body.id}/reject`, {});
    expect(await shop.wallet(promoter)).toEqual({ ...EMPTY, available: 700 });
  });

  test("whose outcome is unknown stays processing, whatever is tried meanwhile", async () => {
    const shop = await openShop({ settlement: PAID_AT_ONCE });
    const promoter = await seller(shop, 1_000);
    const payout = await ask(shop, promoter, 600);
    await process(shop, payout.body.id);
    for (const move of ["approve", "reject", "returned"]) {
      const refused = await shop.post(`/payouts/${payout.body.id}/${move}`, {});
      expect(refused).toMatchObject({ status: 409, body: { code: "invalid_transition" } });
    }
    expect((await ask(shop, promoter, 400)).body.code).toBe("payout_open");
    const second = await shop.post("/payout-batches", {}, { "idempotency-key": "again" });
    expect(second.body).toMatchObject({ count: 0 });
    expect((await shop.get(`/payouts/${payout.body.id}`)).body.state).toBe("processing");
  });

  test("under T+2 takes only what was released two days ago", async () => {
    const released = Date.now();
    const shop = await openShop({ settlement: { ...PAID_AT_ONCE, payoutCycle: "T+2" } });
    const promoter = await shop.promoter("seller");
    const clickToken = await shop.tap(promoter);
    await shop.order("o1", 10_000, { clickToken });
    await shop.settle();
    expect(await shop.wallet(promoter)).toEqual({ ...EMPTY, available: 1_000 });
    expect((await ask(shop, promoter, 1)).body.code).toBe("insufficient_available");
    await shop.adjust(promoter, { amount: 50, kind: "bonus", reason: "at once" });
    expect((await ask(shop, promoter, 51)).body.code).toBe("insufficient_available");
    vi.useFakeTimers({ toFake: ["Date"], now: released + 2 * DAY_MS - 60_000 });
    expect((await ask(shop, promoter, 1_050)).body.code).toBe("insufficient_available");
    vi.setSystemTime(released + 2 * DAY_MS + 60_000);
    expect((await ask(shop, promoter, 1_050)).status).toBe(201);
    expect(await shop.wallet(promoter)).toEqual({ ...EMPTY, reserved: 1_050 });
  });
});

describe("a payee", () => {
  test("is encrypted at rest, masked on read, and in the clear in the batch's file alone", async () => {
    const shop = await openShop({ settlement: PAID_AT_ONCE });
    const promoter = await shop.promoter("seller");
    await shop.adjust(promoter, { amount: 1_000, kind: "bonus", reason: "a start" });
    const path = `/promoters/${promoter.id}/payee`;
    expect(await shop.get(path)).toMatchObject({ status: 404, body: { code: "unknown_payee" } });
    const put = await shop.put(path, BANK);
    const masked = {
      kind: "bank",
      name: "王**",
      bank: "Bank of Chengdu",
      account: "***************3445",
    };
    expect(put).toMatchObject({ status: 200, body: masked });
    expect((await shop.get(path)).body).toEqual(masked);
    await runInDurableObject(env.ACCOUNT_BOOK.getByName(`${shop.id}/0`), (_, { storage }) => {
      const stored = JSON.stringify(storage.sql.exec("SELECT * FROM payees").toArray());
      expect(stored).not.toContain("6222020200112233445");
      expect(stored).not.toContain("王小明");
    });
    const payout = await ask(shop, promoter, 1_000);
    const batch = await process(shop, payout.body.id);
    // A batch keeps what stood when it claimed.
    await shop.put(path, { kind: "wechat", openId: "oLv5jA8s7d6f5g4h3j2k" });
    const file = await shop.get(`/payout-batches/${batch}.csv`);
    const [heading, row, end] = file.body.split("\r\n");
    expect(heading).toMatch(/^\uFEFF?payoutId,.*payeeKind,payeeName,payeeBank,payeeAccount$/);
    expect(row).toContain(`${payout.body.id},${promoter.id},CNY,10.00,0.00,10.00,`);
    expect(row).toContain(",bank,王小明,Bank of Chengdu,'6222020200112233445");
    expect(end).toBe("");
    expect((await shop.get(`/payout-batches/${batch}.csv`)).body).toBe(file.body);
    expect((await shop.get(path)).body).toMatchObject({ kind: "wechat", bank: null });
  });

  test("is read by its promoter, who cannot change it, and by no other", async () => {
    const shop = await openShop();
    const [one, two] = [await shop.promoter("one"), await shop.promoter("two")];
    await shop.put(`/promoters/${one.id}/payee`, BANK);
    const { token } = (await shop.post(`/promoters/${one.id}/tokens`, {})).body;
    const path = (promoter: Promoter) => `/v1/programs/${shop.id}/promoters/${promoter.id}/payee`;
    expect((await request("GET", path(one), { token })).status).toBe(200);
    expect((await request("PUT", path(one), { token, body: BANK })).status).toBe(404);
    expect((await request("GET", path(two), { token })).status).toBe(404);
  });

  test("must be a bank account or a WeChat user", async () => {
    const shop = await openShop();
    const promoter = await shop.promoter("one");
    for (const body of [
      { ...BANK, kind: "cash" },
      { ...BANK, account: "12 34" },
      { ...BANK, iban: "x" },
      { kind: "wechat" },
    ]) {
      expect((await shop.put(`/promoters/${promoter.id}/payee`, body)).status).toBe(422);
    }
  });
});

describe("a program of several objects", () => {
  test("pays promoters of all its books in one batch, and reconciles every pair", async () => {
    const shop = await openShop({ objects: 4, settlement: PAID_AT_ONCE });
    const promoters = await Promise.all(
      Array.from({ length: 8 }, async (_, n) => await shop.promoter(`seller-${n}`)),
    );
    for (const promoter of promoters) await shop.namePayee(promoter);
    const tokens = await Promise.all(promoters.map(async (promoter) => await shop.tap(promoter)));
    const conversions = Array.from({ length: 64 }, (_, n) => ({
      orderId: `order-${n}`,
      amount: 1_000,
      currency: "CNY",
      clickToken: tokens[n % tokens.length],
    }));
    await shop.post("/conversions", { conversions });
    await expect
      .poll(async () => {
        await shop.post("/alarms/replay", {});
        return await Promise.all(
          promoters.map(async (promoter) => (await shop.wallet(promoter))["available"]),
        );
      })
      .toEqual(promoters.map(() => 800));
    const ids = await Promise.all(
      promoters.map(async (promoter) => (await ask(shop, promoter, 800)).body.id as string),
    );
    for (const id of ids) await shop.post(`/payouts/${id}/approve`, {});
    const batch = await shop.post("/payout-batches", {}, { "idempotency-key": "all" });
    expect(batch.body).toMatchObject({ state: "sealed", count: 8, net: 6_400 });
    const file = (await shop.get(`/payout-batches/${batch.body.id}.csv`)).body as string;
    expect(ids.filter((id) => file.includes(`${id},`))).toHaveLength(8);
    await shop.post("/reconciliation", {});
    await expect
      .poll(async () => (await shop.get("/reconciliation")).body)
      .toMatchObject({ state: "finished", balanced: true, inFlight: 0, differences: [] });
  });
});

test("a tax regime of China needs a program in CNY", async () => {
  const token = "operator-of-the-tests";
  const body = { id: `euro-${Date.now()}`, name: "x", currency: "EUR", tax: { regime: "cn_cumulative" } };
  const refused = await request("POST", "/v1/programs", { token, body });
  expect(refused).toMatchObject({ status: 422, body: { errors: [{ path: "tax.regime" }] } });
});

describe("two operators at once", () => {
  test("making a batch each: every payout is in one of them", async () => {
    const shop = await openShop({ settlement: PAID_AT_ONCE });
    const promoters = await Promise.all(
      Array.from({ length: 12 }, async (_, n) => await seller(shop, 100, `seller-${n}`)),
    );
    const payouts = await Promise.all(promoters.map(async (promoter) => await ask(shop, promoter, 100)));
    const ids = payouts.map((payout) => payout.body.id as string);
    for (const id of ids) await shop.post(`/payouts/${id}/approve`, {});
    const batches = await Promise.all(
      ["a", "b"].map((key) => shop.post("/payout-batches", {}, { "idempotency-key": key })),
    );
    const files = await Promise.all(
      batches.map(async ({ body }) => (await shop.get(`/payout-batches/${body.id}.csv`)).body as string),
    );
    const claimed = files.flatMap((file) => ids.filter((id) => file.includes(`${id},`)));
    expect(claimed.toSorted()).toEqual(ids.toSorted());
    expect(batches.reduce((sum, { body }) => sum + body.count, 0)).toBe(12);
  });
});
