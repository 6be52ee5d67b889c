/** What a book refused is posted once, whether it was sent again by an operator, or because the book was put back. */
import { abortAllDurableObjects, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { reconciled } from "./reconciliations.ts";
import { EMPTY, openShop, type Shop } from "../../support/shop.ts";

/** The book as it was before its first row. */
async function emptyBook(shop: Shop): Promise<void> {
  await emptied(env.ACCOUNT_BOOK.getByName(`${shop.id}/0`));
}

/** An object as it was at first. Its triggers keep what is written: they are made anew. */
async function emptied(object: DurableObjectStub): Promise<void> {
  await runInDurableObject(object, (_instance, { storage }) => {
    const made = storage.sql.exec<{ type: string; name: string; sql: string }>(
      "SELECT type, name, sql FROM sqlite_schema WHERE type IN ('table', 'trigger') AND name NOT LIKE '\\_cf%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'",
    );
    const all = [...made].filter(({ name }) => name !== "schema_steps");
    const triggers = all.filter(({ type }) => type === "trigger");
    storage.transactionSync(() => {
      storage.sql.exec("PRAGMA defer_foreign_keys = ON");
      for (const { name } of triggers) storage.sql.exec(`DROP TRIGGER ${name}`);
      for (const { type, name } of all) if (type === "table") storage.sql.exec(`DELETE FROM ${name}`);
      for (const { sql } of triggers) storage.sql.exec(sql);
      storage.kv.delete("projection_marks");
    });
  });
  await abortAllDurableObjects();
}

/** An order whose commission and sales the book of its seller could not take. */
async function refused() {
  const shop = await openShop();
  const [seller] = await shop.line("seller");
  const clickToken = await shop.tap(seller);
  await inBook(
    shop,
    "CREATE TRIGGER broken BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'broken'); END",
  );
  await inBook(
    shop,
    "CREATE TRIGGER unsold BEFORE INSERT ON month_sales BEGIN SELECT RAISE(ABORT, 'broken'); END",
  );
  await shop.order("o-1", 10_000, { clickToken });
  await shop.event("o-1", "received", "r");
  await shop.settle();
  await inBook(shop, "DROP TRIGGER broken");
  await inBook(shop, "DROP TRIGGER unsold");
  const { data } = (await shop.get("/refused-rows")).body;
  expect(data.length).toBeGreaterThan(3);
  return { shop, seller, ids: new Set<string>(data.map(({ id }: { id: string }) => id)) };
}

async function inBook(shop: Shop, statement: string): Promise<void> {
  await runInDurableObject(env.ACCOUNT_BOOK.getByName(`${shop.id}/0`), (_instance, { storage }) => {
    storage.sql.exec(statement);
  });
}

async function soldIn(shop: Shop): Promise<unknown> {
  return await runInDurableObject(env.ACCOUNT_BOOK.getByName(`${shop.id}/0`), (_instance, { storage }) =>
    storage.sql.exec("SELECT sum(sales) AS sales FROM month_sales").one(),
  );
}

async function replay(shop: Shop, ids: ReadonlySet<string>): Promise<void> {
  for (const id of ids) await shop.post(`/refused-rows/${id}/replay`, {});
  await shop.settle();
}

test("what was refused and sent again is posted once, though its book is put back to before both", async () => {
  const { shop, seller, ids } = await refused();
  await replay(shop, ids);
  expect(await shop.wallet(seller)).toEqual({ ...EMPTY, available: 1_000 });
  await emptyBook(shop);
  await shop.settle();
  await shop.settle();
  expect(await shop.wallet(seller)).toEqual({ ...EMPTY, available: 1_000 });
  expect(await soldIn(shop)).toEqual({ sales: 10_000 });
  expect(await reconciled(shop)).toMatchObject({ balanced: true, differences: [] });
});

test("what a book takes that refused it before it was put back is refused no more, and never sent again", async () => {
  const { shop, seller, ids } = await refused();
  await emptyBook(shop);
  await shop.settle();
  await shop.settle();
  expect(await shop.wallet(seller)).toEqual({ ...EMPTY, available: 1_000 });
  expect((await shop.get("/refused-rows")).body.data).toEqual([]);
  await replay(shop, ids);
  expect(await shop.wallet(seller)).toEqual({ ...EMPTY, available: 1_000 });
  expect(await soldIn(shop)).toEqual({ sales: 10_000 });
  expect(await reconciled(shop)).toMatchObject({ balanced: true, differences: [] });
});

test("a refused correction of what a lost order sold is made anew by the next wake, once", async () => {
  const shop = await openShop();
  const [seller] = await shop.line("seller");
  const clickToken = await shop.tap(seller);
  await shop.order("o-1", 10_000, { clickToken });
  await shop.settle();
  // Of each life of the objects a new one.
  const ledger = () => env.COMMISSION_LEDGER.getByName(`${shop.id}/0`);
  await inBook(
    shop,
    "CREATE TRIGGER unsold BEFORE INSERT ON month_sales BEGIN SELECT RAISE(ABORT, 'broken'); END",
  );
  await emptied(ledger());
  await ledger().wake(1);
  await shop.settle();
  await inBook(shop, "DROP TRIGGER unsold");
  expect(await soldIn(shop)).toEqual({ sales: 10_000 });
  await ledger().wake(1);
  expect(await soldIn(shop)).toEqual({ sales: 0 });
  await shop.order("o-1", 10_000, { clickToken });
  await shop.settle();
  await emptyBook(shop);
  await ledger().wake(1);
  await shop.settle();
  expect(await soldIn(shop)).toEqual({ sales: 10_000 });
  expect(await reconciled(shop)).toMatchObject({ balanced: true, differences: [] });
});
