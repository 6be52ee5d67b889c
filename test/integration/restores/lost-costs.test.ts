/** What an order cost its campaign by a decision that was lost is given back, whatever it was decided to be instead. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { campaign, spending, withSeller } from "../../support/campaigns/budget.ts";
import { imageOf, putBackTo } from "../../support/restores/object-image.ts";

test("a campaign that an order does not name any more gets back what the order had cost it", async () => {
  const [shop, seller, clickToken] = await withSeller();
  await campaign(shop, "sale", 5_000);
  const ledger = env.COMMISSION_LEDGER.getByName(`${shop.id}/0`);
  await shop.order("first", 1_000, { clickToken });
  await shop.settle();
  const before = await imageOf(ledger);
  await shop.order("order", 10_000, { clickToken, campaignId: "sale" });
  await shop.settle();
  const cost = (await spending(shop)).spent;
  expect(cost).toBeGreaterThan(0);
  const wallet = await shop.wallet(seller);
  await putBackTo(ledger, before);
  // Told again, it is an order of no campaign.
  await shop.order("order", 10_000, { clickToken });
  const spent = async () => {
    await shop.post("/alarms/replay", {});
    return await spending(shop);
  };
  await expect.poll(spent).toMatchObject({ reserved: 0, spent: 0 });
  expect(await shop.wallet(seller)).toMatchObject({ pending: wallet["pending"], held: wallet["held"] });
});
