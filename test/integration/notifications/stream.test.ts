/** What happens is heard as it happens, and who was away for a while hears what it missed. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test, vi } from "vitest";
import { eventsOf } from "../../support/notifications/events.ts";
import { type Heard, listen, listenAsBrowser } from "../../support/notifications/listening.ts";
import { OPERATOR } from "../../support/api-client.ts";
import { openShop, request, type Shop } from "../../support/shop.ts";
import { times } from "../../support/times.ts";

function logOf(shop: Shop) {
  return env.NOTIFIER.getByName(`${shop.id}/0`);
}

async function tokenOf(shop: Shop, promoterId: string): Promise<string> {
  const { body } = await shop.post(`/promoters/${promoterId}/tokens`, {});
  return body.token;
}

async function sell(
  shop: Shop,
  seller: Parameters<Shop["tap"]>[0],
  orders: readonly string[],
): Promise<void> {
  const clickToken = await shop.tap(seller);
  for (const order of orders) await shop.order(order, 10_000, { clickToken });
}

describe.each([
  ["a WebSocket", listen],
  ["server-sent events", listenAsBrowser],
] as const)("%s", (_, hear) => {
  test("tells each event once, as the log has it, as it happens", async () => {
    const shop = await openShop();
    const seller = await shop.promoter("seller");
    const heard = await hear(shop, { query: "?after=0" });
    await sell(shop, seller, ["o1", "o2"]);
    const logged = await eventsOf(shop);
    expect(logged.length).toBeGreaterThan(4);
    await expect.poll(() => heard.events).toEqual(logged);
    await sell(shop, seller, ["o3"]);
    await expect.poll(() => heard.events.length).toBeGreaterThan(logged.length);
    expect(heard.events).toEqual(await eventsOf(shop));
    await heard.stop();
  });

  test("begins with what comes, or behind what its listener has", async () => {
    const shop = await openShop();
    const seller = await shop.promoter("seller");
    await sell(shop, seller, ["o1"]);
    const before = await eventsOf(shop);
    const [third] = before.slice(2);
    const heard = await Promise.all([
      hear(shop),
      hear(shop, { query: `?after=${before.length - 1}` }),
      hear(shop, { query: `?after=${third?.id}` }),
    ]);
    await sell(shop, seller, ["o2"]);
    const all = await eventsOf(shop);
    await expect.poll(() => heard[0].events).toEqual(all.slice(before.length));
    await expect.poll(() => heard[1].events).toEqual(all.slice(before.length - 1));
    await expect.poll(() => heard[2].events).toEqual(all.slice(3));
    for (const one of heard) await one.stop();
  });

  test("tells of the types that are asked for, and a promoter of its own alone", async () => {
    const shop = await openShop();
    const [top, seller] = await shop.line("top", "seller");
    const sold = await hear(shop, { query: "?after=0&type=conversion.recorded" });
    const own = await hear(shop, { query: "?after=0", token: await tokenOf(shop, top.id) });
    await sell(shop, seller, ["o1", "o2"]);
    const all = await eventsOf(shop);
    await expect.poll(() => sold.events).toEqual(all.filter(({ type }) => type === "conversion.recorded"));
    const tops = all.filter(({ data }) => data.promoterId === top.id && data.customerId === undefined);
    expect(tops.length).toBeGreaterThan(1);
    await expect.poll(() => own.events).toEqual(tops);
    await sold.stop();
    await own.stop();
  });
});

test("what a promoter earns is heard within two seconds of the order", async () => {
  const shop = await openShop();
  const seller = await shop.promoter("seller");
  const heard = await listen(shop, { token: await tokenOf(shop, seller.id) });
  const clickToken = await shop.tap(seller);
  await shop.order("o1", 10_000, { clickToken });
  await vi.waitFor(() => expect(heard.events.map(({ type }) => type)).toContain("commission.created"), {
    timeout: 2_000,
    interval: 10,
  });
  await heard.stop();
});

test("a browser that comes again goes on behind the last event that it had, whatever its address says", async () => {
  const shop = await openShop();
  const seller = await shop.promoter("seller");
  await sell(shop, seller, ["o1"]);
  const all = await eventsOf(shop);
  const heard = await listenAsBrowser(shop, { query: "?after=0", headers: { "last-event-id": "2" } });
  await expect.poll(() => heard.events).toEqual(all.slice(2));
  expect(heard.ids).toEqual(all.slice(2).map(({ id }) => id));
  await heard.stop();
});

test("a browser that comes again to a log that was put back, and grew since, is told so and misses nothing", async () => {
  const shop = await openShop();
  const seller = await shop.promoter("seller");
  const heard = await listenAsBrowser(shop, { query: "?after=0" });
  await sell(shop, seller, ["o1"]);
  const lost = (await eventsOf(shop)).length;
  await expect.poll(() => heard.ids.length).toBe(lost);
  const [last = ""] = heard.ids.slice(-1);
  await heard.stop();
  // As at an earlier moment: the last event is not there, and another one takes its number.
  await runInDurableObject(logOf(shop), (_, { storage }) => {
    storage.sql.exec("DELETE FROM notifications WHERE sequence = ?", lost);
  });
  await sell(shop, seller, ["o2"]);
  expect((await eventsOf(shop)).length).toBeGreaterThan(lost);
  const again = await request("GET", `/v1/programs/${shop.id}/events/stream`, {
    token: shop.apiKey,
    headers: { "last-event-id": last },
  });
  expect(again).toMatchObject({ status: 410, body: { code: "events_gone" } });
});

test("a ping is answered, and anything else is of no interest", async () => {
  const shop = await openShop();
  const heard = await listen(shop);
  const pong = new Promise((resolve) => {
    heard.socket.addEventListener("message", ({ data }) => resolve(data));
  });
  heard.socket.send("hello");
  heard.socket.send("ping");
  expect(await pong).toBe("pong");
  expect(heard.events).toEqual([]);
  await heard.stop();
});

test("a thousand listeners hear the same, and set no timer", async () => {
  const shop = await openShop();
  const seller = await shop.promoter("seller");
  await eventsOf(shop);
  const alarmOf = async () =>
    await runInDurableObject(logOf(shop), async (_, { storage }) => await storage.getAlarm());
  const before = await alarmOf();
  const heard: Heard[] = [];
  // By the operator, who is held to no number of calls a second.
  for (const _ of times(10, () => null)) {
    heard.push(...(await Promise.all(times(100, async () => await listen(shop, { token: OPERATOR })))));
  }
  // It may have done meanwhile what it was set for.
  expect([before, null]).toContain(await alarmOf());
  await runInDurableObject(logOf(shop), (_, ctx) => {
    expect(ctx.getWebSockets()).toHaveLength(heard.length);
  });
  const last = (await eventsOf(shop)).length;
  await sell(shop, seller, ["o1", "o2", "o3"]);
  const fresh = (await eventsOf(shop)).slice(last);
  for (const one of heard) await expect.poll(() => one.events).toEqual(fresh);
  for (const one of heard) await one.stop();
});

describe("a stream ends", () => {
  test("for a listener whose credentials were proved a quarter of an hour ago, with the next event", async () => {
    const shop = await openShop();
    const seller = await shop.promoter("seller");
    await eventsOf(shop);
    const heard = await listen(shop);
    const browser = await listenAsBrowser(shop);
    await runInDurableObject(logOf(shop), (_, ctx) => {
      for (const socket of ctx.getWebSockets()) {
        const listener = socket.deserializeAttachment() as { sinceMs: number };
        socket.serializeAttachment({ ...listener, sinceMs: listener.sinceMs - 16 * 60_000 });
      }
    });
    const last = (await eventsOf(shop)).length;
    await sell(shop, seller, ["o1"]);
    await expect.poll(() => [heard.end, browser.end]).toEqual([1012, 0]);
    expect(heard.events).toEqual([]);
    const again = await listen(shop, { query: `?after=${last}` });
    await expect.poll(() => again.events.length).toBeGreaterThan(0);
    await again.stop();
  });
});

describe("a stream is refused", () => {
  test("behind what the log has not, by 410, and with wrong parameters by 422", async () => {
    const shop = await openShop();
    await shop.promoter("seller");
    const last = (await eventsOf(shop)).length;
    expect(await shop.get(`/events/stream?after=${last + 1}`)).toMatchObject({
      status: 410,
      body: { code: "events_gone" },
    });
    for (const query of ["after=-1", "type=order.paid", "limit=3"]) {
      expect(await shop.get(`/events/stream?${query}`)).toMatchObject({ status: 422 });
    }
    // Else a browser that comes again with another's id would hear of nothing that it missed, and not know.
    for (const last of ["-1", "1.5", "evt_", "evt_short", "0x10", "\u00e9", "9".repeat(400)]) {
      const asked = await request("GET", `/v1/programs/${shop.id}/events/stream?after=0`, {
        token: shop.apiKey,
        headers: { "last-event-id": last },
      });
      expect([last, asked.status, asked.body.errors?.[0]?.path]).toEqual([last, 422, "Last-Event-ID"]);
    }
    const unknown = await request("GET", `/v1/programs/${shop.id}/events/stream?after=0`, {
      token: shop.apiKey,
      headers: { "last-event-id": `evt_${"a".repeat(22)}` },
    });
    expect(unknown).toMatchObject({ status: 410, body: { code: "events_gone" } });
  });

  test("without credentials, and to those of another program", async () => {
    const [shop, other] = [await openShop(), await openShop()];
    const path = `/v1/programs/${shop.id}/events/stream`;
    expect((await request("GET", path)).status).toBe(401);
    expect((await request("GET", path, { token: other.apiKey })).status).toBe(404);
  });

  test("to one that is more than 10,000 events behind", async () => {
    const shop = await openShop();
    await shop.promoter("seller");
    await eventsOf(shop);
    await runInDurableObject(logOf(shop), (_, { storage }) => {
      storage.sql.exec(
        `WITH RECURSIVE more (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM more WHERE n < 10001)
         INSERT INTO notifications (sequence, id, type, occurred_at_ms, recorded_at_ms, data)
         SELECT (SELECT max(sequence) FROM notifications) + n, 'evt_' || n, 'payout.paid', 1, ?, '{}' FROM more`,
        Date.now(),
      );
    });
    expect(await shop.get("/events/stream?after=0")).toMatchObject({
      status: 409,
      body: { code: "events_far_behind" },
    });
  });
});
