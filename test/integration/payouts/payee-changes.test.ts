/** Who receives money is changed by one and approved by another; who did it, and why, is shown. */
import { describe, expect, test } from "vitest";
import { openShop, type Promoter, request, type Shop } from "../../support/shop.ts";

const SETTLEMENT = { holdPeriod: "PT0S", holdStartsAt: "paid", minPayout: 1 };
const BANK = { kind: "bank", name: "王小明", bank: "Bank of Chengdu", account: "6222020200112233445" };
const OTHER = { kind: "wechat", openId: "oLv5jA8s7d6f5g4h3j2k" };

interface Desk {
  readonly shop: Shop;
  readonly promoter: Promoter;
  /** Two keys for payouts, of two people. */
  readonly keys: readonly { readonly id: string; readonly key: string }[];
}

async function openDesk(): Promise<Desk> {
  const shop = await openShop({ settlement: SETTLEMENT });
  const promoter = await shop.promoter("seller");
  const bonus = { amount: 1_000, kind: "bonus", reason: "a start" };
  await shop.post(`/promoters/${promoter.id}/adjustments`, bonus, { "idempotency-key": "start" });
  const make = async () => (await shop.post("/api-keys", { scopes: ["payouts"] })).body;
  return { shop, promoter, keys: [await make(), await make()] };
}

/** A call by one of the two. */
async function by({ shop, keys }: Desk, who: number, method: string, path: string, body: unknown) {
  const token = keys[who]?.key ?? "";
  const headers = { "idempotency-key": crypto.randomUUID() };
  return await request(method, `/v1/programs/${shop.id}${path}`, { token, body, headers });
}

async function ask({ shop, promoter }: Desk, key: string): Promise<string> {
  const path = `/promoters/${promoter.id}/payouts`;
  return (await shop.post(path, { amount: 100 }, { "idempotency-key": key })).body.id;
}

describe("a payee that was changed", () => {
  test("keeps the one who changed it from approving the payout, and nobody else", async () => {
    const desk = await openDesk();
    const payee = `/promoters/${desk.promoter.id}/payee`;
    await by(desk, 0, "PUT", payee, BANK);
    const payout = await ask(desk, "one");
    await by(desk, 0, "PUT", payee, OTHER);
    const refused = await by(desk, 0, "POST", `/payouts/${payout}/approve`, {});
    expect(refused).toMatchObject({ status: 409, body: { code: "payee_changed_by_approver" } });
    expect((await desk.shop.get(`/payouts/${payout}`)).body.state).toBe("requested");
    const approved = await by(desk, 1, "POST", `/payouts/${payout}/approve`, {});
    expect(approved).toMatchObject({ status: 200, body: { state: "approved" } });
  });

  test("after an approval leads the money nowhere else: the batch pays who stood there then", async () => {
    const desk = await openDesk();
    const payee = `/promoters/${desk.promoter.id}/payee`;
    await by(desk, 0, "PUT", payee, BANK);
    const payout = await ask(desk, "one");
    await by(desk, 1, "POST", `/payouts/${payout}/approve`, {});
    await by(desk, 0, "PUT", payee, OTHER);
    const batch = await by(desk, 0, "POST", "/payout-batches", {});
    await by(desk, 0, "PUT", payee, BANK);
    const file = (await desk.shop.get(`/payout-batches/${batch.body.id}.csv`)).body;
    expect(file).toContain("6222020200112233445");
    expect(file).not.toContain(OTHER.openId);
  });

  test("for the first time is not whom the approver alone has named, and before that nothing is approved", async () => {
    const desk = await openDesk();
    const payee = `/promoters/${desk.promoter.id}/payee`;
    const payout = await ask(desk, "one");
    const approve = (who: number) => by(desk, who, "POST", `/payouts/${payout}/approve`, {});
    expect((await approve(0)).body.code).toBe("payee_missing");
    await by(desk, 0, "PUT", payee, OTHER);
    expect((await approve(0)).body.code).toBe("payee_changed_by_approver");
    expect((await by(desk, 0, "POST", "/payout-batches", {})).body.count).toBe(0);
    expect((await approve(1)).body.state).toBe("approved");
    const batch = await by(desk, 0, "POST", "/payout-batches", {});
    const file = (await desk.shop.get(`/payout-batches/${batch.body.id}.csv`)).body;
    expect(file).toContain(OTHER.openId);
  });

  test("of many changes and approvals by one at once leads nothing to whom that one names", async () => {
    const desk = await openDesk();
    const payee = `/promoters/${desk.promoter.id}/payee`;
    await by(desk, 1, "PUT", payee, BANK);
    const payout = await ask(desk, "one");
    const approve = () => by(desk, 0, "POST", `/payouts/${payout}/approve`, {});
    await Promise.all([approve(), by(desk, 0, "PUT", payee, OTHER), approve(), approve()]);
    const batch = await by(desk, 0, "POST", "/payout-batches", {});
    const file = (await desk.shop.get(`/payout-batches/${batch.body.id}.csv`)).body;
    expect(file).not.toContain(OTHER.openId);
  });

  test("is kept with who set each and when, masked; the same payee sent again is nobody's change", async () => {
    const desk = await openDesk();
    const path = `/promoters/${desk.promoter.id}/payee`;
    await by(desk, 0, "PUT", path, BANK);
    await by(desk, 1, "PUT", path, OTHER);
    const again = await by(desk, 0, "PUT", path, OTHER);
    expect([again.status, again.headers.get("idempotent-replay")]).toEqual([200, "true"]);
    await desk.shop.put(path, BANK);
    const first = (await desk.shop.get(`${path}/history?limit=2`)).body;
    const rest = (await desk.shop.get(`${path}/history?cursor=${first.nextCursor}`)).body;
    const [shops, second, one] = [...first.data, ...rest.data];
    expect([second.changedBy, one.changedBy]).toEqual([desk.keys[1]?.id, desk.keys[0]?.id]);
    expect([shops.kind, second.kind, one.kind]).toEqual(["bank", "wechat", "bank"]);
    expect(rest.nextCursor).toBeNull();
    expect(JSON.stringify([first, rest])).not.toContain("6222020200112233445");
    expect(Date.parse(shops.changedAt)).toBeGreaterThanOrEqual(Date.parse(one.changedAt));
  });
});

describe("a reason that was asked for", () => {
  test("is shown with the payout that was refused, to its promoter too", async () => {
    const desk = await openDesk();
    const payout = await ask(desk, "one");
    expect((await desk.shop.get(`/payouts/${payout}`)).body.reason).toBeNull();
    await desk.shop.post(`/payouts/${payout}/reject`, { reason: "The invoice is missing" });
    const { token } = (await desk.shop.post(`/promoters/${desk.promoter.id}/tokens`, {})).body;
    const path = `/v1/programs/${desk.shop.id}/promoters/${desk.promoter.id}/payouts`;
    const { body } = await request("GET", path, { token });
    expect(body.data[0]).toMatchObject({ state: "rejected", reason: "The invoice is missing" });
  });

  test("is listed with each adjustment, and so is who made it, newest first and page by page", async () => {
    const desk = await openDesk();
    const path = `/promoters/${desk.promoter.id}/adjustments`;
    for (let n = 2; n < 40; n += 1) {
      await by(desk, 0, "POST", path, { amount: n, kind: "bonus", reason: `reason ${n}` });
    }
    await by(desk, 1, "POST", path, { amount: 40, kind: "penalty", reason: "reason 40" });
    const first = (await desk.shop.get(`${path}?limit=3`)).body;
    const rest = (await desk.shop.get(`${path}?cursor=${first.nextCursor}`)).body;
    const listed = [...first.data, ...rest.data];
    expect(listed.map(({ amount }) => amount)).toEqual([
      ...Array.from({ length: 39 }, (_, index) => 40 - index),
      1_000,
    ]);
    expect(listed[0]).toMatchObject({ reason: "reason 40", madeBy: desk.keys[1]?.id, kind: "penalty" });
    expect(listed[1]).toMatchObject({ reason: "reason 39", madeBy: desk.keys[0]?.id });
    expect(listed.at(-1)).toMatchObject({ reason: "a start" });
  });
});

test("a payee whose name or bank is blank is none, and the one before stands", async () => {
  const desk = await openDesk();
  const payee = `/promoters/${desk.promoter.id}/payee`;
  await by(desk, 0, "PUT", payee, BANK);
  for (const blank of [
    { ...BANK, name: "  " },
    { ...BANK, bank: "\u200b" },
    { ...OTHER, name: "\u3000" },
  ])
    expect(await by(desk, 0, "PUT", payee, blank)).toMatchObject({
      status: 422,
      body: { code: "invalid_body" },
    });
  expect((await desk.shop.get(payee)).body).toMatchObject({ kind: "bank", bank: BANK.bank });
});
