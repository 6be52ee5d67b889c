/** Events whose order has not come are seen by the merchant and by monitoring, until it comes. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { openShop, request } from "../../support/shop.ts";

interface Listed {
  readonly orderId: string;
  readonly eventId: string;
}

test("events wait in a list by order, page by page, over all ledgers, and leave it with their order", async () => {
  const shop = await openShop({ objects: 3 });
  await shop.order("known", 1_000);
  await shop.event("known", "refunded", "r", { amount: 100 });
  const told: string[] = [];
  for (const orderId of ["o1", "o2", "o3", "o4", "o5"]) {
    for (const eventId of ["a", "b"]) {
      const answer = await shop.event(orderId, "refunded", eventId, { amount: 50 });
      expect([answer.status, answer.body]).toEqual([202, { status: "waiting" }]);
      told.push(`${orderId} ${eventId}`);
    }
  }
  // A ledger says that it is there soon after its first use.
  for (const index of [0, 1, 2]) await env.COMMISSION_LEDGER.getByName(`${shop.id}/${index}`).wake(3);
  const list = async (limit: number) => {
    const found: Listed[] = [];
    let cursor = "";
    do {
      const { status, body } = await shop.get(`/waiting-events?limit=${limit}${cursor}`);
      expect([status, body.data.length <= limit]).toEqual([200, true]);
      found.push(...body.data);
      cursor = body.nextCursor === null ? "" : `&cursor=${body.nextCursor}`;
    } while (cursor !== "");
    return found;
  };
  const all = await list(200);
  expect(all.map(({ orderId, eventId }) => `${orderId} ${eventId}`).toSorted()).toEqual(told);
  expect(all[0]).toMatchObject({ type: "refunded", amount: 50, receivedAt: expect.any(String) });
  expect(await list(3)).toEqual(all);

  expect((await shop.order("o2", 1_000)).body.results[0].status).toBe("accepted");
  expect((await shop.get("/orders/o2")).body.reversedAmount).toBe(100);
  expect((await list(3)).map(({ orderId }) => orderId)).not.toContain("o2");
});

test("orders and reads may see them, other scopes may not", async () => {
  const shop = await openShop();
  await shop.event("o", "cancelled", "gone");
  const statusFor = async (...scopes: string[]) => {
    const { body } = await shop.post("/api-keys", { scopes });
    return (await request("GET", `/v1/programs/${shop.id}/waiting-events`, { token: body.key })).status;
  };
  expect([await statusFor("orders"), await statusFor("read"), await statusFor("payouts")]).toEqual([
    200, 200, 403,
  ]);
});

test("monitoring counts them when their ledger is looked at, and no more once their order has come", async () => {
  const shop = await openShop();
  await shop.event("o", "cancelled", "gone");
  await shop.event("o", "refunded", "too");
  const announced = async () => {
    await env.COMMISSION_LEDGER.getByName(`${shop.id}/0`).wake(1);
    const row = await env.REPORTS.prepare(
      "SELECT waiting_events AS n FROM object_conditions WHERE object = ?",
    )
      .bind(`${shop.id}/0`)
      .first<{ n: number }>();
    return row?.n ?? 0;
  };
  expect(await announced()).toBe(2);
  const metrics = await request("GET", "/metrics", { token: "operator-of-the-tests" });
  expect(Number(/^tributary_waiting_events (\d+)$/m.exec(metrics.body)?.[1])).toBeGreaterThanOrEqual(2);
  await shop.order("o", 100);
  expect(await announced()).toBe(0);
});
