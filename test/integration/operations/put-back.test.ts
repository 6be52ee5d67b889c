import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { calledObjects, wakeObjects } from "../../../worker/operations/wake-objects.ts";
import { finished, repaired } from "./reconciliations.ts";
import { wakeAll, wakeUntilListed } from "../../support/objects/woken.ts";
import { openShop, request } from "../../support/shop.ts";

/** A metric without labels. */
async function metric(name: string): Promise<number> {
  const { body } = await request("GET", "/metrics", { token: "operator-of-the-tests" });
  return Number(new RegExp(`^${name} (\\d+)$`, "m").exec(body)?.[1]);
}

test("an object that was put back to before its last wake is named, until an operator has repaired", async () => {
  const shop = await openShop();
  const [seller] = await shop.line("seller");
  const clickToken = await shop.tap(seller);
  await shop.order("o-1", 10_000, { clickToken, customerId: "buyer" });
  await shop.settle();
  // Listed by their alarms, then woken three times.
  for (let turn = 0; turn < 3; turn += 1) await wakeAll(shop);
  await shop.post("/reconciliation", {});
  expect(await finished(shop)).toMatchObject({ balanced: true });

  const before = await metric("tributary_put_back_objects");
  const journey = env.JOURNEY.getByName(`${shop.id}/0`);
  await runInDurableObject(journey, (_instance, { storage }) => {
    storage.kv.put("wakes", (storage.kv.get<number>("wakes") ?? 0) - 2);
  });
  await wakeAll(shop);
  await wakeAll(shop);
  await shop.post("/reconciliation", {});
  const { balanced, differences } = await finished(shop);
  expect([balanced, differences.map(({ kind, about }: Record<string, string>) => [kind, about])]).toEqual([
    false,
    [["put_back", `journey ${shop.id}/0`]],
  ]);

  expect(await metric("tributary_put_back_objects")).toBe(before + 1);

  // Differences that it explains may be more than are listed: it stands before them.
  const book = env.ACCOUNT_BOOK.getByName(`${shop.id}/0`);
  const addToPending = async (amount: number) =>
    await runInDurableObject(book, (_, { storage: { sql } }) => {
      sql.exec("UPDATE wallets SET pending = pending + ?", amount);
    });
  await addToPending(1);
  await shop.post("/reconciliation", {});
  const kinds = (await finished(shop)).differences.map(({ kind }: Record<string, string>) => kind);
  expect([kinds[0], new Set(kinds)]).toEqual(["put_back", new Set(["put_back", "journal_and_wallet"])]);
  await addToPending(-1);

  expect(await repaired(shop)).toMatchObject({ balanced: true });
  expect(await metric("tributary_put_back_objects")).toBe(before);
});

test("that an object was put back is said until it hears that D1 has noted it, however many answers are lost", async () => {
  const shop = await openShop();
  const journey = env.JOURNEY.getByName(`${shop.id}/0`);
  const known = (await journey.wake(1)).wakes + 1;
  for (let lost = 0; lost < 3; lost += 1) {
    expect((await journey.wake(1, known)).wakes).toBeLessThan(known);
  }
  await journey.heardPutBack(known);
  expect((await journey.wake(1, known)).wakes).toBe(known + 1);
});

test("a message that waited while an object was put back does not hide it", async () => {
  const shop = await openShop();
  await shop.order("o-1", 10_000);
  const name = `${shop.id}/0`;
  const ledger = env.COMMISSION_LEDGER.getByName(name);
  await wakeUntilListed(shop);
  const program = { id: shop.id, region: null, objects: 1 };
  // As the hourly cron sends it. Before it comes, the object is woken otherwise and then put back to before.
  const waited = await calledObjects(env, [program]);
  await wakeAll(shop);
  await runInDurableObject(ledger, (_instance, { storage }) => {
    storage.kv.put("wakes", (storage.kv.get<number>("wakes") ?? 0) - 1);
  });
  for (const ofClass of waited) await wakeObjects(env, ofClass);
  await wakeAll(shop);
  await shop.post("/reconciliation", {});
  const { differences } = await finished(shop);
  expect(differences.map(({ kind, about }: Record<string, string>) => [kind, about])).toEqual([
    ["put_back", `ledger ${name}`],
  ]);
});
