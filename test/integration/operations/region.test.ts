import { expect, test } from "vitest";
import { CLASSES, objectsMade } from "../../support/objects/objects-made.ts";
import { openShop } from "../../support/shop.ts";

test.each(["apac", "eu"])(
  "all objects of a program in %s are found there, and none elsewhere",
  async (region) => {
    const shop = await openShop({ region });
    const [upline, promoter] = await shop.line("upline", "promoter");
    const token = await shop.tap(promoter);
    const answer = await shop.order("order-1", 10_000, { clickToken: token, customerId: "buyer" });
    expect(answer.body.results[0].status).toBe("accepted");
    await expect.poll(async () => await shop.wallet(promoter)).toMatchObject({ pending: 1_000 });
    await expect.poll(async () => await shop.wallet(upline)).toMatchObject({ pending: 500 });
    expect((await shop.post("/alarms/replay", {})).status).toBe(200);
    const made = await objectsMade([`${shop.id}/0`, `${region}:${shop.id}/0`]);
    expect(made).toEqual(CLASSES.map((binding) => `${binding} ${region}:${shop.id}/0`));
  },
);

test("the region of a program is shown, and cannot be changed", async () => {
  const shop = await openShop({ region: "apac" });
  expect((await shop.get("")).body.region).toBe("apac");
  const patched = await shop.patch("", { region: "weur" });
  expect([patched.status, patched.body.errors[0].path]).toEqual([422, "region"]);
  expect((await shop.get("")).body.region).toBe("apac");
  expect((await (await openShop()).get("")).body.region).toBeNull();
});
