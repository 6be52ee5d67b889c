/** An erased promoter is a number with a wallet and a journal that verifies: nothing says who it was. */
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { erase, ownersOf, storedBy } from "../../support/people/erased.ts";
import { type Answer, openShop, type Promoter, request, type Shop } from "../../support/shop.ts";

const MEMBER = "member-of-the-marks";
const NAME = "Name of the marks";
const REASON = "a reason that names the marks";

/** A shop with a promoter who was paid all that it earned, and bought by itself too. */
async function shopWithPaid(): Promise<{ shop: Shop; top: Promoter; seller: Promoter }> {
  const shop = await openShop({ settlement: { holdPeriod: "PT0S", holdStartsAt: "received", minPayout: 1 } });
  const top = await shop.promoter("top");
  const seller = await shop.promoter(MEMBER);
  const path = `/promoters/${seller.id}`;
  await shop.patch(path, { name: NAME });
  await shop.put(`${path}/upline`, { uplineMemberId: "top", reason: REASON });
  await shop.put(`${path}/payee`, { kind: "bank", name: NAME, bank: "Bank", account: "6222020200112233445" });
  const clickToken = await shop.tap(seller);
  await shop.coupon("SELL", seller);
  await shop.order("o1", 10_000, { clickToken, customerId: "buyer" });
  await shop.order("own", 1_000, { customerId: MEMBER });
  await shop.event("o1", "received", "r");
  await shop.settle();
  await shop.post(
    `${path}/adjustments`,
    { kind: "bonus", amount: 500, reason: REASON },
    { "idempotency-key": "b" },
  );
  return { shop, top, seller };
}

async function payAll(shop: Shop, { id }: Promoter): Promise<string> {
  const path = `/promoters/${id}`;
  const { available } = (await shop.get(`${path}/wallet`)).body;
  const key = { "idempotency-key": "p" };
  const payout = await shop.post(`${path}/payouts`, { amount: available }, key);
  expect((await shop.post(`/payouts/${payout.body.id}/approve`, { reason: REASON })).status).toBe(200);
  const batch = await shop.post("/payout-batches", {}, { "idempotency-key": "batch" });
  await expect
    .poll(async () => (await shop.get(`/payout-batches/${batch.body.id}`)).body.state)
    .toBe("sealed");
  expect((await shop.post(`/payouts/${payout.body.id}/paid`, { reason: REASON })).status).toBe(200);
  return batch.body.id;
}

/** The file of a batch says that its row had a payee, and how many rows have lost theirs. Amounts stay. */
function expectErasedPayee(before: Answer, after: Answer): void {
  const counted = [before, after].map(({ headers }) => headers.get("tributary-erased-payees"));
  expect(counted).toEqual(["0", "1"]);
  const lastRow = ({ body }: Answer) => String(body).trim().split("\r\n").at(-1)?.split(",") ?? [];
  const [was, is] = [lastRow(before), lastRow(after)];
  expect(is.slice(0, 7)).toEqual(was.slice(0, 7));
  expect([was[8], is.slice(7)]).toEqual([NAME, ["erased", "", "", ""]]);
}

describe("after a promoter was erased", () => {
  test("no owner holds member id, name, payee or reasons, and wallet and journal are what they were", async () => {
    const { shop, top, seller } = await shopWithPaid();
    const batch = await payAll(shop, seller);
    const file = async () => await shop.get(`/payout-batches/${batch}.csv`);
    const before = await file();
    expect(before.body).toContain(NAME);
    const [wallet, journal] = [await shop.wallet(seller), await shop.journal(seller)];
    const done = await erase(shop, `/promoters/${seller.id}`);
    expect(done.body).toMatchObject({ kind: "promoter", state: "finished" });
    await shop.settle();
    for (const owner of Object.values(ownersOf(shop))) {
      const stored = await storedBy(owner);
      for (const mark of [MEMBER, NAME, REASON]) expect(stored).not.toContain(mark);
    }
    const sealed = JSON.parse(await storedBy(env.ACCOUNT_BOOK.getByName(`${shop.id}/0`)));
    expect(JSON.stringify(sealed)).not.toContain('"sealedPayee":"');
    expectErasedPayee(before, await file());
    expect((await shop.get(`/promoters/${seller.id}/payee`)).status).toBe(404);
    expect(await shop.wallet(seller)).toEqual(wallet);
    expect(await shop.journal(seller)).toEqual(journal);
    const verified = await shop.get(`/promoters/${seller.id}/journal/verification`);
    expect(verified.body).toMatchObject({ valid: true, entries: journal.length });
    const shown = await shop.get(`/promoters/${seller.id}`);
    expect(shown.body).toMatchObject({ name: null, status: "suspended", uplineMemberId: top.memberId });
    expect(shown.body.memberId).toMatch(/^erased-[0-9a-f]{32}$/);
    expect((await shop.get(`/orders/own`)).body.customerId).toBe(shown.body.memberId);
  });

  test("tokens, links and coupons have ended", async () => {
    const { shop, seller } = await shopWithPaid();
    await payAll(shop, seller);
    const { token } = (await shop.post(`/promoters/${seller.id}/tokens`, {})).body;
    const link = (await shop.get(`/links?promoterId=${seller.id}`)).body.data[0];
    await erase(shop, `/promoters/${seller.id}`);
    const wallet = `/v1/programs/${shop.id}/promoters/${seller.id}/wallet`;
    expect((await request("GET", wallet, { token })).status).toBe(401);
    expect((await shop.get(`/links/${link.id}`)).body).toMatchObject({ status: "disabled" });
    const order = await shop.order("later", 1_000, { couponCode: "SELL" });
    expect(order.body.results[0].commissions).toEqual([]);
  });

  test("a refund of what it earned is owed by its number, and the member may begin anew", async () => {
    const { shop, seller } = await shopWithPaid();
    await payAll(shop, seller);
    await erase(shop, `/promoters/${seller.id}`);
    await shop.event("o1", "refunded", "back");
    await shop.settle();
    expect(await shop.wallet(seller)).toMatchObject({ debt: 1_000 });
    const again = await shop.promoter(MEMBER);
    expect(again.id).not.toBe(seller.id);
    expect(await shop.wallet(again)).toMatchObject({ available: 0, debt: 0 });
  });

  test("a repeat of an adjustment is a repeat, though its reason is forgotten", async () => {
    const { shop, seller } = await shopWithPaid();
    await payAll(shop, seller);
    await erase(shop, `/promoters/${seller.id}`);
    const adjustment = { kind: "bonus", amount: 500, reason: REASON };
    const key = { "idempotency-key": "b" };
    const repeat = await shop.post(`/promoters/${seller.id}/adjustments`, adjustment, key);
    expect(repeat.headers.get("idempotent-replay")).toBe("true");
    expect(await storedBy(env.ACCOUNT_BOOK.getByName(`${shop.id}/0`))).not.toContain(REASON);
  });
});

test("a promoter whose wallet is not empty is refused, told what is open, and left as it is", async () => {
  const { shop, seller } = await shopWithPaid();
  const refused = await shop.post(`/promoters/${seller.id}/erase`, undefined);
  expect(refused).toMatchObject({
    status: 409,
    body: { code: "balance_open", detail: "not empty: available" },
  });
  expect((await shop.get(`/promoters/${seller.id}`)).body).toMatchObject({ memberId: MEMBER, name: NAME });
});

test("an erasure that is asked for twice is one, and asked for after its end changes no pseudonym's sums", async () => {
  const { shop, seller } = await shopWithPaid();
  await payAll(shop, seller);
  const path = `/promoters/${seller.id}`;
  const [one, two] = await Promise.all([
    shop.post(`${path}/erase`, undefined),
    shop.post(`${path}/erase`, undefined),
  ]);
  expect(one.body.id).toBe(two.body.id);
  const wallet = await shop.wallet(seller);
  await erase(shop, path);
  expect(await erase(shop, path)).toMatchObject({ body: { state: "finished" } });
  expect(await shop.wallet(seller)).toEqual(wallet);
});
