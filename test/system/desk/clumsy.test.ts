/** Whoever presses twice makes one thing; what a browser or a network refuses is said. In a real Chromium. */
import { expect, test } from "vitest";
import { openShopAtDesk } from "../../support/browser/shop-at-desk.ts";
import { managing } from "../../support/browser/manage.ts";

const { service, shop, page } = await openShopAtDesk({ as: "operator" });
// As browsers inside of apps are.
await page.addInitScript("Object.defineProperty(navigator, 'clipboard', { value: undefined })");

async function links(): Promise<number> {
  const { data } = (await managing(service.url)("GET", `/${shop.id}/links?limit=100`)) as unknown as {
    data: readonly object[];
  };
  return data.length;
}

test("a button that is pressed twice at once makes one link, and its address can be copied by hand", async () => {
  const before = await links();
  await page.goto(`${service.url}/desk/${shop.id}/links`);
  await page.getByRole("button", { name: "New link" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Promoter id").fill(shop.promoterId);
  await dialog.getByLabel("Leads to").fill("https://shop.example.com/presses");
  await dialog.getByRole("button", { name: "New link" }).dblclick();
  const copy = dialog.getByRole("button", { name: /^Copy / });
  await copy.waitFor();
  expect(await links()).toBe(before + 1);
  await copy.click();
  await dialog.getByText("This browser lets no page copy.").waitFor();
  const address = dialog.getByLabel(/^Copy /);
  expect(await address.inputValue()).toMatch(/^http/);
  const marked = await page.evaluate("document.activeElement.selectionEnd");
  expect(marked).toBe((await address.inputValue()).length);
});

test("without a network the other language is not shown, and the page says so", async () => {
  await page.goto(`${service.url}/desk/${shop.id}/orders`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.context().setOffline(true);
  await page.getByRole("button", { name: "简体中文" }).click();
  await page.getByText("The texts of that language could not be loaded.").waitFor();
  await page.context().setOffline(false);
  await page.getByRole("button", { name: "简体中文" }).click();
  await page.getByRole("heading", { level: 1, name: "订单" }).waitFor();
  expect(await page.getByText("The texts of that language").count()).toBe(0);
});
