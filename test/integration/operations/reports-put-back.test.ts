/** The database of reports alone is put back to an earlier moment: lists and listings come back from their owners. */
import { abortAllDurableObjects, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { calledObjects, wakeObjects } from "../../../worker/operations/wake-objects.ts";
import { openShop, type Shop } from "../../support/shop.ts";

const OBJECTS = 4;
/** So many that one of the ledgers or Journeys has none of them once in twelve thousand runs. */
const ORDERS = 40;
/** Tables whose rows are of a program. */
const TABLES = [
  "orders",
  "commissions",
  "projection_watermarks",
  "projection_marks",
  "known_objects",
  "journal_heads",
  "report_quarters",
  "report_days",
  "report_months",
];

type Row = Record<string, string | number | null>;

/** What the database says of a program. */
async function rowsOf(shop: Shop): Promise<Map<string, readonly Row[]>> {
  const rows = new Map<string, readonly Row[]>();
  for (const table of TABLES) {
    const { results } = await env.REPORTS.prepare(`SELECT * FROM ${table} WHERE program_id = ?`)
      .bind(shop.id)
      .all<Row>();
    rows.set(table, results);
  }
  return rows;
}

/** Puts the program's rows back to what they were. */
async function putBack(shop: Shop, before: Map<string, readonly Row[]>): Promise<void> {
  for (const [table, rows] of before) {
    await env.REPORTS.prepare(`DELETE FROM ${table} WHERE program_id = ?`).bind(shop.id).run();
    for (const row of rows) {
      const columns = Object.keys(row);
      await env.REPORTS.prepare(
        `INSERT INTO ${table} (${columns.join()}) VALUES (${columns.map(() => "?").join()})`,
      )
        .bind(...Object.values(row))
        .run();
    }
  }
}

async function listed(shop: Shop): Promise<string[]> {
  const program = { id: shop.id, region: null, objects: OBJECTS };
  const classes = await calledObjects(env, [program]);
  return classes.flatMap(({ binding, called }) => called.map(({ name }) => `${binding} ${name}`)).toSorted();
}

async function orderIds(shop: Shop): Promise<string[]> {
  const { body } = await shop.get("/orders?limit=100");
  return body.data.map(({ orderId }: { orderId: string }) => orderId).toSorted();
}

/** Orders over all ledgers, by two promoters and many customers. */
async function sell(shop: Shop, from: number, to: number, clickToken: string): Promise<string[]> {
  const ids = Array.from({ length: to - from }, (_, index) => `o-${from + index}`);
  for (const orderId of ids) {
    const { body } = await shop.order(orderId, 1_000, { clickToken, customerId: `c-${orderId}` });
    expect(body.results).toMatchObject([{ status: "accepted" }]);
  }
  return ids;
}

test("an operator's call finds the objects that were made since, and every list comes back", async () => {
  const shop = await openShop({ objects: OBJECTS });
  const [, seller] = await shop.line("top", "seller");
  const clickToken = await shop.tap(seller);
  const early = await sell(shop, 0, 2, clickToken);
  await expect.poll(() => orderIds(shop)).toEqual(early.toSorted());
  const before = await rowsOf(shop);
  const endpoint = await shop.post("/webhook-endpoints", {
    url: "https://hooks.shop.example/",
    events: ["*"],
  });
  expect(endpoint.status).toBe(201);
  await expect.poll(() => listed(shop)).toContain(`WEBHOOK_ENDPOINT ${shop.id}/${endpoint.body.id}`);
  const ids = [...early, ...(await sell(shop, 2, ORDERS, clickToken))];
  await expect.poll(() => orderIds(shop)).toEqual(ids.toSorted());
  await expect.poll(async () => (await listed(shop)).length).toBeGreaterThan(9);
  const all = await listed(shop);
  const journals = await shop.get(`/promoters/${seller.id}/commissions?limit=100`);

  await putBack(shop, before);
  expect((await listed(shop)).length).toBeLessThan(all.length);
  const answer = await shop.post("/alarms/replay?all=true", {});
  expect(answer.body).toMatchObject({ failed: 0 });
  expect(await listed(shop)).toEqual(expect.arrayContaining(all));
  await expect.poll(() => orderIds(shop)).toEqual(ids.toSorted());
  const again = await shop.get(`/promoters/${seller.id}/commissions?limit=100`);
  expect(again.body.data).toEqual(journals.body.data);
  await shop.post("/reconciliation", {});
  await expect
    .poll(async () => (await shop.get("/reconciliation")).body)
    .toMatchObject({ state: "finished", balanced: true });
});

test("what an object had announced, and was well of since, does not stay announced", async () => {
  const shop = await openShop();
  const [seller] = await shop.line("seller");
  await shop.order("o-1", 1_000, { clickToken: await shop.tap(seller) });
  await shop.settle();
  const program = { id: shop.id, region: null, objects: 1 };
  const wakeAll = async () => {
    for (const ofClass of await calledObjects(env, [program])) await wakeObjects(env, ofClass);
  };
  await expect.poll(async () => (await listed(shop)).length).toBeGreaterThan(2);
  for (let turn = 0; turn < 3; turn += 1) await wakeAll();
  // As it stood two hours before: rows were refused then, and fewer wakes were known.
  await env.REPORTS.prepare("UPDATE known_objects SET wakes = wakes - 2 WHERE program_id = ?")
    .bind(shop.id)
    .run();
  await env.REPORTS.prepare(
    `INSERT INTO object_conditions (class, object, refused_rows, stopped_pairs, waiting_rows, unprojected, announced_at_ms)
     VALUES ('ledger', ?, 3, 1, 7, 0, 1)`,
  )
    .bind(`${shop.id}/0`)
    .run();
  await wakeAll();
  const stale = async () =>
    await env.REPORTS.prepare("SELECT refused_rows FROM object_conditions WHERE object = ?")
      .bind(`${shop.id}/0`)
      .first();
  expect(await stale()).toBeNull();
});

test("an object that is used and that nobody wakes any more lists itself again", async () => {
  const shop = await openShop();
  const [seller] = await shop.line("seller");
  const clickToken = await shop.tap(seller);
  await shop.order("o-1", 1_000, { clickToken });
  await expect.poll(async () => (await listed(shop)).length).toBeGreaterThan(1);
  await env.REPORTS.prepare("DELETE FROM known_objects WHERE program_id = ?").bind(shop.id).run();
  const ledger = env.COMMISSION_LEDGER.getByName(`${shop.id}/0`);
  await runInDurableObject(ledger, (_instance, { storage }) => {
    storage.kv.put("listed_at_ms", Date.now() - 3 * 3_600_000);
  });
  await abortAllDurableObjects();
  await shop.order("o-2", 1_000, { clickToken });
  await expect.poll(() => listed(shop)).toContain(`COMMISSION_LEDGER ${shop.id}/0`);
});
