/** One fault never holds up others: not a row that cannot be applied, nor an order whose clock fails, nor a large batch. */
import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { EMPTY, openShop } from "../../support/shop.ts";
import { times } from "../../support/times.ts";

test("an operator's Idempotency-Key takes no id of the owner's clock", async () => {
  const shop = await openShop({
    settlement: { holdPeriod: "PT0S", holdStartsAt: "received", autoReceiveAfter: "PT0S" },
  });
  const seller = await shop.promoter("seller");
  const clickToken = await shop.tap(seller);
  await shop.order("o1", 1_000, { clickToken });
  for (const key of ["clock:received", "clock:released"]) {
    await shop.post("/orders/o1/review", { reason: "a look" }, { "idempotency-key": key });
    await shop.post("/orders/o1/clear", { reason: "seen" }, { "idempotency-key": `${key}:cleared` });
  }
  await shop.order("o2", 1_000, { clickToken });
  await shop.settle();
  await shop.settle();
  expect(await shop.wallet(seller)).toEqual({ ...EMPTY, available: 200 });
});

test("nor of what its owner makes of itself when a budget answers or late evidence comes", async () => {
  const shop = await openShop();
  const seller = await shop.promoter("seller");
  const clickToken = await shop.tap(seller);
  const span = { startsAt: "2020-01-01T00:00:00Z", endsAt: "2099-01-01T00:00:00Z" };
  await shop.post("/campaigns", { id: "sale", name: "A sale", ...span, budget: 1_000 });
  await shop.order("asked", 1_000, { clickToken, campaignId: "sale" });
  await shop.order("late", 1_000);
  await shop.order("wanted", 1_000);
  const take = async (orderId: string, key: string) => {
    const answer = await shop.post(
      `/orders/${orderId}/clear`,
      { reason: "a look" },
      { "idempotency-key": key },
    );
    expect(answer.status).toBe(200);
  };
  await take("asked", "budget:1");
  await take("late", "late:credited");
  await take("wanted", "late:manually_credited");
  await shop.event("asked", "refunded", "r1");
  await shop.settle();
  await shop.event("asked", "refund_voided", "v1", { voids: "r1" });
  await shop.settle();
  expect((await shop.get("/orders/asked")).body.commissions).toMatchObject([{ kept: 100 }]);
  expect((await shop.order("late", 1_000, { clickToken })).body.results[0].commissions).toHaveLength(1);
  const claim = { promoterId: seller.id, reason: "seen on the phone" };
  expect((await shop.post("/orders/wanted/credit", claim)).status).toBe(200);
  await shop.settle();
  expect(await shop.wallet(seller)).toEqual({ ...EMPTY, pending: 300 });
});

test("an order whose clock fails holds up no other, and is tried again later", async () => {
  const shop = await openShop({ settlement: { holdPeriod: "PT1H", holdStartsAt: "paid" } });
  const seller = await shop.promoter("seller");
  const clickToken = await shop.tap(seller);
  for (const orderId of ["broken", "whole"]) await shop.order(orderId, 1_000, { clickToken });
  await shop.settle();
  await runInDurableObject(
    env.COMMISSION_LEDGER.getByName(`${shop.id}/0`),
    (_object, { storage: { sql } }) => {
      sql.exec("UPDATE orders SET decision = '{}' WHERE order_id = 'broken'");
      sql.exec("UPDATE orders SET due_at_ms = 1");
      sql.exec(
        "UPDATE orders SET decision = json_set(decision, '$.terms.settlement.holdPeriodMs', 0) WHERE order_id = 'whole'",
      );
      sql.exec("DELETE FROM unprojected");
    },
  );
  await shop.settle();
  expect(await shop.wallet(seller)).toEqual({ ...EMPTY, held: 100, available: 100 });
});

test("a row that its book cannot apply is refused alone, and told of; the others go on", async () => {
  const shop = await openShop();
  const [full, other] = [await shop.promoter("full"), await shop.promoter("other")];
  const [toFull, toOther] = [await shop.tap(full), await shop.tap(other)];
  await shop.order("first", 1_000, { clickToken: toFull });
  await shop.settle();
  await runInDurableObject(env.ACCOUNT_BOOK.getByName(`${shop.id}/0`), (_object, { storage: { sql } }) => {
    sql.exec("UPDATE wallets SET pending = ?", Number.MAX_SAFE_INTEGER);
  });
  await shop.order("beyond", 1_000, { clickToken: toFull });
  await shop.order("fine", 1_000, { clickToken: toOther });
  await shop.settle();
  expect(await shop.wallet(other)).toEqual({ ...EMPTY, pending: 100 });
  const { data } = (await shop.get("/refused-rows")).body;
  expect(data).toHaveLength(1);
  expect(data[0]).toMatchObject({ orderId: "beyond", reason: "failed" });
});

test("a wallet that its journal does not add up to is found, whichever balance was changed", async () => {
  const shop = await openShop({ settlement: { holdPeriod: "PT0S", holdStartsAt: "paid" } });
  const seller = await shop.promoter("seller");
  await shop.order("o1", 10_000, { clickToken: await shop.tap(seller) });
  await shop.settle();
  const path = `/promoters/${seller.id}/journal/verification`;
  expect((await shop.get(path)).body).toMatchObject({ valid: true, entries: 3 });
  const book = env.ACCOUNT_BOOK.getByName(`${shop.id}/0`);
  for (const account of ["pending", "held", "available", "reserved", "paid", "withheld", "debt"]) {
    const change = async (by: number) =>
      await runInDurableObject(book, (_object, { storage: { sql } }) => {
        sql.exec(`UPDATE wallets SET ${account} = ${account} + ?`, by);
      });
    await change(7);
    expect((await shop.get(path)).body).toMatchObject({ valid: false, brokenAt: 3 });
    await change(-7);
  }
});

test("verification from beyond the end finds nothing broken, and still sees every head known outside", async () => {
  const shop = await openShop();
  const seller = await shop.promoter("seller");
  await shop.order("o1", 10_000, { clickToken: await shop.tap(seller) });
  await shop.settle();
  const from = async (sequence: number) =>
    (await shop.get(`/promoters/${seller.id}/journal/verification?from=${sequence}`)).body;
  const whole = await from(1);
  for (const sequence of [2, 3, 100]) expect(await from(sequence)).toEqual(whole);
  await runInDurableObject(
    env.COMMISSION_LEDGER.getByName(`${shop.id}/0`),
    (_object, { storage: { sql } }) => {
      sql.exec("UPDATE journal_heads SET head = ?", "0".repeat(64));
    },
  );
  expect(await from(100)).toMatchObject({ valid: false, brokenAt: 1 });
});

test("a batch of the largest orders there can be is answered, each order on its own", async () => {
  const levels = [1, 2, 3].map((level) => ({ level, kind: "percentage", rateBps: 100 }));
  const shop = await openShop({ attribution: { model: "linear" } }, [{ id: "base", scope: {}, levels }]);
  await shop.line("top", "middle");
  const sellers = await Promise.all(times(LIMITS.promotersPerOrder, (n) => shop.promoter(`s${n}`, "middle")));
  const clickTokens = await Promise.all(sellers.map((seller) => shop.tap(seller)));
  const items = times(LIMITS.itemsPerOrder, (n) => ({ productId: `p${n}`, quantity: 1, amount: 100 }));
  const conversions = times(30, (n) => ({
    orderId: `o${n}`,
    amount: 100 * LIMITS.itemsPerOrder,
    currency: "CNY",
    clickTokens,
    items,
  }));
  const answer = await shop.post("/conversions", { conversions });
  expect(answer.status).toBe(200);
  const statuses = new Set(answer.body.results.map((result: { status: string }) => result.status));
  expect([...statuses]).toEqual(["accepted"]);
});
