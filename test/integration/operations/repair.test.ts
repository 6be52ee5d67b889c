import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { parsePromoterId } from "../../../domain/kernel/ids.ts";
import { reconciled, repair, repaired } from "./reconciliations.ts";
import { openShop, type Promoter, request, type Shop } from "../../support/shop.ts";

const OPERATOR = { token: "operator-of-the-tests" };

/** Two orders of a seller: one pending, one released. */
async function smallShop(): Promise<{ shop: Shop; seller: Promoter }> {
  const shop = await openShop();
  const [seller] = await shop.line("seller");
  const clickToken = await shop.tap(seller);
  for (const orderId of ["pending", "released"]) await shop.order(orderId, 10_000, { clickToken });
  await shop.event("released", "received", "r");
  await shop.settle();
  return { shop, seller };
}

async function abandonedHeads(): Promise<number> {
  const { body } = await request("GET", "/metrics", OPERATOR);
  return Number(/^tributary_abandoned_heads_total (\d+)$/m.exec(body)?.[1]);
}

function inLedger(shop: Shop, statement: string): Promise<void> {
  const ledger = env.COMMISSION_LEDGER.getByName(`${shop.id}/0`);
  return runInDurableObject(ledger, (_instance, { storage }) => void storage.sql.exec(statement));
}

describe("a repair", () => {
  test("of what is right moves nothing, however often", async () => {
    const { shop, seller } = await smallShop();
    const before = await shop.wallet(seller);
    for (let turn = 0; turn < 2; turn += 1) {
      expect(await repaired(shop)).toMatchObject({ balanced: true, differences: [] });
    }
    expect(await shop.wallet(seller)).toEqual(before);
    await shop.order("later", 10_000, { clickToken: await shop.tap(seller) });
    await shop.settle();
    expect(await shop.wallet(seller)).not.toEqual(before);
  });

  test("brings a commission of which ledger and book say different things to what its order proves", async () => {
    const { shop, seller } = await smallShop();
    const before = await shop.wallet(seller);
    // The ledger believes that it had more posted than its book has.
    await inLedger(shop, "UPDATE outbox SET amount = amount + 7 WHERE kind = 'earn'");
    await inLedger(shop, "UPDATE commissions SET kept = kept + 7");
    expect(await reconciled(shop)).toMatchObject({ balanced: false });
    expect(await repaired(shop)).toMatchObject({ balanced: true, differences: [] });
    expect(await shop.wallet(seller)).toEqual(before);
  });

  test("forgets what a lost order had been paid, once its book was put back to before that as well", async () => {
    const { shop, seller } = await smallShop();
    // As a read-back leaves it behind; the book's journal, put back since, says nothing of it.
    await inLedger(
      shop,
      `INSERT INTO orphans (order_id, credit, level, promoter, pair, commission_id, pending, held, released, furthest)
       SELECT 'lost', 0, 1, ${parsePromoterId(seller.id)}, pair, 'cm_of_the_lost', 1000, 0, 0, 0 FROM pairs
       WHERE receiver_class = 'book'`,
    );
    expect(await repaired(shop)).toMatchObject({ balanced: true });
    const before = await shop.wallet(seller);
    await shop.order("lost", 10_000, { clickToken: await shop.tap(seller) });
    await shop.settle();
    expect((await shop.wallet(seller))["pending"]).toBe(2 * Number(before["pending"]));
    expect(await reconciled(shop)).toMatchObject({ balanced: true });
  });

  test("gives up a head whose entries are lost, which is listed until then, and kept with the reason", async () => {
    const { shop, seller } = await smallShop();
    const promoter = parsePromoterId(seller.id);
    // What a book published before it was put back: one entry more than it has.
    const verification = `/promoters/${seller.id}/journal/verification`;
    const { entries } = (await shop.get(verification)).body;
    await env.REPORTS.prepare(
      "INSERT OR REPLACE INTO journal_heads (program_id, promoter, entries, head) VALUES (?, ?, ?, ?)",
    )
      .bind(shop.id, promoter, entries + 1, "0".repeat(64))
      .run();
    expect((await shop.get(verification)).body).toMatchObject({ valid: false });
    expect(await reconciled(shop)).toMatchObject({
      balanced: false,
      differences: [{ kind: "journal_and_head", about: seller.id, expected: entries + 1, found: entries }],
    });
    const given = await abandonedHeads();
    expect(await repaired(shop)).toMatchObject({ balanced: true });
    expect(await abandonedHeads()).toBe(given + 1);
    expect((await shop.get(verification)).body).toMatchObject({ valid: true, entries });
    const kept = await env.REPORTS.prepare(
      "SELECT promoter, entries, found, reason FROM abandoned_heads WHERE program_id = ?",
    )
      .bind(shop.id)
      .all();
    expect(kept.results).toEqual([{ promoter, entries: entries + 1, found: entries, reason: "put back" }]);
  });

  test("needs a reason, and an operator", async () => {
    const shop = await openShop();
    expect(await repair(shop, {})).toMatchObject({ status: 422, body: { code: "invalid_body" } });
    expect(await repair(shop, { reason: "" })).toMatchObject({ status: 422 });
    expect((await shop.post("/reconciliation/repair", { reason: "mine" })).status).toBe(404);
    expect((await shop.get("/reconciliation")).status).toBe(404);
  });
});
