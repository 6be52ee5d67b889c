/** The five tasks of docs/clicks.md from the desk's home, by the keyboard alone. */
import { expect, test } from "vitest";
import { Keys } from "../../support/browser/keys.ts";
import { managing } from "../../support/browser/manage.ts";
import { openShopAtDesk } from "../../support/browser/shop-at-desk.ts";
import { requestPayout } from "../../support/browser/small-shop.ts";

const { service, shop, page } = await openShopAtDesk({ as: "shop" });
const call = managing(service.url);
const keys = new Keys(page);
const dialog = page.getByRole("dialog");

async function atHome(): Promise<void> {
  await page.goto(`${service.url}/desk/${shop.id}`);
  await page.getByRole("heading", { level: 1, name: "Home" }).waitFor();
}

test("a checkout is connected", async () => {
  await atHome();
  await keys.press("link", "Sources");
  await keys.choose("Source", "stripe");
  await keys.fill("Signing secret", `whsec_${Buffer.alloc(32, 7).toString("base64")}`);
  await keys.press("button", "Connect");
  await page.getByText("stripe is connected.").waitFor();
  const { data } = await call("GET", `/${shop.id}/sources`);
  expect(data).toContainEqual(expect.objectContaining({ source: "stripe", configured: true }));
});

test("a promoter is made with a link", async () => {
  await atHome();
  await keys.press("link", "Promoters");
  await keys.press("button", "New promoter");
  await dialog.waitFor();
  await keys.fill("Member id", "mei");
  await keys.fill("First link leads to", "https://shop.example.com/green");
  await keys.press("button", "New promoter");
  await page.getByRole("heading", { level: 1, name: "mei" }).waitFor();
  const { data } = await call("GET", `/${shop.id}/links`);
  expect(data).toContainEqual(expect.objectContaining({ destination: "https://shop.example.com/green" }));
});

test("an order is followed to why it paid what it paid", async () => {
  await atHome();
  await keys.press("link", "Orders");
  await keys.press("link", shop.orderId);
  await page.getByRole("heading", { level: 1 }).filter({ hasText: shop.orderId }).waitFor();
  const why = page.getByText(/^Rule standard, in minor units \(1\.00 CNY is 100\): base/);
  await why.first().waitFor();
  expect(await why.count()).toBeGreaterThan(0);
});

test("a payout is approved, collected for the bank, and paid with its batch", async () => {
  await expect.poll(async () => await requestPayout(service.url, shop)).toBe(201);
  await atHome();
  await keys.press("link", "Payouts");
  await keys.press("button", "Approve");
  await page.getByText(/The next batch pays CN¥50\.00 to pr_/).waitFor();
  await keys.press("button", "Approve and collect");
  await page.getByRole("link", { name: "CSV" }).waitFor();
  await dialog.waitFor({ state: "detached" });
  await keys.press("button", "Paid");
  await dialog.getByText("1 payout of this batch, CN¥50.00 in all, have arrived.").waitFor();
  await keys.press("button", "Paid");
  await dialog.waitFor({ state: "detached" });
  const { data } = await call("GET", `/${shop.id}/payouts`);
  expect(data).toEqual([expect.objectContaining({ gross: 5_000, state: "paid" })]);
});

test("a rule is set, tried on recorded orders, and saved", async () => {
  await atHome();
  await keys.press("link", "Plans");
  await keys.fill("Percent", "12.5");
  await keys.press("button", "Try on recorded orders");
  await page.getByText("1 orders of 90 days").waitFor();
  await keys.press("button", "Save the rules");
  await page
    .getByText(/^Version 2, /)
    .first()
    .waitFor();
  const { rules } = (await call("GET", `/${shop.id}/commission-rules`)) as unknown as {
    rules: { levels: unknown[] }[];
  };
  expect(rules[0]?.levels[0]).toMatchObject({ kind: "percentage", rateBps: 1_250 });
});
