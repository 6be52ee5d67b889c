/** A session that ends while somebody works: what was typed is there for whoever typed it, and for nobody else. In a real Chromium. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { signedInDesk } from "../../support/browser/desk.ts";
import { managing } from "../../support/browser/manage.ts";
import { openShopAtDesk } from "../../support/browser/shop-at-desk.ts";
import { ADMIN_TOKEN } from "../../support/service.ts";

const { service, shop, browser } = await openShopAtDesk({ as: "shop" });
const DESTINATION = "https://shop.example.com/typed";

/** At the desk with a link half made, and a session that has ended. */
async function halfMade(): Promise<Page> {
  const page = await signedInDesk(browser, service.url, shop.apiKey);
  await page.goto(`${service.url}/desk/${shop.id}/links`);
  await page.getByRole("button", { name: "New link" }).click();
  const form = page.getByRole("dialog", { name: "New link" });
  await form.getByLabel("Promoter id").fill(shop.promoterId);
  await form.getByLabel("Leads to").fill(DESTINATION);
  await page.context().clearCookies();
  await form.getByRole("button", { name: "New link" }).press("Enter");
  await page.getByRole("dialog", { name: "Your session has ended" }).waitFor();
  return page;
}

async function links(): Promise<readonly string[]> {
  const answer = await managing(service.url)("GET", `/${shop.id}/links?limit=100`);
  const { data } = answer as unknown as { data: readonly { destination: string }[] };
  return data.map(({ destination }) => destination);
}

async function signIn(page: Page, key: string): Promise<void> {
  const ended = page.getByRole("dialog", { name: "Your session has ended" });
  await ended.getByLabel("Access key").fill(key);
  await ended.getByRole("button", { name: "Sign in", exact: true }).press("Enter");
}

test("whoever signs in again is where they were, with what they typed, which nothing on the page has stored", async () => {
  const page = await halfMade();
  // Nothing of it is seen meanwhile, and Escape does not lead past the question.
  expect(await page.getByRole("heading", { name: "Links" }).count()).toBe(0);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await signIn(page, "wrong");
  await page.getByText("This key is not known here.").waitFor();
  expect(await page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])")).not.toContain(
    "typed",
  );
  await signIn(page, shop.apiKey);
  const form = page.getByRole("dialog", { name: "New link" });
  await form.waitFor();
  expect(await form.getByLabel("Leads to").inputValue()).toBe(DESTINATION);
  expect(await form.getByLabel("Promoter id").inputValue()).toBe(shop.promoterId);
  expect(await form.getByRole("button", { name: "New link" }).and(page.locator(":focus")).count()).toBe(1);
  expect(await links()).not.toContain(DESTINATION);
  await form.getByRole("button", { name: "New link" }).press("Enter");
  await form.getByRole("button", { name: /^Copy / }).waitFor();
  expect(await links()).toContain(DESTINATION);
  await page.context().close();
});

test("for somebody else the page begins anew, and whoever leaves it comes to the sign-in", async () => {
  const page = await halfMade();
  await signIn(page, ADMIN_TOKEN);
  await page.getByText("Operator", { exact: true }).waitFor();
  await page.getByRole("heading", { name: "Links" }).waitFor();
  expect(await page.getByRole("dialog").count()).toBe(0);
  await page.context().close();
  const other = await halfMade();
  await other.getByRole("button", { name: "Leave the page" }).press("Enter");
  await other.getByRole("heading", { name: "Tributary desk" }).waitFor();
  expect(await other.getByText(DESTINATION).count()).toBe(0);
  await other.context().close();
});

test("a page whose reader has signed in again in another tab learns of it when it is looked at", async () => {
  const page = await halfMade();
  const tab = await page.context().newPage();
  await tab.goto(service.url);
  await tab.getByLabel("Access key").fill(shop.apiKey);
  await tab.keyboard.press("Enter");
  await tab.getByRole("navigation").first().waitFor();
  await tab.close();
  await page.bringToFront();
  await page.evaluate("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))");
  const form = page.getByRole("dialog", { name: "New link" });
  await form.waitFor();
  expect(await form.getByLabel("Leads to").inputValue()).toBe(DESTINATION);
  await page.context().close();
});

test("a refund that is half told keeps its sum and its reason, and is told once", async () => {
  const call = managing(service.url);
  await call("POST", `/${shop.id}/conversions`, { orderId: "half-told", amount: 50_000, currency: "CNY" });
  const page = await signedInDesk(browser, service.url, shop.apiKey);
  await page.goto(`${service.url}/desk/${shop.id}/orders/half-told`);
  await page.getByRole("button", { name: "Refund" }).press("Enter");
  const form = page.getByRole("dialog").filter({ hasText: "refunded" });
  await form.getByRole("textbox").first().fill("100.00");
  await form.getByLabel("Reason").fill("Too small\nand blue");
  await page.context().clearCookies();
  await form.locator("[type=submit]").press("Enter");
  await page.getByRole("dialog", { name: "Your session has ended" }).waitFor();
  await signIn(page, shop.apiKey);
  await form.waitFor();
  expect(await form.getByRole("textbox").first().inputValue()).toBe("100.00");
  await form.locator("[type=submit]").press("Enter");
  await form.waitFor({ state: "detached" });
  const order = await call("GET", `/${shop.id}/orders/half-told`);
  expect(order).toMatchObject({ reversedAmount: 10_000, events: [{ reason: "Too small and blue" }] });
  await page.context().close();
});

test("a page notices, when it is looked at, that another tab has signed in somebody else", async () => {
  const page = await signedInDesk(browser, service.url, shop.apiKey);
  await page.goto(`${service.url}/desk/${shop.id}/links`);
  await page.getByRole("button", { name: "New link" }).press("Enter");
  await page.getByRole("dialog", { name: "New link" }).getByLabel("Leads to").fill(DESTINATION);
  const signedIn = await page.context().request.post(`${service.url}/v1/sessions`, {
    data: { key: ADMIN_TOKEN },
    headers: { origin: service.url },
  });
  expect(signedIn.status()).toBeLessThan(300);
  await page.evaluate("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))");
  await page.getByText("Operator", { exact: true }).waitFor();
  await page.getByRole("dialog", { name: "New link" }).waitFor({ state: "detached" });
  await page.context().close();
});

test("a page that nobody touches forgets what was typed once another tab signs out, and begins anew once that signs in", async () => {
  const page = await signedInDesk(browser, service.url, shop.apiKey);
  await page.goto(`${service.url}/desk/${shop.id}/links`);
  await page.getByRole("button", { name: "New link" }).press("Enter");
  const form = page.getByRole("dialog", { name: "New link" });
  await form.getByLabel("Leads to").fill(DESTINATION);
  const tab = await page.context().newPage();
  await tab.goto(`${service.url}/desk/${shop.id}/orders`);
  await tab.getByRole("button", { name: "Sign out" }).press("Enter");
  // Both keep nothing, and come to the sign-in.
  await page.getByRole("heading", { name: "Tributary desk" }).waitFor();
  expect(await form.count()).toBe(0);
  await tab.getByRole("heading", { name: "Tributary desk" }).waitFor();
  await tab.getByLabel("Access key").fill(shop.apiKey);
  await tab.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Links" }).waitFor();
  expect(await form.count()).toBe(0);
  await page.context().close();
});
