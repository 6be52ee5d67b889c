/** Contests from their making to prizes in journals: each prize is paid once, whatever breaks off or comes twice. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { parsePromoterId } from "../../../domain/kernel/ids.ts";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { payAgain } from "../../../worker/contests/contests.tables.ts";
import { settleContest } from "../../../worker/contests/settle-contests.ts";
import { wakeObjects } from "../../../worker/operations/wake-objects.ts";
import { contest, HOUR_MS, PRIZES, prizesIn, run, settle } from "../../support/contests/sprint.ts";
import { openShop, request, type Shop } from "../../support/shop.ts";

async function reconciled(shop: Shop) {
  const { body } = await shop.post("/reconciliation", {});
  const done = { id: body.id, state: "finished" };
  await expect.poll(async () => (await shop.get("/reconciliation")).body).toMatchObject(done);
  return (await shop.get("/reconciliation")).body;
}

test("prizes are bonuses of the ledger, shared by equal ones, and a contest is settled once", async () => {
  const ran = await run();
  const { shop, sellers, endsAtMs } = ran;
  const made = await shop.post("/contests", contest(endsAtMs));
  expect(made).toMatchObject({ status: 201, body: { state: "running", settledAt: null } });
  expect((await shop.post("/contests", contest(endsAtMs))).headers.get("idempotent-replay")).toBe("true");
  // Before an hour after its end nothing is decided.
  await settle(ran, 0.5);
  const running = (await shop.get("/contests/sprint")).body;
  expect(running).toMatchObject({ state: "running", unreleasedOrders: 0, nextCursor: null });
  expect(running.ranks).toMatchObject([
    // 1,001 and 500 together, in two parts.
    { rank: 1, promoterId: sellers[0]?.id, value: 4_000, prize: 751, paidAt: null },
    { rank: 1, promoterId: sellers[1]?.id, value: 4_000, prize: 750 },
    { rank: 3, promoterId: sellers[2]?.id, value: 3_000, prize: 500 },
  ]);
  await Promise.all([settle(ran, 1), settle(ran, 1), settle(ran, 1)]);
  await settle(ran, 2);
  expect(await prizesIn(ran)).toEqual([[751], [750], [500], []]);
  const settled = (await shop.get("/contests/sprint?limit=1")).body;
  // A page goes on behind the first of two equal ones, and the cursor names none of them.
  expect(JSON.parse(Buffer.from(settled.nextCursor, "base64url").toString()).slice(1)).toEqual([4_000, 1]);
  const others = (await shop.get(`/contests/sprint?cursor=${settled.nextCursor}`)).body.ranks;
  expect(others).toMatchObject([{ promoterId: sellers[1]?.id }, { promoterId: sellers[2]?.id }]);
  const [entry] = (await shop.get(`/promoters/${sellers[0]?.id}/journal?limit=1`)).body.data;
  expect(entry).toMatchObject({ kind: "bonus", credit: "available", reference: "prize_1_sprint" });
  const [adjustment] = (await shop.get(`/promoters/${sellers[0]?.id}/adjustments`)).body.data;
  expect(adjustment).toMatchObject({
    amount: 751,
    madeBy: "service",
    reason: "Contest “Sprint” (sprint), rank 1",
  });
  expect(settled).toMatchObject({
    settledAt: expect.any(String),
    ranks: [{ prize: 751, paidAt: expect.any(String), adjustmentId: adjustment.id }],
    nextCursor: expect.any(String),
  });
  const acts = (await shop.get("/audit?limit=200")).body.data.map(
    (one: { operation: string }) => one.operation,
  );
  expect(acts.filter((operation: string) => operation === "settleContest")).toHaveLength(1);
  expect(acts).toContain("createContest");
  // A refund afterwards changes nothing of it, and the books agree.
  await shop.event("o0", "refunded", "late");
  await shop.settle();
  await settle(ran, 3);
  expect((await prizesIn(ran))[0]).toEqual([751]);
  expect(await reconciled(shop)).toMatchObject({ balanced: true, differences: [] });
  const verified = (await shop.get(`/promoters/${sellers[0]?.id}/journal/verification`)).body;
  expect(verified).toMatchObject({ valid: true });
});

test("what broke off between a journal and its note goes on, and what was put back is paid again, without a second prize", async () => {
  const ran = await run();
  const { shop, endsAtMs } = ran;
  await shop.post("/contests", contest(endsAtMs));
  // It broke off when its ranks were written down: no prize is paid yet.
  await settle(ran, 1, 0);
  expect(await prizesIn(ran)).toEqual([[], [], [], []]);
  const decided = (await shop.get("/contests/sprint")).body;
  expect(decided).toMatchObject({ settledAt: null, decidedAt: expect.any(String) });
  // Who comes back now, and what is sold now, changes no rank.
  await shop.patch(`/promoters/${ran.sellers[3]?.id}`, { status: "active" });
  await shop.order("more", 90_000, { couponCode: "C2", customerId: "c9" });
  await shop.settle();
  // A book breaks off in the middle of the prizes.
  const book = env.ACCOUNT_BOOK.getByName(`${shop.id}/0`);
  const broken = parsePromoterId(ran.sellers[1]?.id ?? "");
  await runInDurableObject(book, (_, { storage }) => {
    storage.sql.exec(
      `CREATE TRIGGER broken BEFORE INSERT ON adjustments WHEN new.promoter = ${broken}
       BEGIN SELECT RAISE(ABORT, 'broken'); END`,
    );
  });
  await expect(settle(ran, 1)).rejects.toBeInstanceOf(Error);
  expect(await prizesIn(ran)).toEqual([[751], [], [500], []]);
  await runInDurableObject(book, (_, { storage }) => void storage.sql.exec("DROP TRIGGER broken"));
  await settle(ran, 1);
  expect(await prizesIn(ran)).toEqual([[751], [750], [500], []]);
  // It broke off before any prize was noted, though all of them were in their journals.
  await env.CONFIG.prepare(
    `UPDATE contest_ranks SET paid_at_ms = NULL, adjustment = NULL
     WHERE program = (SELECT number FROM programs WHERE id = ?)`,
  )
    .bind(shop.id)
    .run();
  await env.CONFIG.prepare(
    "UPDATE contests SET settled_at_ms = NULL WHERE program = (SELECT number FROM programs WHERE id = ?)",
  )
    .bind(shop.id)
    .run();
  await settle(ran, 2);
  await payAgain(env.CONFIG, shop.id, 0);
  expect((await shop.get("/contests/sprint")).body).toMatchObject({ settledAt: null });
  await settle(ran, 3);
  expect(await prizesIn(ran)).toEqual([[751], [750], [500], []]);
  expect((await shop.get("/contests/sprint")).body).toMatchObject({
    settledAt: expect.any(String),
    ranks: [{ paidAt: expect.any(String) }, {}, {}],
  });
});

test("a prize that a book lost is paid again when its wake finds it put back", async () => {
  const ran = await run();
  const { shop, endsAtMs } = ran;
  await shop.post("/contests", contest(endsAtMs));
  await settle(ran, 1);
  const name = `${shop.id}/0`;
  const called = [{ name, objects: 1 }];
  await wakeObjects(env, { binding: "ACCOUNT_BOOK", called });
  expect((await shop.get("/contests/sprint")).body).toMatchObject({ settledAt: expect.any(String) });
  // It knows of fewer wakes than were noted.
  await env.REPORTS.prepare("UPDATE known_objects SET wakes = wakes + 9 WHERE class = 'book' AND object = ?")
    .bind(name)
    .run();
  await wakeObjects(env, { binding: "ACCOUNT_BOOK", called });
  expect((await shop.get("/contests/sprint")).body).toMatchObject({ settledAt: null });
  await settle(ran, 2);
  expect((await shop.get("/contests/sprint")).body).toMatchObject({ settledAt: expect.any(String) });
  expect(await prizesIn(ran)).toEqual([[751], [750], [500], []]);
});

test("a contest is cancelled before it is decided, and not afterwards", async () => {
  const ran = await run();
  const { shop, endsAtMs } = ran;
  await shop.post("/contests", contest(endsAtMs));
  const cancelled = await shop.post("/contests/sprint/cancel", { reason: "Wrong rules" });
  expect(cancelled).toMatchObject({
    status: 200,
    body: { state: "cancelled", cancelledBecause: "Wrong rules" },
  });
  const again = await shop.post("/contests/sprint/cancel", { reason: "Wrong rules" });
  expect([again.status, again.headers.get("idempotent-replay")]).toEqual([200, "true"]);
  await settle(ran, 48);
  expect(await prizesIn(ran)).toEqual([[], [], [], []]);
  const second = { ...contest(endsAtMs), id: "second" };
  await shop.post("/contests", second);
  await settleContest(env, { kind: "contest", program: shop.id, contest: "second" }, endsAtMs + HOUR_MS);
  expect(await shop.post("/contests/second/cancel", { reason: "x" })).toMatchObject({
    status: 409,
    body: { code: "contest_decided" },
  });
  expect((await shop.get("/contests")).body.data.map(({ id }: { id: string }) => id)).toEqual([
    "sprint",
    "second",
  ]);
});

test("a promoter reads contests with masked names and its own rank, and makes none", async () => {
  const { shop, sellers, endsAtMs } = await run();
  await shop.post("/contests", contest(endsAtMs));
  const { token } = (await shop.post(`/promoters/${sellers[2]?.id}/tokens`, {})).body;
  const base = `/v1/programs/${shop.id}/contests`;
  const { body } = await request("GET", `${base}/sprint?limit=1`, { token });
  expect(body).toMatchObject({ own: { rank: 3, value: 3_000 } });
  expect(body.ranks).toMatchObject([{ rank: 1, promoterId: null, name: "**", adjustmentId: null }]);
  expect((await request("POST", base, { token, body: contest(endsAtMs) })).status).toBe(404);
  // Once decided, who has no prize has no rank, and still what it came to.
  const single = { ...contest(endsAtMs), id: "single", prizes: [{ from: 1, to: 1, amount: 10 }] };
  await shop.post("/contests", single);
  await settleContest(env, { kind: "contest", program: shop.id, contest: "single" }, endsAtMs + HOUR_MS);
  const decided = (await request("GET", `${base}/single`, { token })).body;
  expect(decided).toMatchObject({ decidedAt: expect.any(String), own: { rank: null, value: 3_000 } });
  expect(decided.ranks).toHaveLength(2);
});

test("bad input is refused by its name, and another contest of the same id too", async () => {
  const shop = await openShop();
  const good = contest(Date.now() + HOUR_MS);
  const bad: object[] = [
    { endsAt: good.startsAt },
    { metric: "fame" },
    { prizes: [] },
    { prizes: [{ from: 1, to: 1, amount: 0 }] },
    { prizes: [{ from: 2, to: 1, amount: 5 }] },
    { prizes: [...PRIZES, { from: 3, to: 4, amount: 5 }] },
    { prizes: [{ from: 1, to: LIMITS.contestRanks + 1, amount: 5 }] },
    {
      prizes: Array.from({ length: LIMITS.contestPrizes + 1 }, (_, at) => ({
        from: at + 1,
        to: at + 1,
        amount: 5,
      })),
    },
    { startsAt: new Date(Date.parse(good.endsAt) - LIMITS.contestMs - 1).toISOString() },
    { prizes: [{ from: 1, to: 1, amount: 1.5 }] },
    { id: "" },
    { more: 1 },
  ];
  for (const change of bad) {
    const answer = await shop.post("/contests", { ...good, ...change });
    expect([change, answer.status]).toEqual([change, 422]);
  }
  expect((await shop.post("/contests", good)).status).toBe(201);
  expect(await shop.post("/contests", { ...good, name: "Other" })).toMatchObject({
    status: 409,
    body: { code: "idempotency_conflict" },
  });
  expect(await shop.get("/contests/none")).toMatchObject({ status: 404, body: { code: "unknown_contest" } });
  expect((await shop.post("/contests/none/cancel", { reason: "x" })).status).toBe(404);
  expect((await shop.get("/contests/sprint?cursor=x")).status).toBe(422);
});

test("a program has a bounded number of contests", async () => {
  const shop = await openShop();
  const good = contest(Date.now() + HOUR_MS);
  expect((await shop.post("/contests", good)).status).toBe(201);
  await env.CONFIG.prepare(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1 - 1)
     INSERT INTO contests (program, id, name, metric, starts_at_ms, ends_at_ms, prizes, request_hash, created_at_ms,
       cancelled_at_ms) SELECT program, 'more-' || i, name, metric, 0, 1, prizes, request_hash, 0, 0
     FROM n CROSS JOIN contests WHERE id = 'sprint' AND program = (SELECT number FROM programs WHERE id = ?2)`,
  )
    .bind(LIMITS.contestsPerProgram, shop.id)
    .run();
  expect(await shop.post("/contests", { ...good, id: "one-more" })).toMatchObject({
    status: 422,
    body: { code: "too_many_contests" },
  });
  expect((await shop.post("/contests", good)).status).toBe(200);
});
