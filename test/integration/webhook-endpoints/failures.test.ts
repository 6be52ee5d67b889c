/** What becomes of a message that is not taken: when it is tried again, when it is given up, and when its endpoint is. */
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { OPERATOR } from "../../support/api-client.ts";
import { openShop, request, type Shop } from "../../support/shop.ts";
import {
  type Endpoint,
  openEndpoint,
  openReceiver,
  type Receiver,
  said,
} from "../../support/webhooks/endpoint.ts";
import type { ReceiverSetting } from "../../support/webhooks/receivers.ts";

const [SECOND_MS, HOUR_MS, DAY_MS] = [1_000, 3_600_000, 86_400_000];

interface World {
  readonly shop: Shop;
  readonly receiver: Receiver;
  readonly endpoint: Endpoint;
}

/** An endpoint that was sent one event, and how its receiver took that. */
async function openFailing(setting: ReceiverSetting): Promise<World> {
  const shop = await openShop();
  const receiver = await openReceiver(setting);
  const endpoint = await openEndpoint(shop, receiver);
  await shop.promoter("first");
  await said(shop);
  await receiver.until(1);
  await expect.poll(async () => (await endpoint.deliveries())[0]?.attemptCount, { interval: 20 }).toBe(1);
  return { shop, receiver, endpoint };
}

/** Of the one delivery: its state, and the status or fault of each attempt. */
async function outcome(endpoint: Endpoint): Promise<unknown[]> {
  const [{ state, attempts }] = await endpoint.deliveries();
  return [state, ...attempts.map(({ status, fault }: Record<string, unknown>) => status ?? fault)];
}

async function stateOf({ shop, endpoint }: World): Promise<string> {
  return (await shop.get(endpoint.path)).body.state;
}

describe("a message that is not taken", () => {
  test("is sent again with pauses that grow, under the same id, and is given up after three days", async () => {
    const world = await openFailing({ always: { status: 500, body: "no room" } });
    const { endpoint, receiver } = world;
    const pauses: number[] = [];
    for (let tries = 1; tries < 11; tries += 1) {
      const [{ nextAttemptAt, attempts }] = await endpoint.deliveries();
      const pauseMs = Date.parse(nextAttemptAt) - Date.parse(attempts.at(-1).at);
      pauses.push(pauseMs);
      await endpoint.later(Math.max(pauseMs, HOUR_MS * 1.2) + SECOND_MS);
    }
    const [{ state, attempts, attemptCount, nextAttemptAt }] = await endpoint.deliveries();
    expect({ state, attemptCount, nextAttemptAt }).toEqual({
      state: "failed",
      attemptCount: 11,
      nextAttemptAt: null,
    });
    expect(attempts[10]).toMatchObject({ status: 500, fault: null, answer: "no room" });
    expect(pauses).toEqual(pauses.toSorted((one, other) => one - other));
    expect(pauses[0]).toBeLessThan(6 * SECOND_MS);
    const days = pauses.reduce((sum, ms) => sum + ms, 0) / DAY_MS;
    expect(days).toBeGreaterThan(2.6);
    expect(days).toBeLessThan(3.4);
    const messages = await receiver.received();
    expect(new Set(messages.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(await endpoint.deliveries("?state=failed")).toHaveLength(1);
    expect(await endpoint.deliveries("?state=waiting")).toHaveLength(0);
  });

  test("is taken at a later attempt, and the endpoint is well", async () => {
    const { endpoint, shop } = await openFailing({ answers: [{ status: 500 }] });
    expect((await shop.get(endpoint.path)).body).toMatchObject({
      waiting: 1,
      failingSince: expect.any(String),
    });
    await endpoint.later(6 * SECOND_MS);
    expect(await outcome(endpoint)).toEqual(["succeeded", 500, 204]);
    expect((await shop.get(endpoint.path)).body).toMatchObject({ waiting: 0, failingSince: null });
    // Monitoring is told of both.
    const metrics = (await request("GET", "/metrics", { token: OPERATOR })).body as string;
    for (const counted of ["failed", "succeeded"]) {
      const labels = `{program="${shop.id}",outcome="${counted}"}`;
      expect(metrics).toContain(`tributary_webhook_deliveries_total${labels} 1\n`);
    }
  });

  test("waits no longer than its pause, though the clock was days ahead when that was noted", async () => {
    const headers = { "retry-after": "3600" };
    const { endpoint, receiver, shop } = await openFailing({ answers: [{ status: 503, headers }] });
    await endpoint.later(-3 * DAY_MS);
    await endpoint.object.wake(1);
    await receiver.until(2);
    await expect.poll(async () => await outcome(endpoint), { interval: 20 }).toEqual(["succeeded", 503, 204]);
    expect((await shop.get(endpoint.path)).body).toMatchObject({ waiting: 0, failingSince: null });
  });

  test("waits on where its pause may be as long", async () => {
    const { endpoint } = await openFailing({ answers: [{ status: 500 }] });
    await runInDurableObject(endpoint.object, (_, { storage }) => {
      storage.sql.exec("UPDATE deliveries SET tries = 10, next_at_ms = ?", Date.now() + 22 * HOUR_MS);
    });
    const [before] = await endpoint.deliveries();
    await endpoint.object.wake(1);
    await endpoint.turn();
    expect(await endpoint.deliveries()).toEqual([before]);
  });

  test("is not sent where a redirect leads", async () => {
    const elsewhere = await openReceiver();
    const headers = { location: elsewhere.url };
    for (const status of [301, 302, 307, 308]) {
      const { endpoint } = await openFailing({ always: { status, headers } });
      expect(await outcome(endpoint)).toEqual(["waiting", status]);
    }
    expect(await elsewhere.received()).toEqual([]);
  });
});

describe("an endpoint", () => {
  test.each([429, 503])("that answers %s is left alone for as long as Retry-After says", async (status) => {
    const headers = { "retry-after": "3600" };
    const { endpoint, receiver, shop } = await openFailing({ answers: [{ status, headers }] });
    await endpoint.later(30 * 60 * SECOND_MS);
    await shop.promoter("second");
    await said(shop);
    await endpoint.turn();
    expect(await receiver.received()).toHaveLength(1);
    await endpoint.later(31 * 60 * SECOND_MS);
    expect(await receiver.until(3)).toHaveLength(3);
  });

  test("may say until when by a date, and is not believed for more than a day", async () => {
    const inAnHour = new Date(Date.now() + HOUR_MS).toUTCString();
    const { endpoint, receiver } = await openFailing({
      answers: [
        { status: 503, headers: { "retry-after": inAnHour } },
        { status: 429, headers: { "retry-after": "99999999" } },
      ],
    });
    await endpoint.later(0.9 * HOUR_MS);
    expect(await receiver.received()).toHaveLength(1);
    await endpoint.later(0.2 * HOUR_MS);
    expect(await receiver.received()).toHaveLength(2);
    await endpoint.later(23 * HOUR_MS);
    expect(await receiver.received()).toHaveLength(2);
    await endpoint.later(2 * HOUR_MS);
    expect(await receiver.received()).toHaveLength(3);
  });

  test("that answers 410 is sent nothing more until its owner says so, and then all", async () => {
    const world = await openFailing({ answers: [{ status: 410 }] });
    const { shop, endpoint, receiver } = world;
    await expect.poll(async () => await stateOf(world), { interval: 20 }).toBe("gone");
    await shop.promoter("second");
    await said(shop);
    await endpoint.later(DAY_MS);
    expect(await receiver.received()).toHaveLength(1);
    const changed = await shop.patch(endpoint.path, { state: "active" });
    expect(changed.body).toMatchObject({ state: "active" });
    expect(await receiver.until(3)).toHaveLength(3);
    await expect
      .poll(async () => (await endpoint.deliveries("?state=succeeded")).length, { interval: 20 })
      .toBe(2);
  });

  test("that is out is asked by one message at a time, and sent the rest at once when it is back", async () => {
    const world = await openFailing({ always: { status: 502 } });
    const { shop, endpoint, receiver } = world;
    for (let tries = 0; tries < 4; tries += 1) await endpoint.later(2 * HOUR_MS);
    const before = (await receiver.received()).length;
    for (const member of ["a", "b", "c", "d"]) await shop.promoter(member);
    await said(shop);
    await endpoint.turn();
    await endpoint.later(2 * HOUR_MS);
    expect((await receiver.received()).length - before).toBe(1);
    await receiver.set({});
    await endpoint.later(2 * HOUR_MS);
    await expect
      .poll(async () => (await endpoint.deliveries("?state=succeeded")).length, { interval: 20 })
      .toBe(5);
  });

  test("of which every attempt of five days failed is paused, says so, and goes on by its owner's word", async () => {
    const world = await openFailing({ always: { status: 500 } });
    const { shop, endpoint, receiver } = world;
    for (const days of [1, 1, 1, 1, 0.9]) await endpoint.later(days * DAY_MS);
    expect(await stateOf(world)).toBe("active");
    await endpoint.later(0.3 * DAY_MS);
    expect(await stateOf(world)).toBe("paused");
    const { body } = await shop.get(endpoint.path);
    expect(Date.now() - Date.parse(body.stateSince)).toBeLessThan(60 * SECOND_MS);
    const sent = (await receiver.received()).length;
    await shop.promoter("second");
    await said(shop);
    await endpoint.later(DAY_MS);
    expect(await receiver.received()).toHaveLength(sent);
    await receiver.set({});
    await shop.patch(endpoint.path, { state: "active" });
    await receiver.until(sent + 2);
    expect(await stateOf(world)).toBe("active");
    expect((await shop.get(endpoint.path)).body.failingSince).toBeNull();
  });

  test("that is disabled by its owner waits, and misses nothing", async () => {
    const shop = await openShop();
    const receiver = await openReceiver();
    const endpoint = await openEndpoint(shop, receiver);
    await shop.patch(endpoint.path, { state: "disabled" });
    await shop.promoter("first");
    await said(shop);
    await endpoint.turn();
    expect(await receiver.received()).toEqual([]);
    await shop.patch(endpoint.path, { state: "active" });
    await receiver.until(1);
  });

  test("has its pause noted again where the note was lost", async () => {
    const world = await openFailing({ answers: [{ status: 410 }] });
    const { endpoint } = world;
    await expect.poll(async () => await stateOf(world), { interval: 20 }).toBe("gone");
    // The owner's word has a later version: an old note changes nothing.
    await world.shop.patch(endpoint.path, { state: "active" });
    await runInDurableObject(endpoint.object, (_, { storage }) => {
      storage.kv.put("stop", { version: 1, state: "paused", atMs: Date.now() });
    });
    await endpoint.turn();
    expect(await stateOf(world)).toBe("active");
  });
});
