import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { calledObjects, wakeObjects } from "../../../worker/operations/wake-objects.ts";
import { openShop, request, type Shop } from "../../support/shop.ts";

async function wakeAll(shop: Shop): Promise<void> {
  const program = { id: shop.id, region: null, objects: 1 };
  for (const ofClass of await calledObjects(env, [program])) await wakeObjects(env, ofClass);
}

/** A metric without labels. */
async function metric(name: string): Promise<number> {
  const { body } = await request("GET", "/metrics", { token: "operator-of-the-tests" });
  return Number(new RegExp(`^${name} (\\d+)$`, "m").exec(body)?.[1]);
}

async function finished(shop: Shop) {
  await expect
    .poll(async () => (await shop.get("/reconciliation")).body, { timeout: 20_000 })
    .toMatchObject({ state: "finished" });
  return (await shop.get("/reconciliation")).body;
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

  const path = `/v1/programs/${shop.id}/reconciliation/repair`;
  await request("POST", path, { token: "operator-of-the-tests", body: { reason: "imported again" } });
  expect(await finished(shop)).toMatchObject({ balanced: true });
  expect(await metric("tributary_put_back_objects")).toBe(before);
});
