/** Who becomes a promoter after a growth is dealt to more books; every wallet stays where it is, and is found by its number. */
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { bookIndexOf, parsePromoterId } from "../../../domain/kernel/ids.ts";
import { askForObjects, grow } from "../../support/growth/grow.ts";
import { reconciled } from "../operations/reconciliations.ts";
import { type Answer, openShop, type Promoter, type Shop } from "../../support/shop.ts";

/** So many promoters lie in one of two books once in 2^39 runs. */
const MOST = 40;

function bookOf({ id }: Promoter): number {
  const ref = parsePromoterId(id);
  if (ref === undefined) throw new Error(`${id} is no id of a promoter`);
  return bookIndexOf(ref, 1);
}

/** Promoters who join now, until both books have one of them: their slots are given by lot. */
async function joinBoth(shop: Shop, upline?: string): Promise<Promoter[]> {
  const joined: Promoter[] = [];
  while (joined.length < MOST && new Set(joined.map(bookOf)).size < 2)
    joined.push(await shop.promoter(`new-${joined.length}`, upline));
  expect(new Set(joined.map(bookOf))).toEqual(new Set([0, 1]));
  return joined;
}

function key(text: string): Record<string, string> {
  return { "idempotency-key": text };
}

/** A tree goes on with the numbers that it took; one that begins anew takes others. */
async function beginTreeAnew(shop: Shop): Promise<void> {
  const tree = env.REFERRAL_TREE.getByName(`${shop.id}/0`);
  await tree.alarmStatus();
  await evictDurableObject(tree);
}

async function earn(shop: Shop, promoter: Promoter, orderId: string): Promise<void> {
  await shop.coupon(`C-${promoter.memberId}`, promoter);
  await shop.order(orderId, 1_000, { couponCode: `C-${promoter.memberId}` });
}

async function balanced(shop: Shop): Promise<Answer["body"]> {
  await shop.post("/alarms/replay", {});
  return await reconciled(shop);
}

test("after growth new promoters lie in more books, old wallets where they were, and all of them balance", async () => {
  const shop = await openShop();
  const old = await shop.promoter("old");
  await earn(shop, old, "before");
  await grow(shop, 2);
  await beginTreeAnew(shop);
  const joined = await joinBoth(shop, "old");
  expect(bookOf(old)).toBe(0);

  for (const [index, promoter] of joined.entries()) await earn(shop, promoter, `after-${index}`);
  for (const promoter of joined)
    await expect.poll(async () => (await shop.wallet(promoter))["pending"]).toBe(100);
  await expect.poll(async () => (await shop.wallet(old))["pending"]).toBe(100 + joined.length * 50);
  const inSecond = await runInDurableObject(env.ACCOUNT_BOOK.getByName(`${shop.id}/1`), (_, { storage }) =>
    storage.sql
      .exec<{ promoter: number }>("SELECT promoter FROM wallets ORDER BY promoter")
      .toArray()
      .map(({ promoter }) => promoter),
  );
  const dealt = joined.filter((promoter) => bookOf(promoter) === 1).map(({ id }) => parsePromoterId(id));
  expect(inSecond).toEqual(dealt.toSorted((one, other) => Number(one) - Number(other)));
  expect(await balanced(shop)).toMatchObject({ balanced: true, differences: [] });
});

test("a wallet that is gone from a book of a growth is named by reconciliation", async () => {
  const shop = await openShop();
  await grow(shop, 2);
  const lost = (await joinBoth(shop)).find((promoter) => bookOf(promoter) === 1);
  if (lost === undefined) throw new Error("one of them lies in the second book");
  await earn(shop, lost, "order");
  await expect.poll(async () => (await shop.wallet(lost))["pending"]).toBe(100);
  expect(await balanced(shop)).toMatchObject({ balanced: true, differences: [] });
  await runInDurableObject(env.ACCOUNT_BOOK.getByName(`${shop.id}/1`), (_, { storage: { sql } }) => {
    sql.exec("UPDATE wallets SET pending = 99");
  });
  // A book is compared once D1 has heard of it, moments after its first use.
  await expect.poll(async () => await balanced(shop)).toMatchObject({ balanced: false });
});

test("a batch of payouts collects from the books of a growth as well", async () => {
  const shop = await openShop({ settlement: { holdPeriod: "PT0S", holdStartsAt: "received", minPayout: 1 } });
  const before = await shop.promoter("before");
  await grow(shop, 2);
  await beginTreeAnew(shop);
  const joined = [before, ...(await joinBoth(shop))];
  for (const { id } of joined) {
    await shop.post(
      `/promoters/${id}/adjustments`,
      { amount: 500, kind: "bonus", reason: "a test" },
      key(`bonus-${id}`),
    );
    await shop.namePayee({ id });
    const payout = await shop.post(`/promoters/${id}/payouts`, { amount: 200 }, key(`payout-${id}`));
    expect(payout.body).toMatchObject({ state: "requested" });
    await shop.post(`/payouts/${payout.body.id}/approve`, {});
  }
  const opened = await shop.post("/payout-batches", {}, key("batch"));
  expect(opened.status).toBe(201);
  const batch = async () => (await shop.get(`/payout-batches/${opened.body.id}`)).body;
  await expect.poll(batch).toMatchObject({ state: "sealed", count: joined.length, net: 200 * joined.length });
  expect((await askForObjects(shop, 2)).status).toBe(202);
});
