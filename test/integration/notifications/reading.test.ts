/** A caller reads the log on from wherever it is, and finds what it may read. */
import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { CATALOGUE } from "../../../domain/notification/catalogue.ts";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { NotificationStorage } from "../../../durable-objects/notifier/notification-storage.ts";
import { sweepPart } from "../../../durable-objects/notifier/retention.ts";
import { eventsOf, typesOf } from "../../support/notifications/events.ts";
import { erase, storedBy } from "../../support/people/erased.ts";
import { openShop, type Promoter, request, type Shop } from "../../support/shop.ts";
import { times } from "../../support/times.ts";

const DAY_MS = 86_400_000;

/** A shop with two promoters, one below the other, and orders of the lower one. */
async function openSelling(orders = 3): Promise<{ shop: Shop; top: Promoter; seller: Promoter }> {
  const shop = await openShop();
  const [top, seller] = await shop.line("top", "seller");
  const clickToken = await shop.tap(seller);
  for (const order of times(orders, (place) => `o${place}`)) await shop.order(order, 10_000, { clickToken });
  return { shop, top, seller };
}

function logOf(shop: Shop) {
  return env.NOTIFIER.getByName(`${shop.id}/0`);
}

describe("pages", () => {
  test("lead on by number and by id, and their end is where the next one begins", async () => {
    const { shop } = await openSelling();
    const all = await eventsOf(shop);
    const first = (await shop.get("/events?limit=4")).body;
    expect(first).toMatchObject({ next: 4, hasMore: true });
    const byNumber = (await shop.get(`/events?after=${first.next}`)).body;
    const byId = (await shop.get(`/events?after=${first.data.at(-1).id}`)).body;
    expect(byId).toEqual(byNumber);
    expect([...first.data, ...byNumber.data]).toEqual(all);
    expect(byNumber).toMatchObject({ next: all.length, hasMore: false });
    expect((await shop.get(`/events?after=${all.length}`)).body).toEqual({
      data: [],
      next: all.length,
      hasMore: false,
    });
  });

  test("hold events of the types asked alone, and lead past all others", async () => {
    const { shop } = await openSelling();
    const all = await eventsOf(shop);
    const query = "type=commission.created,promoter.created";
    const found = (await shop.get(`/events?${query}`)).body;
    expect(new Set(typesOf(found.data))).toEqual(new Set(["commission.created", "promoter.created"]));
    expect((await shop.get("/events?type=commission.created&type=promoter.created")).body).toEqual(found);
    expect(found.next).toBe(all.length);
    expect((await shop.get("/events?type=payout.paid")).body).toEqual({
      data: [],
      next: all.length,
      hasMore: false,
    });
  });

  test("of wrong parameters are refused, each by its name", async () => {
    const { shop } = await openSelling(0);
    for (const query of [
      "type=order.paid",
      "type=",
      "after=-1",
      "after=evt_short",
      "limit=0",
      "limit=1001",
    ]) {
      expect(await shop.get(`/events?${query}`)).toMatchObject({ status: 422 });
    }
    expect((await shop.get(`/events?limit=${LIMITS.eventsPerPage}`)).status).toBe(200);
  });

  test("after what is not there any more, or never was, are 410 with the oldest that is", async () => {
    const { shop } = await openSelling();
    const all = await eventsOf(shop);
    await runInDurableObject(logOf(shop), (_, { storage }) => {
      storage.transactionSync(() => new NotificationStorage(storage.sql).deleteUpTo(5, 1_000));
    });
    for (const after of ["1", "4", all[0]?.id, String(all.length + 1), "evt_neverneverneverneverne"]) {
      const gone = await shop.get(`/events?after=${after}`);
      expect(gone).toMatchObject({ status: 410, body: { code: "events_gone" } });
      expect(gone.body.detail).toContain("number 6");
    }
    for (const after of ["", "?after=0", "?after=5"]) {
      expect((await shop.get(`/events${after}`)).body.data[0].sequence).toBe(6);
    }
  });
});

describe("a promoter's token", () => {
  test("finds the promoter's own events alone, and none that names a customer", async () => {
    const { shop, top, seller } = await openSelling();
    await shop.post("/bindings", { customerId: "c1", promoterId: top.id });
    const all = await eventsOf(shop);
    const { token } = (await shop.post(`/promoters/${top.id}/tokens`, {})).body;
    const read = async (query: string) =>
      await request("GET", `/v1/programs/${shop.id}/events${query}`, { token });
    const own = (await read("")).body;
    const named = all.filter(({ type, data }) => data.promoterId === top.id && !type.startsWith("binding."));
    expect(own.data).toEqual(named);
    expect(own.next).toBe(all.length);
    expect(named.length).toBeGreaterThan(3);
    expect(JSON.stringify(own)).not.toContain(seller.id);
    expect((await read("?type=commission.created&limit=1")).body).toMatchObject({ hasMore: true });
    expect((await read("?type=conversion.recorded,binding.created")).body.data).toEqual([]);
  });
});

describe("the log", () => {
  test("takes an event that is said again once, by whichever number it comes", async () => {
    const { shop } = await openSelling();
    const before = await eventsOf(shop);
    const ledger = env.COMMISSION_LEDGER.getByName(`${shop.id}/0`);
    // The Notifier's inbox is as it was at the beginning: all is told again.
    await runInDurableObject(logOf(shop), (_, { storage }) => void storage.sql.exec("DELETE FROM senders"));
    await ledger.wake(1);
    const heard = await runInDurableObject(logOf(shop), (_, { storage }) =>
      storage.sql.exec("SELECT sender FROM senders WHERE sender LIKE 'ledger%'").toArray(),
    );
    expect(heard).toHaveLength(1);
    expect(await eventsOf(shop)).toEqual(before);
  });

  test("that was put back to its beginning is filled again, by the same events under the same ids", async () => {
    const { shop } = await openSelling();
    const before = await eventsOf(shop);
    await runInDurableObject(logOf(shop), (_, { storage: { sql } }) => {
      for (const table of ["senders", "notifications"]) sql.exec(`DELETE FROM ${table}`);
    });
    const after = await eventsOf(shop);
    const idsOf = (events: typeof before) => new Set(events.map(({ id }) => id));
    expect(idsOf(after)).toEqual(idsOf(before));
    expect(after).toHaveLength(before.length);
  });

  test("is shortened at its old end by age and by number, in parts, and numbers go on", async () => {
    const { shop } = await openSelling();
    const all = await eventsOf(shop);
    const sweep = async (keptMs: number, most: number, nowMs: number) =>
      await runInDurableObject(logOf(shop), (_, { storage }) =>
        storage.transactionSync(() =>
          sweepPart(new NotificationStorage(storage.sql), { keptMs, most }, nowMs),
        ),
      );
    expect(await sweep(30 * DAY_MS, 1_000, Date.now())).toBe(0);
    expect(await sweep(30 * DAY_MS, all.length - 2, Date.now())).toBe(2);
    expect((await eventsOf(shop))[0]?.sequence).toBe(3);
    // The newest stays, so that no number is given twice.
    expect(await sweep(30 * DAY_MS, 1_000, Date.now() + 31 * DAY_MS)).toBe(all.length - 3);
    expect((await shop.get("/events")).body.data).toEqual([all.at(-1)]);
    await shop.promoter("later");
    expect((await eventsOf(shop)).map(({ sequence }) => sequence)).toEqual([all.length, all.length + 1]);
  });

  test("names an erased customer and an erased promoter no more", async () => {
    const { shop, top } = await openSelling();
    await shop.post("/bindings", { customerId: "customer-to-forget", promoterId: top.id });
    const gone = await shop.promoter("promoter-to-forget");
    const before = await eventsOf(shop);
    expect(await storedBy(logOf(shop))).toMatch(/customer-to-forget.*/s);
    expect((await erase(shop, "/customers/customer-to-forget")).body.state).toBe("finished");
    expect((await erase(shop, `/promoters/${gone.id}`)).body.state).toBe("finished");
    expect(await storedBy(logOf(shop))).not.toMatch(/(customer|promoter)-to-forget/);
    const after = await eventsOf(shop);
    expect(after.slice(0, before.length).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(after.at(-1)).toMatchObject({
      type: "promoter.updated",
      data: { promoterId: gone.id, status: "suspended" },
    });
  });
});

test("every type of the catalogue is described as a webhook, with its example", async () => {
  const { body } = await request("GET", "/openapi.json");
  // A test of an endpoint says that nothing has happened.
  const types = Object.keys(body.webhooks).filter((type) => type !== "webhook.test");
  expect(types).toEqual(Object.keys(CATALOGUE));
  for (const [type, { example }] of Object.entries(CATALOGUE)) {
    const { $ref } = body.webhooks[type].post.requestBody.content["application/json"].schema;
    const schema = body.components.schemas[$ref.split("/").at(-1)];
    expect(schema.example).toMatchObject({ type, data: example });
  }
});
