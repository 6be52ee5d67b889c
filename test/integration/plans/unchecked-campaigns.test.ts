/** Campaigns of a program whose configuration cannot be read: a budget is never passed over. */
import { expect, test } from "vitest";
import { untilItCounts } from "../../../worker/configuration/trusted-versions.ts";
import { call } from "../../support/api-client.ts";
import { campaign, spending, withSeller } from "../../support/campaigns/budget.ts";
import { watch } from "../../support/storage/watched-config.ts";

test("an order of a name that may be a campaign's is 503 while that cannot be read, and spends its budget then", async () => {
  const [shop, , clickToken] = await withSeller();
  const watched = watch();
  const tell = async (orderId: string, campaignId?: string) => {
    const body = { orderId, amount: 10_000, currency: "CNY", clickToken, campaignId };
    const path = `/v1/programs/${shop.id}/conversions`;
    return await call("POST", path, { token: shop.apiKey, body, env: watched.env });
  };
  // Known to this isolate before the campaign was made.
  await tell("o0");
  await campaign(shop, "sale", 1_000);
  await untilItCounts();
  watched.fail = true;
  const refused = await tell("o1", "sale");
  expect([refused.status, refused.body.code]).toEqual([503, "unavailable"]);
  expect(refused.headers.get("retry-after")).not.toBeNull();
  expect((await tell("o2")).body.results[0].commissions[0].amount).toBe(1_000);
  watched.fail = false;
  expect((await tell("o1", "sale")).body.results[0].campaign).toMatchObject({ granted: 1_000 });
  await shop.settle();
  expect(await spending(shop)).toEqual({ budget: 1_000, reserved: 0, spent: 1_000 });
});
