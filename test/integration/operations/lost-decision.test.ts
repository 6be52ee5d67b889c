import { abortAllDurableObjects, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { reconciled, repaired } from "./reconciliations.ts";
import { report, takingPixels } from "../../support/orders/page-orders.ts";
import { EMPTY, openShop, type Promoter, type Shop } from "../../support/shop.ts";

/** The ledger as it was before its first order: what is done to one object alone. */
async function emptyLedger(shop: Shop): Promise<void> {
  const ledger = env.COMMISSION_LEDGER.getByName(`${shop.id}/0`);
  await runInDurableObject(ledger, (_instance, { storage }) => {
    const tables = storage.sql.exec<{ name: string }>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'",
    );
    const names = [...tables].map(({ name }) => name).filter((name) => name !== "schema_steps");
    storage.transactionSync(() => {
      storage.sql.exec("PRAGMA defer_foreign_keys = ON");
      for (const name of names) storage.sql.exec(`DELETE FROM ${name}`);
      storage.kv.delete("projection_marks");
    });
  });
  await abortAllDurableObjects();
}

async function commissionsOf(shop: Shop, promoter: Promoter) {
  const { body } = await shop.get(`/promoters/${promoter.id}/commissions`);
  return body.data.map(({ orderId, level, kept }: Record<string, unknown>) => ({ orderId, level, kept }));
}

async function ordersOf(shop: Shop, promoter: Promoter): Promise<string[]> {
  const { body } = await shop.get(`/orders?promoterId=${promoter.id}`);
  return body.data.map(({ orderId }: { orderId: string }) => orderId);
}

/** An order that paid a line of two is lost, and decided for one other promoter when it is received again. */
async function decidedOtherwise(isReceived = false) {
  const shop = await openShop();
  const [top, seller] = await shop.line("top", "seller");
  const other = await shop.promoter("other");
  const event = async () => isReceived && (await shop.event("o-1", "received", "r"));
  await shop.order("o-1", 10_000, { clickToken: await shop.tap(seller) });
  await event();
  await shop.settle();
  await emptyLedger(shop);
  await shop.settle();
  await shop.order("o-1", 10_000, { clickToken: await shop.tap(other) });
  await event();
  await shop.settle();
  await shop.settle();
  return { shop, top, seller, other };
}

describe("an order that its ledger lost and decides otherwise when it is received again", () => {
  test("is shown as it was decided last, and nowhere with those whom only the lost decision paid", async () => {
    const { shop, top, seller, other } = await decidedOtherwise();
    expect(await commissionsOf(shop, other)).toEqual([{ orderId: "o-1", level: 1, kept: 1_000 }]);
    expect(await commissionsOf(shop, seller)).toEqual([]);
    expect(await commissionsOf(shop, top)).toEqual([]);
    expect([await ordersOf(shop, other), await ordersOf(shop, seller), await ordersOf(shop, top)]).toEqual([
      ["o-1"],
      [],
      [],
    ]);
  });

  test("leaves postings that every comparison names as those of an unknown order", async () => {
    const { shop } = await decidedOtherwise();
    const { balanced, differences } = await reconciled(shop);
    expect(balanced).toBe(false);
    // Two commissions, each compared with its ledger and with its read model.
    const kinds = differences.map(({ kind }: { kind: string }) => kind);
    expect(kinds).toEqual(["unknown_order", "unknown_order", "unknown_order", "unknown_order"]);
    const lost = await env.REPORTS.prepare(
      "SELECT count(*) AS n FROM commissions WHERE program_id = ? AND level = 2",
    )
      .bind(shop.id)
      .first("n");
    expect(lost).toBe(0);
  });

  test.for([false, true])("has a repair give the lost postings up, received: %s", async (isReceived) => {
    const { shop, top, seller, other } = await decidedOtherwise(isReceived);
    const place = isReceived ? "available" : "pending";
    expect(await shop.wallet(seller)).toMatchObject({ [place]: 1_000 });
    await repaired(shop);
    await shop.settle();
    expect(await reconciled(shop)).toMatchObject({ balanced: true, differences: [] });
    expect(await shop.wallet(seller)).toMatchObject({ [place]: 0, debt: 0 });
    expect(await shop.wallet(top)).toMatchObject({ [place]: 0, debt: 0 });
    expect(await shop.wallet(other)).toMatchObject({ [place]: 1_000 });
    const journal = await shop.journal(seller);
    expect(journal[0]).toMatchObject({ kind: "reverse", amount: 1_000, orderId: "o-1" });
    // A second repair finds nothing left.
    await repaired(shop);
    await shop.settle();
    expect((await shop.journal(seller)).length).toBe(journal.length);
  });
});

test("what a lost order of a page had paid is given up once its merchant's own order stands, by a repair", async () => {
  const { shop, thief, thiefs, honest, honests } = await takingPixels();
  await report(shop, { order: "o-1", tby: thiefs });
  await shop.post("/orders/o-1/clear", { reason: "looked right" });
  await shop.settle();
  expect(await shop.wallet(thief)).toMatchObject({ available: 1_000 });
  await emptyLedger(shop);
  await shop.settle();
  await shop.order("o-1", 10_000, { clickToken: honests });
  await shop.settle();
  await shop.settle();
  // No page can tell the order again: it would change nothing.
  await report(shop, { order: "o-1", tby: thiefs });
  expect(await reconciled(shop)).toMatchObject({ balanced: false });
  for (let repairs = 0; repairs < 2; repairs += 1) {
    await repaired(shop);
    await shop.settle();
    expect(await reconciled(shop)).toMatchObject({ balanced: true, differences: [] });
    expect(await shop.wallet(thief)).toEqual(EMPTY);
    expect(await shop.wallet(honest)).toEqual({ ...EMPTY, available: 1_000 });
    expect(await commissionsOf(shop, thief)).toEqual([]);
  }
  expect((await shop.journal(thief)).filter(({ kind }) => kind === "reverse")).toHaveLength(1);
  const left = env.REPORTS.prepare("SELECT order_id FROM commissions WHERE program_id = ?").bind(shop.id);
  expect((await left.all()).results).toEqual([{ order_id: "o-1" }]);
});
