/** With which click, browser and hashes a customer ordered is known until the customer is erased, and by nobody after. */
import { expect, test } from "vitest";
import { personTag } from "../../../durable-objects/object/person-tag.ts";
import { erase, ownersOf, whereIs } from "../../support/people/erased.ts";
import { codesOf, settled } from "../../support/risk/suspicions.ts";
import { openShop } from "../../support/shop.ts";

test("an erasure takes tags, hashes and browsers along, and who is gone counts no more", async () => {
  const shop = await openShop({ fraud: { maxCustomersPerClick: 2 } });
  const clickToken = await shop.tap(await shop.promoter("seller"));
  const hashes = { address: "hash-of-the-address", device: "hash-of-the-phone" };
  await shop.order("o1", 10_000, { customerId: "gone-soon", clickToken, hashes });
  await shop.order("o2", 10_000, { customerId: "stays", clickToken });
  await settled(shop);
  const owners = ownersOf(shop);
  const tag = personTag(shop.id, "customer", "gone-soon");
  expect(await whereIs(tag, owners)).toEqual(["book"]);
  expect(await whereIs("hash-of-the-address", owners)).toEqual(["ledger"]);
  expect(await whereIs(personTag(shop.id, "address", hashes.address), owners)).toEqual(["book"]);
  expect(await erase(shop, "/customers/gone-soon")).toMatchObject({ body: { state: "finished" } });
  await settled(shop);
  for (const text of [tag, "hash-of-the", personTag(shop.id, "address", hashes.address), '"device"'])
    expect([text, (await whereIs(text, owners)).filter((owner) => owner !== "journey")]).toEqual([text, []]);
  // Two customers are left with the click, as many as may be.
  await shop.order("o3", 10_000, { customerId: "comes", clickToken });
  await settled(shop);
  expect(await codesOf(shop, "o3")).toEqual([]);
});
