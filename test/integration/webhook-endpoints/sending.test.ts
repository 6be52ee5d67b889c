/** Every event that an endpoint asked for reaches it, signed, under an id that repeats have too, whatever another one does. */
import { describe, expect, test } from "vitest";
import { eventsOf, typesOf } from "../../support/notifications/events.ts";
import { openShop, type Promoter, request, type Shop } from "../../support/shop.ts";
import { openEndpoint, openReceiver, said, verified } from "../../support/webhooks/endpoint.ts";

/** A shop with a promoter, and a click of a buyer. */
async function openSelling(): Promise<{ shop: Shop; seller: Promoter; clickToken: string }> {
  const shop = await openShop();
  const seller = await shop.promoter("seller");
  return { shop, seller, clickToken: await shop.tap(seller) };
}

describe("an endpoint", () => {
  test("is sent each event of the log since it was made, as the log has it, signed for standardwebhooks", async () => {
    const { shop, clickToken } = await openSelling();
    const before = await eventsOf(shop);
    const receiver = await openReceiver();
    const endpoint = await openEndpoint(shop, receiver);
    await shop.order("o1", 10_001, { clickToken, customerId: "buyer" });
    await said(shop);
    const after = (await eventsOf(shop)).slice(before.length);
    expect(after.length).toBeGreaterThan(1);
    const messages = await receiver.until(after.length);
    // What is of no order and no promoter may come before what is.
    const events = messages.map((message) => verified(message, endpoint.secret));
    expect(events.toSorted((one, other) => one.sequence - other.sequence)).toEqual(after);
    for (const { headers, body, path } of messages) {
      expect(headers["webhook-id"]).toBe(JSON.parse(body).id);
      expect(headers["content-type"]).toBe("application/json");
      expect(path).toBe("/hooks");
    }
    const deliveries = await endpoint.deliveries();
    expect(deliveries.map(({ eventId, state }) => [eventId, state])).toEqual(
      after.map(({ id }) => [id, "succeeded"]).toReversed(),
    );
    expect(deliveries[0]).toMatchObject({ attemptCount: 1, attempts: [{ status: 204, fault: null }] });
  });

  test("is sent the types that it asked for alone, and others from when it asks for them", async () => {
    const { shop, clickToken } = await openSelling();
    const receiver = await openReceiver();
    const endpoint = await openEndpoint(shop, receiver, { events: ["commission.created"] });
    await shop.order("o1", 10_001, { clickToken });
    await said(shop);
    await receiver.until(1);
    await shop.patch(endpoint.path, { events: ["conversion.recorded"] });
    await shop.order("o2", 10_001, { clickToken });
    await said(shop);
    const messages = await receiver.until(2);
    expect(typesOf(messages.map((message) => verified(message, endpoint.secret)))).toEqual([
      "commission.created",
      "conversion.recorded",
    ]);
  });

  test("that hangs holds up no other", async () => {
    const { shop, clickToken } = await openSelling();
    const [slow, quick] = [await openReceiver({ always: { hangs: true } }), await openReceiver()];
    await openEndpoint(shop, slow, { events: ["conversion.recorded"] });
    await openEndpoint(shop, quick, { events: ["conversion.recorded"] });
    await shop.order("o1", 10_001, { clickToken });
    await said(shop);
    await slow.until(1);
    await quick.until(1);
    await shop.order("o2", 10_001, { clickToken });
    await said(shop);
    await quick.until(2);
    // The first one is still waited for.
    expect(await slow.received()).toHaveLength(1);
    await slow.set({});
    await slow.until(2);
  });

  test("is sent events of one order one after another, also where the first one fails", async () => {
    const { shop, clickToken } = await openSelling();
    const receiver = await openReceiver({ answers: [{ status: 500 }] });
    const endpoint = await openEndpoint(shop, receiver);
    await shop.order("o1", 10_001, { clickToken });
    await shop.event("o1", "refunded", "e1", {});
    await said(shop);
    await receiver.until(1);
    await expect.poll(async () => (await endpoint.deliveries())[0]?.state, { interval: 20 }).toBe("waiting");
    expect(await receiver.received()).toHaveLength(1);
    await endpoint.later(5_500);
    const messages = await receiver.until(4);
    const types = messages.map((message) => verified(message, endpoint.secret).type);
    expect(types[0]).toBe(types[1]);
    expect(types.slice(1)).toEqual(typesOf(await eventsOf(shop)).slice(1));
  });

  test("that is deleted is sent nothing more, and keeps nothing", async () => {
    const { shop, clickToken } = await openSelling();
    const receiver = await openReceiver();
    const endpoint = await openEndpoint(shop, receiver);
    const ended = await request("DELETE", `/v1/programs/${shop.id}${endpoint.path}`, { token: shop.apiKey });
    expect(ended.status).toBe(204);
    await shop.order("o1", 10_001, { clickToken });
    await said(shop);
    await endpoint.object.wake(1);
    expect(await receiver.received()).toEqual([]);
    expect((await shop.get(endpoint.path)).status).toBe(404);
    expect((await shop.get("/webhook-endpoints")).body.data).toEqual([]);
    expect(await endpoint.object.hear(1)).toBe(false);
  });
});

test("a promoter's endpoint is sent what is its own alone", async () => {
  const shop = await openShop();
  const [top, seller] = await shop.line("top", "seller");
  const clickToken = await shop.tap(seller);
  const { token } = (await shop.post(`/promoters/${top.id}/tokens`, {})).body;
  const receiver = await openReceiver();
  const made = await request("POST", `/v1/programs/${shop.id}/webhook-endpoints`, {
    token,
    body: { url: receiver.url, events: ["*"] },
  });
  expect(made).toMatchObject({ status: 201, body: { promoterId: top.id } });
  await shop.order("o1", 10_001, { clickToken });
  await said(shop);
  const messages = await receiver.until(1);
  const events = messages.map((message) => verified(message, made.body.secret));
  const own = (await request("GET", `/v1/programs/${shop.id}/events`, { token })).body.data;
  expect(events).toEqual(own.filter(({ type }: { type: string }) => type !== "promoter.created"));
  expect(new Set(events.map(({ data }) => data.promoterId))).toEqual(new Set([top.id]));
});

test("a test message says how it was answered, and nothing of it is in the log", async () => {
  const shop = await openShop();
  const receiver = await openReceiver({ answers: [null, { status: 500, body: "x".repeat(2_000) }] });
  const endpoint = await openEndpoint(shop, receiver);
  const tested = await shop.post(`${endpoint.path}/test`, {});
  expect(tested).toMatchObject({ status: 200, body: { succeeded: true, attempt: { status: 204 } } });
  const [message] = await receiver.received();
  expect(message && verified(message, endpoint.secret)).toMatchObject({ type: "webhook.test", sequence: 0 });
  const failed = (await shop.post(`${endpoint.path}/test`, {})).body;
  expect(failed).toMatchObject({ succeeded: false, attempt: { status: 500 } });
  expect(failed.attempt.answer).toBe("x".repeat(1_024));
  expect(await endpoint.deliveries()).toEqual([]);
});
