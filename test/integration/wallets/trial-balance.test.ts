/** The trial balance: wallets of all books on one side, orders and adjustments on the other, and what differs is seen. */
import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import { openShop, type Promoter, type Shop } from "../../support/shop.ts";

const SETTLEMENT = { holdPeriod: "PT0S", holdStartsAt: "received", minPayout: 1 };

interface Line {
  readonly account: string;
  readonly debit: number;
  readonly credit: number;
}

const read = async (shop: Shop) => (await shop.get("/trial-balance")).body;

/** Balances that are not zero, those of the left side below zero. */
function balancesOf({ accounts }: { readonly accounts: readonly Line[] }): Record<string, number> {
  const balances = accounts.map(({ account, debit, credit }) => [account, credit - debit] as const);
  return Object.fromEntries(balances.filter(([, balance]) => balance !== 0));
}

async function payOut(shop: Shop, promoter: Promoter, amount: number): Promise<string> {
  await shop.namePayee(promoter);
  const path = `/promoters/${promoter.id}/payouts`;
  const { id } = (await shop.post(path, { amount }, { "idempotency-key": "one" })).body;
  await shop.post(`/payouts/${id}/approve`, {});
  await shop.post("/payout-batches", {}, { "idempotency-key": "one" });
  await expect.poll(async () => (await shop.get(`/payouts/${id}`)).body.state).toBe("processing");
  return id;
}

test("both sides agree from the first order to a debt, over all books, and say what is owed", async () => {
  const shop = await openShop({ objects: 3, settlement: SETTLEMENT });
  expect(await read(shop)).toMatchObject({ promoters: 0, debit: 0, credit: 0, difference: 0, owed: 0 });
  const sellers = await Promise.all(["a", "b", "c"].map((member) => shop.promoter(member)));
  const [a, b] = sellers as [Promoter, Promoter, Promoter];
  for (const [place, seller] of sellers.entries())
    await shop.order(`o${place}`, 10_000, { clickToken: await shop.tap(seller) });
  await shop.event("o0", "received", "e1");
  const settled = async () => {
    await shop.settle(3);
    return balancesOf(await read(shop));
  };
  await expect.poll(settled).toEqual({ commissions: -3_000, pending: 2_000, available: 1_000 });
  await shop.adjust(b, { amount: 500, kind: "bonus", reason: "a prize" }, "bonus");
  await shop.adjust(b, { amount: 200, kind: "penalty", reason: "a slip" }, "penalty");
  const payout = await payOut(shop, a, 1_000);
  const whole = await read(shop);
  expect(balancesOf(whole)).toEqual({
    commissions: -3_000,
    adjustments: -300,
    pending: 2_000,
    available: 300,
    reserved: 1_000,
  });
  expect(whole).toMatchObject({ promoters: 3, debit: 3_300, credit: 3_300, difference: 0, owed: 3_300 });
  await shop.post(`/payouts/${payout}/paid`, {});
  await shop.event("o0", "refunded", "e2");
  await expect.poll(settled).toEqual({
    commissions: -2_000,
    adjustments: -300,
    debt: -1_000,
    pending: 2_000,
    available: 300,
    paid: 1_000,
  });
  expect(await read(shop)).toMatchObject({ difference: 0, owed: 1_300 });
});

test("money that a wallet has and no order brought is a difference", async () => {
  const shop = await openShop({ settlement: SETTLEMENT });
  const seller = await shop.promoter("a");
  await shop.adjust(seller, { amount: 500, kind: "bonus", reason: "a start" }, "one");
  expect(await read(shop)).toMatchObject({ difference: 0 });
  await runInDurableObject(env.ACCOUNT_BOOK.getByName(`${shop.id}/0`), (_, { storage }) => {
    storage.sql.exec("UPDATE wallets SET available = available + 70");
  });
  expect(await read(shop)).toMatchObject({ debit: 500, credit: 570, difference: -70, owed: 570 });
});
