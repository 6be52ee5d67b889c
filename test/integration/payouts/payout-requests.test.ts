/** Payouts that are requested, moved and collected at once: no balance is paid twice. */
import { describe, expect, test } from "vitest";
import { EMPTY, openShop } from "../../support/shop.ts";
import { times } from "../../support/times.ts";

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
    await shop.namePayee(seller);
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
      await shop.namePayee(seller);
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
