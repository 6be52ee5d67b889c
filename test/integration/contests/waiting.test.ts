/** What keeps a contest from being decided, and what does not. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { sendContests } from "../../../worker/contests/settle-contests.ts";
import { contest, HOUR_MS, prizesIn, run, settle } from "../../support/contests/sprint.ts";
import { report } from "../../support/orders/page-orders.ts";

test("it waits for what is held or under review, and refunds until then count", async () => {
  const ran = await run();
  const { shop, endsAtMs } = ran;
  await shop.post("/contests", contest(endsAtMs));
  await shop.order("late", 2_000, { couponCode: "C2", customerId: "c8" });
  await shop.settle();
  await settle(ran, 48);
  expect((await shop.get("/contests/sprint")).body).toMatchObject({ decidedAt: null, unreleasedOrders: 1 });
  await shop.event("late", "received", "r");
  await shop.event("o0", "refunded", "half", { amount: 2_000 });
  await shop.settle();
  await settle(ran, 48);
  // 5,000 before 4,000 before 2,000.
  expect(await prizesIn(ran)).toEqual([[500], [500], [1_001], []]);
});

test("it waits for a released order that is under review", async () => {
  const ran = await run();
  const { shop, endsAtMs } = ran;
  await shop.post("/contests", contest(endsAtMs));
  const review = async (underReview: number) =>
    await env.REPORTS.prepare("UPDATE orders SET under_review = ? WHERE program_id = ? AND order_id = 'o0'")
      .bind(underReview, shop.id)
      .run();
  expect((await shop.get("/orders/o0")).body.state).toBe("available");
  await review(1);
  await settle(ran, 48);
  expect((await shop.get("/contests/sprint")).body).toMatchObject({ decidedAt: null, unreleasedOrders: 1 });
  await review(0);
  await settle(ran, 48);
  expect(await prizesIn(ran)).toEqual([[751], [750], [500], []]);
});

test("the hold period of the program is over before anything is decided, and the cron finds what has ended", async () => {
  const ran = await run({ settlement: { holdPeriod: "P2D", holdStartsAt: "paid" } });
  const { shop, endsAtMs } = ran;
  await shop.post("/contests", { ...contest(endsAtMs), startsAt: new Date(endsAtMs - 1).toISOString() });
  await settle(ran, 47);
  expect((await shop.get("/contests/sprint")).body.decidedAt).toBeNull();
  const sent: unknown[] = [];
  const sendBatch = async (batch: { body: unknown }[]) => void sent.push(...batch.map(({ body }) => body));
  const jobs = { sendBatch } as unknown as Env["JOBS"];
  await sendContests({ CONFIG: env.CONFIG, JOBS: jobs }, endsAtMs + HOUR_MS - 1);
  expect(sent.filter((one) => (one as { program: string }).program === shop.id)).toEqual([]);
  await sendContests({ CONFIG: env.CONFIG, JOBS: jobs }, endsAtMs + HOUR_MS);
  expect(sent).toContainEqual({ kind: "contest", program: shop.id, contest: "sprint" });
  // Where an hour does not go on with all of them, the next hours do.
  await shop.post("/contests", { ...contest(endsAtMs), id: "second" });
  const found: unknown[][] = [];
  for (const hour of [1, 2]) {
    sent.length = 0;
    await sendContests({ CONFIG: env.CONFIG, JOBS: jobs }, endsAtMs + hour * HOUR_MS, 1);
    found.push([...sent]);
  }
  expect(found.map(({ length }) => length)).toEqual([1, 1]);
  expect(found[0]).not.toEqual(found[1]);
  await settle(ran, 48);
  // Nobody sold anything in its one millisecond.
  expect((await shop.get("/contests/sprint")).body).toMatchObject({
    settledAt: expect.any(String),
    ranks: [],
  });
});

test("it does not wait for what a page told and nobody looked at, which takes no rank", async () => {
  const ran = await run({ attribution: { acceptPixelToken: true } });
  const { shop, sellers, endsAtMs } = ran;
  await shop.post("/contests", contest(endsAtMs));
  const [, , third] = sellers;
  if (third === undefined) throw new Error("there are four");
  await report(shop, { order: "told", amount: "90000", tby: await shop.tap(third) });
  await shop.settle();
  expect((await shop.get("/orders/told")).body).toMatchObject({
    underReview: true,
    attribution: { credits: [{ promoterId: third.id }] },
  });
  const ranks = [{ value: 4_000 }, { value: 4_000 }, { promoterId: third.id, value: 3_000 }];
  expect((await shop.get("/contests/sprint")).body).toMatchObject({ unreleasedOrders: 0, ranks });
  for (const metric of ["orders", "customers"]) {
    const { data } = (await shop.get(`/leaderboards?metric=${metric}&period=all`)).body;
    expect(data.map(({ value }: { value: number }) => value)).toEqual([1, 1, 1, 1]);
  }
  await settle(ran, 48);
  expect(await prizesIn(ran)).toEqual([[751], [750], [500], []]);
});

test("it waits while reports lag behind its own orders, and not for those of other times", async () => {
  const ran = await run();
  const { shop, endsAtMs } = ran;
  await shop.post("/contests", contest(endsAtMs));
  await shop.order("old", 90_000, { couponCode: "C2", customerId: "c9", occurredAt: "2026-01-05T10:00:00Z" });
  await shop.settle();
  // As a ledger stands that could not write to D1; nothing wakes it.
  const lag = async (orderId: string) =>
    await runInDurableObject(env.COMMISSION_LEDGER.getByName(`${shop.id}/0`), (_, { storage }) => {
      storage.sql.exec("DELETE FROM unprojected");
      storage.sql.exec("INSERT INTO unprojected SELECT row FROM orders WHERE order_id = ?", orderId);
    });
  await lag("o0");
  await settle(ran, 48);
  expect((await shop.get("/contests/sprint")).body.decidedAt).toBeNull();
  await lag("old");
  await settle(ran, 48);
  expect(await prizesIn(ran)).toEqual([[751], [750], [500], []]);
});
