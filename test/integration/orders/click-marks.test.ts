/** Marks of a click reach the explanation of its order by its token alone, for the operator and not for promoters. */
import { expect, test } from "vitest";
import { packMarks } from "../../../domain/risk/click-marks.ts";
import { openShop, request } from "../../support/shop.ts";
import { tokenOf, touchAt } from "../../support/orders/touches.ts";

const MARKS = {
  agent: "weak_word",
  navigation: "missing",
  cookie: "new",
  network: "hosting",
  referrer: "other",
  score: "low",
} as const;

test("marks of clicks stand in the explanation of their order, and a promoter does not see them", async () => {
  const shop = await openShop();
  const [seller] = await shop.line("seller");
  const now = Date.now();
  const click = { ...touchAt(seller, now - 1_000), marks: packMarks(MARKS), networkTag: 0xcafe };
  await shop.order("o1", 10_000, { clickToken: await tokenOf(shop, click, [touchAt(seller, now - 9_000)]) });
  const path = "/orders/o1/explanation";
  const { touches } = (await shop.get(path)).body.attribution;
  expect(touches).toMatchObject([{ marks: null }, { marks: MARKS }]);
  const { body } = await shop.post(`/promoters/${seller.id}/tokens`, {});
  const own = await request("GET", `/v1/programs/${shop.id}${path}`, { token: body.token });
  expect(own.status).toBe(200);
  expect(own.body.attribution.touches).toMatchObject([{ marks: null }, { marks: null }]);
});

test("what a customer's journey knows of a click's marks reaches an order that brings no token", async () => {
  const shop = await openShop();
  const [seller] = await shop.line("seller");
  const click = { ...touchAt(seller, Date.now() - 1_000), marks: packMarks(MARKS) };
  await shop.identify("buyer", [await tokenOf(shop, click)]);
  await shop.order("o1", 10_000, { customerId: "buyer" });
  const { touches } = (await shop.get("/orders/o1/explanation")).body.attribution;
  expect(touches).toMatchObject([{ source: "journey", marks: MARKS }]);
});
