/** What the formulas of an explanation count in, beside amounts as people write them. */
import { expect, test } from "vitest";
import { openShop } from "../../support/shop.ts";

test.each([
  [
    "JPY",
    "level 1: 1234 JPY",
    "Rule base: base the whole 12345; ",
    "Kept: ceil(",
    "规则 base：基数 全部 12345；",
  ],
  [
    "KWD",
    "level 1: 1.234 KWD",
    "Rule base, in minor units (1.000 KWD is 1000): base the whole 12345; ",
    "Kept, in minor units (1.000 KWD is 1000): ceil(",
    "规则 base（按最小货币单位，1.000 KWD 为 1000）：基数 全部 12345；",
  ],
])("formulas of an explanation in %s say what they count in", async (currency, paid, rule, kept, chinese) => {
  const shop = await openShop({ currency });
  const seller = await shop.promoter("seller");
  await shop.order("o1", 12_345, { currency, clickToken: await shop.tap(seller) });
  await shop.event("o1", "refunded", "r1", { amount: 345 });
  const summary: string[] = (await shop.get("/orders/o1/explanation?lang=en")).body.summary;
  expect(summary.filter((said) => said.includes(paid))).toHaveLength(1);
  expect(summary).toContain(`${rule}floor(12345 x 1000 / 10000) = 1234.`);
  expect(summary.filter((said) => said.startsWith(kept))).toHaveLength(1);
  const told: string[] = (await shop.get("/orders/o1/explanation?lang=zh")).body.summary;
  expect(told).toContain(`${chinese}floor(12345 x 1000 / 10000) = 1234。`);
});
