/**
 * A service that is busy, as it says by 503 and Retry-After. Pages of both apps wait for it and ask again, say so where it stays
 * busy, and lose nothing of what was typed. The network between browser and service does that, and the service is real.
 */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { Answers } from "../support/browser/answers.ts";
import { signedInDesk } from "../support/browser/desk.ts";
import { openShopOfPromoters } from "../support/browser/shop-of-promoters.ts";
import { ADMIN_TOKEN } from "../support/service.ts";

const { service, shop, browser } = await openShopOfPromoters();

async function desk(): Promise<Page> {
  return await signedInDesk(browser, service.url, ADMIN_TOKEN, { shown: "table" });
}

async function portal(): Promise<Page> {
  const page = await (await browser.newContext({ locale: "en" })).newPage();
  await page.goto(`${service.url}/portal/${shop.id}`);
  await page.locator("input").fill(shop.token);
  await page.keyboard.press("Enter");
  await page.getByRole("navigation").waitFor();
  return page;
}

test.each([
  ["desk", desk, "Orders", "Links"],
  ["portal", portal, "Orders", "Links"],
] as const)("the %s waits for a busy service, and says so where it stays busy", async (...of) => {
  const [app, signedIn, first, second] = of;
  const page = await signedIn();
  const answers = await Answers.of(page);
  await page.goto(`${service.url}/${app}/${shop.id}`);
  const open = async (section: string): Promise<void> => {
    await page.getByRole("navigation").first().getByRole("link", { name: section }).click();
    await page.getByRole("heading", { level: 1, name: section }).waitFor();
  };
  const asked: string[] = [];
  page.on("response", (answer) => answer.status() === 503 && asked.push(answer.url()));
  const failed = page.getByRole("alert").filter({ hasText: "This could not be loaded" });
  const loading = page.getByRole("status").filter({ hasText: "Loading" });
  answers.refuse(503);
  await open(first);
  await expect.poll(() => asked.length).toBeGreaterThan(0);
  await loading.filter({ hasText: "The service is busy and asks to wait for 2 s." }).first().waitFor();
  expect(await failed.count()).toBe(0);
  // It is asked again by itself, as soon as it may answer.
  answers.pass();
  await expect.poll(async () => await loading.count()).toBe(0);
  expect(await failed.count()).toBe(0);
  answers.refuse(503);
  await open(second);
  await failed.filter({ hasText: "Something broke on purpose" }).first().waitFor();
  answers.pass();
  await failed.getByRole("button", { name: "Try again" }).first().click();
  await expect.poll(async () => (await failed.count()) + (await loading.count())).toBe(0);
  // An hour no page waits.
  asked.length = 0;
  answers.refuse(503, "3600");
  await page.reload();
  await failed.filter({ hasText: "Something broke on purpose" }).first().waitFor();
  expect(asked.length).toBeGreaterThan(0);
  expect(new Set(asked).size).toBe(asked.length);
  await page.context().close();
});

test("what was typed at the desk stays when a busy service refuses it, and is written once when it does not", async () => {
  const page = await desk();
  const answers = await Answers.of(page);
  await page.goto(`${service.url}/desk/${shop.id}/promoters`);
  await page.getByRole("button", { name: "New promoter" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Member id", { exact: false }).first().fill("busy-1");
  answers.refuse(503);
  await dialog.getByRole("button", { name: "New promoter" }).click();
  await dialog.getByRole("alert").getByText("It is not known whether this was done").waitFor();
  expect(await dialog.getByLabel("Member id", { exact: false }).first().inputValue()).toBe("busy-1");
  answers.pass();
  await dialog.getByRole("button", { name: "New promoter" }).click();
  await page.getByRole("heading", { level: 1, name: "busy-1" }).waitFor();
  const found = await shop.call("GET", `/${shop.id}/promoters?memberId=busy-1`);
  expect(found["data"]).toHaveLength(1);
  await page.context().close();
});
