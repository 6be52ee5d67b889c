/** Each bound of the system is reached, and what lies beyond is refused or left for the next turn, never lost. */
import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { EMPTY, openShop, request } from "../../support/shop.ts";

test("an order takes LIMITS.eventsPerOrder events and refuses the next, waiting or not", async () => {
  const shop = await openShop();
  await shop.order("o1", 1_000);
  const ledger = env.COMMISSION_LEDGER.getByName(`${shop.id}/0`);
  await runInDurableObject(ledger, async (object) => {
    for (const orderId of ["o1", "not-yet-received"]) {
      for (let number = 0; number < LIMITS.eventsPerOrder; number += 1) {
        await object.record(orderId, { eventId: `e${number}`, kind: "received" });
      }
    }
  });
  for (const orderId of ["o1", "not-yet-received"]) {
    const answer = await shop.event(orderId, "received", "one-too-many");
    expect(answer).toMatchObject({ status: 409, body: { code: "too_many_events" } });
    expect((await shop.event(orderId, "received", "e0")).headers.get("idempotent-replay")).toBe("true");
  }
  expect((await shop.post("/orders/o1/reverse", { reason: "a flood" })).status).toBe(200);
  expect((await shop.get("/orders/o1")).body.state).toBe("reversed");
});

test("an order takes LIMITS.operatorMovesPerOrder moves of operators, beside what merchants tell", async () => {
  const shop = await openShop();
  await shop.order("o1", 1_000);
  await runInDurableObject(env.COMMISSION_LEDGER.getByName(`${shop.id}/0`), async (object) => {
    for (let number = 0; number < LIMITS.operatorMovesPerOrder; number += 1) {
      await object.move("o1", `m${number}`, number % 2 === 0 ? "review" : "clear", "in turn", 0);
    }
  });
  const answer = await shop.post("/orders/o1/reverse", { reason: "one too many" });
  expect(answer).toMatchObject({ status: 409, body: { code: "too_many_events" } });
  expect((await shop.event("o1", "received", "e0")).status).toBe(200);
});

test("more rows than LIMITS.rowsPerDelivery reach their wallet in several deliveries, each once", async () => {
  const shop = await openShop();
  const [top, middle, seller] = await shop.line("top", "middle", "seller");
  const clickToken = await shop.tap(seller);
  const conversions = Array.from({ length: LIMITS.conversionsPerBatch }, (_, number) => ({
    orderId: `o${number}`,
    amount: 1_000,
    currency: "CNY",
    clickToken,
  }));
  expect(conversions.length * LIMITS.levels).toBeGreaterThan(LIMITS.rowsPerDelivery);
  const received = await shop.post("/conversions", { conversions });
  expect(received.status).toBe(200);
  await shop.settle();
  expect(await shop.wallet(seller)).toEqual({ ...EMPTY, pending: 50_000 });
  expect(await shop.wallet(middle)).toEqual({ ...EMPTY, pending: 25_000 });
  expect(await shop.wallet(top)).toEqual({ ...EMPTY, pending: 10_000 });
});

test("the cookie remembers LIMITS.programsPerCookie programs, those clicked last", async () => {
  let cookie = "";
  const tokens: string[] = [];
  for (let number = 0; number <= LIMITS.programsPerCookie; number += 1) {
    const shop = await openShop();
    const seller = await shop.promoter("seller");
    const link = await shop.post("/links", { promoterId: seller.id, destination: "https://shop.example/" });
    const answer = await request("GET", `/s/${link.body.slug}`, {
      headers: { cookie, "user-agent": "Mozilla/5.0 (X11; Linux x64) Chrome/129.0.0.0 Safari/537.36" },
    });
    cookie = answer.headers
      .getSetCookie()
      .map((line) => line.slice(0, line.indexOf(";")))
      .join("; ");
    tokens.push(new URL(answer.headers.get("location") ?? "").searchParams.get("tby") ?? "none");
  }
  const remembered = /tby_clk=([^;]+)/.exec(cookie)?.[1] ?? "";
  expect(tokens.filter((token) => remembered.includes(token))).toEqual(tokens.slice(1));
});
