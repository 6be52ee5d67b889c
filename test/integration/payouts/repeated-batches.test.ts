/** Batches of WeChat Pay that are asked for again under their keys. */
import { expect, test } from "vitest";
import { request } from "../../support/shop.ts";
import { openPayingShop } from "../../support/wechat/paying-shop.ts";

test("a batch is answered again under its key when the settings are gone, and another is refused", async () => {
  const world = await openPayingShop();
  await world.collected(700);
  const opened = await world.collect("once");
  const byFile = await world.shop.post("/payout-batches", {}, { "idempotency-key": "file" });
  await request("DELETE", `/v1/programs/${world.shop.id}/wechat-payouts`, { token: world.shop.apiKey });
  const again = async (key: string) =>
    await world.shop.post("/payout-batches", { provider: "wechat" }, { "idempotency-key": key });
  const repeat = await again("once");
  expect([opened.status, repeat.status]).toEqual([201, 200]);
  expect(repeat.body).toMatchObject({ id: opened.body.id, provider: "wechat", state: "sealed" });
  expect(byFile.status).toBe(201);
  expect((await again("file")).body.code).toBe("idempotency_conflict");
  expect((await again("another")).body.code).toBe("no_wechat_payouts");
});
