/** What was typed and not saved is not lost without a word, in a real Chromium. */
import { expect, test } from "vitest";
import { managing } from "../../support/browser/manage.ts";
import { openShopAtDesk } from "../../support/browser/shop-at-desk.ts";

const { service, shop, page } = await openShopAtDesk({ as: "shop" });
const call = managing(service.url);

async function open(path: string): Promise<void> {
  await page.goto(`${service.url}/desk/${shop.id}${path}`);
  await page.getByRole("heading", { level: 1 }).waitFor();
}

test("a newer version that is read on coming back leaves what was typed, and is told of", async () => {
  await page.clock.install();
  await open("/settings");
  const name = page.getByLabel(/^Name/);
  await name.fill("Tea and more");
  await call("PATCH", `/${shop.id}`, { settlement: { minPayout: 700 } });
  // Long enough away for what is shown to be asked for anew.
  await page.clock.fastForward(60_000);
  await page.evaluate("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))");
  await page.getByText(/^Somebody else saved another version meanwhile/).waitFor();
  expect(await name.inputValue()).toBe("Tea and more");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect.poll(async () => (await call("GET", `/${shop.id}`))["name"]).toBe("Tea and more");
  expect((await call("GET", `/${shop.id}`))["settlement"]).toMatchObject({ minPayout: 700 });
});

test("the poster editor is left by the menu only once that was asked", async () => {
  await open("/posters/~simple");
  const name = page.getByLabel(/^Name/);
  await name.fill("Spring");
  const asked: string[] = [];
  page.once("dialog", async (dialog) => {
    asked.push(dialog.message());
    await dialog.dismiss();
  });
  await page.getByRole("link", { name: "Orders", exact: true }).click();
  expect(await name.inputValue()).toBe("Spring");
  page.once("dialog", async (dialog) => {
    asked.push(dialog.message());
    await dialog.accept();
  });
  await page.getByRole("link", { name: "Orders", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Orders" }).waitFor();
  const question = "The poster has changes that are not saved. Leave it without them?";
  expect(asked).toEqual([question, question]);
});
