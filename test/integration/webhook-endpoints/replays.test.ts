/** What was sent is sent again, one by one or by time, under the same ids; and logs that went back lose nobody anything. */
import { env } from "cloudflare:workers";
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { eventsOf } from "../../support/notifications/events.ts";
import { openShop, type Shop } from "../../support/shop.ts";
import { erase, storedBy } from "../../support/people/erased.ts";
import { times } from "../../support/times.ts";
import {
  type Endpoint,
  openEndpoint,
  openReceiver,
  type Receiver,
  said,
} from "../../support/webhooks/endpoint.ts";

interface World {
  readonly shop: Shop;
  readonly receiver: Receiver;
  readonly endpoint: Endpoint;
}

/** An endpoint that was sent some events. */
async function openSent(count: number, more: Record<string, unknown> = {}): Promise<World> {
  const shop = await openShop();
  const receiver = await openReceiver();
  const endpoint = await openEndpoint(shop, receiver, more);
  await join(shop, "first", count);
  await receiver.until(count);
  await sent(endpoint, count);
  return { shop, receiver, endpoint };
}

async function join(shop: Shop, prefix: string, count: number): Promise<void> {
  for (const member of times(count, (place) => `${prefix}-${place}`)) await shop.promoter(member);
  await said(shop);
}

async function sent(endpoint: Endpoint, count: number): Promise<void> {
  await expect
    .poll(async () => (await endpoint.deliveries("?state=succeeded")).length, { interval: 20 })
    .toBe(count);
}

async function idsOf(receiver: Receiver): Promise<(string | undefined)[]> {
  return (await receiver.received()).map(({ headers }) => headers["webhook-id"]);
}

describe("a replay", () => {
  test("of one delivery is another attempt under the same id", async () => {
    const { shop, receiver, endpoint } = await openSent(3);
    const [, second] = await endpoint.deliveries();
    const asked = await shop.post(`/deliveries/${second.id}/replay`, {});
    expect(asked).toMatchObject({ status: 202, body: { id: second.id, state: "waiting" } });
    await receiver.until(4);
    expect((await idsOf(receiver))[3]).toBe(second.eventId);
    await sent(endpoint, 3);
    const again = (await endpoint.deliveries()).find(({ id }: { id: string }) => id === second.id);
    expect(again).toMatchObject({ state: "succeeded", attemptCount: 2 });
  });

  test("by time sends what the log recorded by then again, and nothing else", async () => {
    const { shop, receiver, endpoint } = await openSent(2);
    const from = new Date().toISOString();
    await join(shop, "second", 3);
    await sent(endpoint, 5);
    const to = new Date(Date.now() + 1).toISOString();
    await new Promise((over) => setTimeout(over, 5));
    await join(shop, "third", 1);
    await sent(endpoint, 6);
    const asked = await shop.post(`${endpoint.path}/replay`, { from, to });
    expect(asked).toMatchObject({ status: 202, body: { firstSequence: 3, lastSequence: 5 } });
    await receiver.until(9);
    const ids = await idsOf(receiver);
    expect(new Set(ids.slice(6))).toEqual(new Set(ids.slice(2, 5)));
  });

  test("by time sends what was never sent to the endpoint, of its types alone", async () => {
    const shop = await openShop();
    await join(shop, "first", 2);
    const receiver = await openReceiver();
    const endpoint = await openEndpoint(shop, receiver, { events: ["promoter.created"] });
    await shop.post(`${endpoint.path}/replay`, { from: "2026-01-01T00:00:00Z", to: "2100-01-01T00:00:00Z" });
    await receiver.until(2);
    await sent(endpoint, 2);
    await shop.patch(endpoint.path, { events: ["payout.paid"] });
    await shop.post(`${endpoint.path}/replay`, { from: "2026-01-01T00:00:00Z", to: "2100-01-01T00:00:00Z" });
    await endpoint.turn();
    expect(await receiver.received()).toHaveLength(2);
  });

  test("of a time without events, or that ends before it begins, is answered as such", async () => {
    const { shop, endpoint } = await openSent(1);
    const none = await shop.post(`${endpoint.path}/replay`, {
      from: "2020-01-01T00:00:00Z",
      to: "2020-01-02T00:00:00Z",
    });
    expect(none).toMatchObject({ status: 202, body: { firstSequence: null, lastSequence: null } });
    const wrong = { from: "2026-01-02T00:00:00Z", to: "2026-01-01T00:00:00Z" };
    expect(await shop.post(`${endpoint.path}/replay`, wrong)).toMatchObject({
      status: 422,
      body: { errors: [{ path: "to" }] },
    });
  });

  test("waits while ten of them do, and then no more", async () => {
    const { shop, endpoint } = await openSent(1);
    await shop.patch(endpoint.path, { state: "disabled" });
    const all = { from: "2026-01-01T00:00:00Z", to: "2100-01-01T00:00:00Z" };
    for (let tries = 0; tries < 10; tries += 1)
      expect((await shop.post(`${endpoint.path}/replay`, all)).status).toBe(202);
    expect(await shop.post(`${endpoint.path}/replay`, all)).toMatchObject({
      status: 409,
      body: { code: "too_many_replays" },
    });
  });
});

describe("a log that went back", () => {
  test("to an earlier moment is read once more: what it says since is sent, and what was sent is not", async () => {
    const { shop, receiver, endpoint } = await openSent(4);
    const log = env.NOTIFIER.getByName(`${shop.id}/0`);
    // As it was after two events, in another life; then it says others under the same numbers.
    await runInDurableObject(log, (_, { storage: { sql } }) => {
      sql.exec("DELETE FROM notifications WHERE sequence > 2");
    });
    await evictDurableObject(log);
    expect((await shop.get("/events")).body.next).toBe(2);
    await join(shop, "other", 3);
    await expect
      .poll(async () => (await receiver.received()).length, { interval: 20 })
      .toBeGreaterThanOrEqual(7);
    await sent(endpoint, 7);
    const ids = await idsOf(receiver);
    expect(ids).toHaveLength(7);
    expect(new Set(ids).size).toBe(7);
    const kept = (await eventsOf(shop)).map(({ id }) => id);
    expect(new Set(ids)).toEqual(new Set([...kept, ...ids.slice(0, 4)]));
  });
});

test("an endpoint that was put back is sent again what it forgot, and nothing is missing", async () => {
  const { shop, receiver, endpoint } = await openSent(3);
  const later = (await endpoint.deliveries()).filter(({ sequence }) => sequence > 1);
  await runInDurableObject(endpoint.object, (_, { storage }) => {
    storage.sql.exec("DELETE FROM deliveries WHERE sequence > 1");
    const following = storage.kv.get<object>("following");
    storage.kv.put("following", { ...following, mark: { seq: 1, life: lifeOf(following) }, heard: 1 });
  });
  await endpoint.object.wake(1);
  await receiver.until(5);
  await sent(endpoint, 3);
  const ids = await idsOf(receiver);
  expect(new Set(ids.slice(3))).toEqual(new Set(later.map(({ eventId }) => eventId)));
  expect((await shop.get(endpoint.path)).body.waiting).toBe(0);
});

test("an endpoint is told that the log goes on, though the log's clock was days ahead when that failed", async () => {
  const { shop, receiver, endpoint } = await openSent(3);
  await runInDurableObject(endpoint.object, (_, { storage }) => {
    storage.sql.exec("DELETE FROM deliveries WHERE sequence > 1");
    const following = storage.kv.get<object>("following");
    storage.kv.put("following", { ...following, mark: { seq: 1, life: lifeOf(following) }, heard: 1 });
  });
  const log = env.NOTIFIER.getByName(`${shop.id}/0`);
  await runInDurableObject(log, (_, { storage }) => {
    const aheadMs = Date.now() + 3 * 86_400_000;
    storage.sql.exec("UPDATE followers SET wanted = 3, known = 1, failures = 4, next_at_ms = ?", aheadMs);
  });
  await log.wake(1);
  expect(await receiver.until(5)).toHaveLength(5);
  await sent(endpoint, 3);
  expect((await idsOf(receiver)).length).toBeGreaterThanOrEqual(5);
});

test("of a log put back all is sent since the endpoint began, whatever its clock said", async () => {
  const { shop, receiver, endpoint } = await openSent(3);
  const forgotten = (await endpoint.deliveries()).filter(({ sequence }) => sequence > 1);
  const log = env.NOTIFIER.getByName(`${shop.id}/0`);
  await runInDurableObject(log, (_, { storage }) => {
    storage.sql.exec("UPDATE notifications SET recorded_at_ms = recorded_at_ms - 36000000");
  });
  await runInDurableObject(endpoint.object, (_, { storage }) => {
    storage.sql.exec("DELETE FROM deliveries WHERE sequence > 1");
    const following = storage.kv.get<object>("following");
    storage.kv.put("following", { ...following, mark: { seq: 3, life: "a life that is no more" }, heard: 9 });
  });
  await endpoint.object.wake(1);
  await receiver.until(5);
  await sent(endpoint, 3);
  const ids = await idsOf(receiver);
  expect(new Set(ids.slice(3))).toEqual(new Set(forgotten.map(({ eventId }) => eventId)));
});

function lifeOf(following: object | undefined): unknown {
  return (following as { mark: { life: unknown } }).mark.life;
}

test("an object holds no name of anybody, and what an erased promoter did is sent again without its name", async () => {
  const { shop, receiver, endpoint } = await openSent(1);
  expect(await storedBy(endpoint.object)).not.toContain("first-0");
  const [first] = await receiver.received();
  const { data } = JSON.parse(first?.body ?? "");
  expect(data.memberId).toBe("first-0");
  expect((await erase(shop, `/promoters/${data.promoterId}`)).body.state).toBe("finished");
  await said(shop);
  const delivery = (await endpoint.deliveries()).at(-1);
  const before = (await receiver.received()).length;
  await shop.post(`/deliveries/${delivery.id}/replay`, {});
  const messages = await receiver.until(before + 1);
  const again = messages.slice(before).map(({ body }) => JSON.parse(body));
  expect(again.find(({ id }) => id === delivery.eventId)?.data.memberId).not.toBe("first-0");
  expect(JSON.stringify(again)).not.toContain("first-0");
});

test("deliveries are read page by page, the newest first", async () => {
  const { shop, endpoint } = await openSent(5);
  const first = (await shop.get(`${endpoint.path}/deliveries?limit=2`)).body;
  const second = (await shop.get(`${endpoint.path}/deliveries?limit=2&cursor=${first.nextCursor}`)).body;
  const third = (await shop.get(`${endpoint.path}/deliveries?limit=2&cursor=${second.nextCursor}`)).body;
  const sequences = [first, second, third].flatMap(({ data }) =>
    data.map(({ sequence }: { sequence: number }) => sequence),
  );
  expect(sequences.toSorted((one, other) => other - one)).toEqual([5, 4, 3, 2, 1]);
  expect(third.nextCursor).toBeNull();
  expect((await shop.get(`${endpoint.path}/deliveries?state=sent`)).status).toBe(422);
  expect((await shop.get(`${endpoint.path}/deliveries?cursor=x`)).status).toBe(422);
});
