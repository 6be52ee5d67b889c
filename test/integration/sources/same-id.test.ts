/** Two checkouts of one program may give one id to two orders. The first stays what it is, and the other is told as a conflict. */
import { expect, test } from "vitest";
import { orderBody as shopifyOrder } from "../../support/shopify/bodies.ts";
import { openShop } from "../../support/shop.ts";
import { connect, send } from "../../support/sources/signed-shop.ts";
import { SHOPIFY, WOOCOMMERCE } from "../../support/sources/signers.ts";
import { orderBody as wooCommerceOrder } from "../../support/woocommerce/bodies.ts";

const PLACED_AT_MS = Date.now() - 3_600_000;

test("another vendor's order under the same id changes nothing of the first, and is listed as a conflict", async () => {
  const shop = await openShop();
  await connect(shop, SHOPIFY);
  await connect(shop, WOOCOMMERCE);
  const placedAt = new Date(PLACED_AT_MS).toISOString();
  const lines = [{ price: "100.00", quantity: 1 }];
  const first = shopifyOrder({ id: 5, currency: "CNY", total: "100.00", lines, placedAt });
  expect((await send(shop, SHOPIFY, { topic: "orders/paid", body: first })).status).toBe(200);
  const before = (await shop.get("/orders/5")).body;
  const at = placedAt.slice(0, 19);
  const facts = { id: 5, currency: "CNY", total: "250.00", lines: [{ total: "250.00" }], modifiedAt: at };
  const other = wooCommerceOrder({ ...facts, paidAt: at }, { date_created_gmt: at });
  const told = await send(shop, WOOCOMMERCE, { topic: "order.updated", body: other });
  expect(told.body).toMatchObject({ results: [{ status: "conflict" }] });
  expect((await shop.get("/orders/5")).body).toEqual(before);
  expect((await shop.get("/unusable-webhooks")).body.data).toHaveLength(1);
});
