import { abortAllDurableObjects, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { parsePromoterId, SLOTS } from "../../../domain/kernel/ids.ts";
import { reconciled } from "../operations/reconciliations.ts";
import { openShop, type Shop } from "../../support/shop.ts";

/** The tree as it was before a member joined: what is done to one object alone, to an earlier moment. */
async function forget(shop: Shop, memberId: string): Promise<void> {
  const tree = env.REFERRAL_TREE.getByName(`${shop.id}/0`);
  await runInDurableObject(tree, (_instance, { storage }) => {
    const [row] = storage.sql
      .exec<{ ref: number }>("SELECT ref FROM promoters WHERE member_id = ?", memberId)
      .toArray();
    for (const [table, column] of [
      ["closure", "descendant"],
      ["upline_changes", "promoter"],
      ["status_changes", "promoter"],
      ["promoters", "ref"],
    ]) {
      storage.sql.exec(`DELETE FROM ${table} WHERE ${column} = ?`, row?.ref ?? 0);
    }
  });
  await abortAllDurableObjects();
}

const sequenceOf = (id: string) => Math.floor((parsePromoterId(id) ?? 0) / SLOTS);

test("a tree that was put back gives no number again, and those that it lost are listed", async () => {
  const shop = await openShop();
  const [seller] = await shop.line("seller");
  const clickToken = await shop.tap(seller);
  await shop.order("o-1", 10_000, { clickToken });
  await shop.settle();
  await forget(shop, "seller");
  const [other] = await shop.line("other");
  expect(sequenceOf(other.id)).toBeGreaterThan(sequenceOf(seller.id));
  expect(await reconciled(shop)).toMatchObject({
    balanced: false,
    differences: [{ kind: "unknown_promoter", about: seller.id, expected: 1, found: 0 }],
  });
});
