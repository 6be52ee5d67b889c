/**
 * A session that ends while a promoter types, on a phone of 2021. What was typed is there for the same promoter, and for nobody
 * else. In a real Chromium.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { expect, test } from "vitest";
import { ageTo2021 } from "../../support/browser/phone-of-2021.ts";
import { faultsOf, LANGUAGES } from "../../support/browser/readable.ts";
import { openShopOfPromoters } from "../../support/browser/shop-of-promoters.ts";
import { PROJECT } from "../../support/service.ts";

const SCREENSHOTS = join(PROJECT, "dist/screenshots/portal");

const { service, shop, browser } = await openShopOfPromoters();
const portalOf = (path: string) => `${service.url}/portal/${shop.id}${path}`;

async function signIn(page: Page, key: string): Promise<void> {
  await page.locator("input[type=password]").fill(key);
  await page.keyboard.press("Enter");
}

/** @param context of another page, which is signed in. */
async function opened(path: string, context?: BrowserContext, locale = "en"): Promise<Page> {
  const phone = context ?? (await browser.newContext({ locale }));
  if (context === undefined) await ageTo2021(phone);
  const page = await phone.newPage();
  await page.goto(portalOf(path));
  if (context === undefined) await signIn(page, shop.token);
  await page.getByRole("navigation").waitFor();
  return page;
}

/** A session that ended, as the page learns by what is pressed. */
async function ends(page: Page, button: string): Promise<void> {
  await page.context().clearCookies();
  await page.getByRole("button", { name: button }).press("Enter");
  const asked = page.getByRole("heading", { level: 1, name: "Your session has ended" });
  await asked.waitFor();
  expect(await asked.and(page.locator(":focus")).count()).toBe(1);
}

test("a sum and an account that were typed wait unseen for the promoter, and are sent then", async () => {
  const page = await opened("/withdraw");
  await page.getByLabel("Amount").fill("12.34");
  await page.getByRole("button", { name: "Name an account" }).press("Enter");
  await page.getByLabel("Real name").fill("Ling");
  await page.getByLabel("Which bank").fill("Tea Bank");
  await page.getByLabel("Account or card number").fill("6222 0000 1111 2222");
  await ends(page, "Propose");
  expect(await page.getByLabel("Account or card number").isVisible()).toBe(false);
  expect(await page.getByRole("navigation").count()).toBe(0);
  const stored = await page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])");
  expect(stored).not.toMatch(/6222|Ling|12\.34/);
  await signIn(page, "wrong");
  await page.getByText("This key is not known here.").waitFor();
  await signIn(page, shop.token);
  await page.getByRole("heading", { level: 1, name: "Withdraw" }).waitFor();
  expect(await page.evaluate("document.querySelector('#page').contains(document.activeElement)")).toBe(true);
  expect(await page.getByLabel("Amount").inputValue()).toBe("12.34");
  expect(await page.getByLabel("Account or card number").inputValue()).toBe("6222 0000 1111 2222");
  await page.getByRole("button", { name: "Propose" }).press("Enter");
  await page.getByText("Waits for the shop").waitFor();
  const path = `/${shop.id}/promoters/${shop.promoterId}`;
  expect(await shop.call("GET", `${path}/payee-proposal`)).toMatchObject({ name: expect.any(String) });
  // The sum too, whose session ends at the last step.
  await page.getByRole("button", { name: "Continue" }).press("Enter");
  await ends(page, "Request the payout");
  await signIn(page, shop.token);
  await page.getByText("12.34").first().waitFor();
  const payouts = async () => (await shop.call("GET", `${path}/payouts`))["data"];
  expect(await payouts()).toEqual([]);
  await page.getByRole("button", { name: "Request the payout" }).press("Enter");
  await expect.poll(payouts).toMatchObject([{ gross: 1_234 }]);
  await page.context().close();
});

test("an appeal is kept for its promoter, forgotten for another, and by whoever leaves the page", async () => {
  const page = await opened("/cases");
  const text = page.getByRole("textbox");
  await text.fill("I know these buyers.");
  await ends(page, "Send");
  await signIn(page, shop.token);
  await page.getByRole("heading", { level: 1, name: "Cases and appeals" }).waitFor();
  expect(await text.inputValue()).toBe("I know these buyers.");
  await ends(page, "Send");
  const { data } = (await shop.call("GET", `/${shop.id}/promoters?memberId=wei`)) as unknown as {
    readonly data: readonly [{ readonly id: string }];
  };
  const { token = "" } = await shop.call("POST", `/${shop.id}/promoters/${data[0].id}/tokens`, {});
  await signIn(page, token);
  await page.getByRole("navigation").waitFor();
  expect(await page.content()).not.toContain("I know these buyers.");
  await page.context().close();
  const other = await opened("/cases");
  await other.getByRole("textbox").fill("Mine alone.");
  await ends(other, "Send");
  await other.getByRole("button", { name: "Leave the page" }).press("Enter");
  await other.getByRole("heading", { level: 1, name: "Good to see you" }).waitFor();
  expect(await other.content()).not.toContain("Mine alone.");
  await other.context().close();
});

test("whoever signs out in one tab has left the other at once, and nothing that was typed is there afterwards", async () => {
  const page = await opened("/cases");
  await page.getByRole("textbox").fill("In two tabs.");
  const tab = await opened("/more", page.context());
  await tab.getByRole("button", { name: "Sign out" }).press("Enter");
  await page.getByRole("heading", { level: 1, name: "Good to see you" }).waitFor();
  await tab.getByRole("heading", { level: 1, name: "Good to see you" }).waitFor();
  await signIn(tab, shop.token);
  await page.getByRole("heading", { level: 1, name: "Cases and appeals" }).waitFor();
  expect(await page.getByRole("textbox").inputValue()).toBe("");
  await page.context().close();
});

test.each(LANGUAGES)("everybody can read who is asked for, in %s", async (language) => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  const page = await opened("/withdraw", undefined, language);
  await page.context().clearCookies();
  await page.evaluate("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))");
  await page.locator("input[type=password]").waitFor();
  expect(await faultsOf(page, { name: "session-ended", language, folder: SCREENSHOTS })).toEqual([]);
  await page.context().close();
});
