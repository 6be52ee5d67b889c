/** A contest ends once, whatever is put back: its book keeps the first end, and the configuration follows it. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { parsePromoterId, promoterRefOf } from "../../../domain/kernel/ids.ts";
import { amountMinor } from "../../../domain/kernel/money.ts";
import { contest, PRIZES, prizesIn, type Ran, run, settle } from "../../support/contests/sprint.ts";
import type { Shop } from "../../support/shop.ts";

const OF_PROGRAM = "WHERE program = (SELECT number FROM programs WHERE id = ?1)";
/** 1,001 and 500 shared by two, and 500. */
const PAID = [[751], [750], [500], []];

/** `CONFIG` goes back to before the contest ended. */
async function configBack(shop: Shop, prizes: object[] = PRIZES): Promise<void> {
  await env.CONFIG.batch([
    env.CONFIG.prepare(`DELETE FROM contest_ranks ${OF_PROGRAM}`).bind(shop.id),
    env.CONFIG.prepare(
      `UPDATE contests SET decided_at_ms = NULL, settled_at_ms = NULL, cancelled_at_ms = NULL, cancelled_because = NULL,
         prizes = ?2 ${OF_PROGRAM}`,
    ).bind(shop.id, JSON.stringify(prizes)),
  ]);
}

const bookOf = (shop: Shop) => env.ACCOUNT_BOOK.getByName(`${shop.id}/0`);

/** The contest's book goes back to before the contest ended. */
async function bookBack(shop: Shop): Promise<void> {
  await runInDurableObject(bookOf(shop), (_, { storage: { sql } }) => {
    const triggers = sql
      .exec<{ name: string; sql: string }>(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('contest_ends', 'prized_ranks')",
      )
      .toArray();
    for (const { name } of triggers) sql.exec(`DROP TRIGGER ${name}`);
    sql.exec("DELETE FROM prized_ranks");
    sql.exec("DELETE FROM contest_ends");
    for (const trigger of triggers) sql.exec(trigger.sql);
  });
}

/** Whoever sold most comes back, the first one's order is refunded, and the third one sells more than all. */
async function changeOrders({ shop, sellers }: Ran): Promise<void> {
  await shop.patch(`/promoters/${sellers[3]?.id}`, { status: "active" });
  await shop.event("o0", "refunded", "late");
  await shop.order("more", 90_000, { couponCode: "C2", customerId: "c9" });
  await shop.event("more", "received", "r");
  await shop.settle();
}

/** What a contest says of its end and its ranks. */
async function shown(shop: Shop) {
  const { decidedAt, ranks } = (await shop.get("/contests/sprint")).body;
  return {
    decidedAt,
    ranks: ranks.map(({ promoterId, rank, value, prize }: Record<string, unknown>) => ({
      promoterId,
      rank,
      value,
      prize,
    })),
  };
}

test("the configuration that is put back between decision and payment has the same ranks and prizes, each paid once", async () => {
  const ran = await run();
  const { shop, endsAtMs } = ran;
  await shop.post("/contests", contest(endsAtMs));
  await settle(ran, 1, 0);
  const decided = await shown(shop);
  expect(decided.ranks.map(({ value }: { value: number }) => value)).toEqual([4_000, 4_000, 3_000]);
  await configBack(shop);
  await changeOrders(ran);
  expect((await shown(shop)).ranks).not.toEqual(decided.ranks);
  await settle(ran, 2);
  expect(await shown(shop)).toEqual(decided);
  expect(await prizesIn(ran)).toEqual(PAID);
  // And once more when all of it was paid, by several messages at once.
  await configBack(shop);
  await Promise.all([settle(ran, 3), settle(ran, 3)]);
  expect(await shown(shop)).toEqual(decided);
  expect((await shop.get("/contests/sprint")).body).toMatchObject({
    state: "settled",
    ranks: [{ paidAt: expect.any(String), adjustmentId: expect.any(String) }, {}, {}],
  });
  const paid = await prizesIn(ran);
  expect(paid).toEqual(PAID);
  const pot = PRIZES.reduce((sum, { from, to, amount }) => sum + (to - from + 1) * amount, 0);
  expect(paid.flat().reduce((sum, amount) => sum + amount, 0)).toBe(pot);
});

test("a book that is put back learns the decision from the configuration, before that one is put back too", async () => {
  const ran = await run();
  const { shop, endsAtMs } = ran;
  await shop.post("/contests", contest(endsAtMs));
  await settle(ran, 1, 0);
  const decided = await shown(shop);
  await bookBack(shop);
  await changeOrders(ran);
  await settle(ran, 2, 0);
  await configBack(shop);
  await settle(ran, 3);
  expect(await shown(shop)).toEqual(decided);
  expect(await prizesIn(ran)).toEqual(PAID);
  // All prizes are paid: it changes nothing more.
  await bookBack(shop);
  await settle(ran, 4);
  expect(await shown(shop)).toEqual(decided);
  expect(await prizesIn(ran)).toEqual(PAID);
});

test("the configuration that has other ranks than the book takes the book's", async () => {
  const ran = await run();
  const { shop, sellers, endsAtMs } = ran;
  await shop.post("/contests", contest(endsAtMs));
  await settle(ran, 1, 0);
  const decided = await shown(shop);
  await configBack(shop);
  await changeOrders(ran);
  // As a version would have decided that asks no book.
  const other = parsePromoterId(String(sellers[3]?.id));
  await env.CONFIG.batch([
    env.CONFIG.prepare(
      `INSERT INTO contest_ranks (program, contest, promoter, rank, value, prize)
       SELECT number, 'sprint', ?2, 1, 90000, 1001 FROM programs WHERE id = ?1`,
    ).bind(shop.id, other),
    env.CONFIG.prepare(`UPDATE contests SET decided_at_ms = ?2 ${OF_PROGRAM}`).bind(shop.id, endsAtMs),
  ]);
  await settle(ran, 2);
  expect(await shown(shop)).toEqual(decided);
  expect(await prizesIn(ran)).toEqual(PAID);
});

test("a contest that its book has decided is not cancelled, though the configuration does not know it", async () => {
  const ran = await run();
  const { shop, endsAtMs } = ran;
  await shop.post("/contests", contest(endsAtMs));
  await settle(ran, 1, 0);
  await configBack(shop);
  expect((await shop.get("/contests/sprint")).body).toMatchObject({ decidedAt: null });
  expect(await shop.post("/contests/sprint/cancel", { reason: "x" })).toMatchObject({
    status: 409,
    body: { code: "contest_decided" },
  });
  expect((await shop.get("/contests/sprint")).body).toMatchObject({ cancelledAt: null });
  await settle(ran, 2);
  expect(await prizesIn(ran)).toEqual(PAID);
});

test("a contest that was cancelled stays so when the configuration is put back, and is not paid", async () => {
  const ran = await run();
  const { shop, endsAtMs } = ran;
  await shop.post("/contests", contest(endsAtMs));
  const { cancelledAt } = (await shop.post("/contests/sprint/cancel", { reason: "Wrong rules" })).body;
  await configBack(shop);
  expect((await shop.get("/contests/sprint")).body).toMatchObject({ state: "running", cancelledAt: null });
  await settle(ran, 48);
  const cancelled = { state: "cancelled", cancelledAt, cancelledBecause: "Wrong rules", decidedAt: null };
  expect((await shop.get("/contests/sprint")).body).toMatchObject(cancelled);
  // Whoever cancels it once more, while nothing is known of it, hears of the first time.
  await configBack(shop);
  const again = await shop.post("/contests/sprint/cancel", { reason: "Another one" });
  expect(again).toMatchObject({ status: 200, body: cancelled });
  expect(await prizesIn(ran)).toEqual([[], [], [], []]);
  const acts = (await shop.get("/audit?limit=200")).body.data.filter(
    ({ operation }: { operation: string }) => operation === "cancelContest",
  );
  expect(acts.map(({ actor }: { actor: string }) => actor === "service")).toEqual([false, true, false]);
});

test("who has another prize of the contest keeps it where configuration and book have both lost the decision", async () => {
  const ran = await run();
  const { shop, sellers, endsAtMs } = ran;
  await shop.post("/contests", contest(endsAtMs));
  await settle(ran, 1);
  await configBack(shop, [...PRIZES, { from: 4, to: 4, amount: 40 }]);
  await bookBack(shop);
  await shop.patch(`/promoters/${sellers[3]?.id}`, { status: "active" });
  await settle(ran, 2);
  const after = (await shop.get("/contests/sprint")).body;
  expect(after).toMatchObject({ settledAt: expect.any(String) });
  expect(after.ranks.map(({ adjustmentId }: { adjustmentId: unknown }) => adjustmentId)).not.toContain(null);
  expect(await prizesIn(ran)).toEqual([[751], [750], [500], [1_001]]);
});

test("of two who end a contest at once, one is heard, and its end is never changed", async () => {
  const { shop } = await run();
  const book = bookOf(shop);
  const ranks = [{ promoter: promoterRefOf(1, 0), rank: 1, value: 5, prize: amountMinor(7) }];
  const ends = await Promise.all([
    book.endContest("c", { kind: "decided", atMs: 1, ranks }),
    book.endContest("c", { kind: "cancelled", atMs: 2, because: "x" }),
    book.endContest("c", { kind: "decided", atMs: 3, ranks: [] }),
  ]);
  for (const end of ends) expect(end).toEqual(await book.contestEnd("c"));
  expect(ends[0]).toEqual({ kind: "decided", atMs: 1, ranks });
  expect(await book.contestEnd("none")).toBeNull();
  await runInDurableObject(book, (_, { storage: { sql } }) => {
    for (const table of ["contest_ends", "prized_ranks"]) {
      expect(() => sql.exec(`UPDATE ${table} SET contest = 'd'`)).toThrow("a contest ends once");
      expect(() => sql.exec(`DELETE FROM ${table}`)).toThrow("a contest ends once");
    }
  });
});
