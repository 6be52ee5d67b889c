/** People at the desk, in a real Chromium: they sign in by a real OpenID provider and work under their own address. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { call } from "../e2e/call.ts";
import { launchChromium } from "../support/browser/chromium.ts";
import { type RunningService, temporaryStateDirectory } from "../support/service.ts";
import type { Account, RunningProvider } from "../support/sign-in/provider.ts";
import { runWithProvider } from "../support/sign-in/service.ts";

/** As long as addresses come, with nowhere to break. */
const LONG = `${"lilei".repeat(12)}@${"shop.".repeat(30)}example`;
const ACCOUNTS = new Map<string, Account>([
  ["boss", { email: "boss@shop.example", isVerified: true }],
  ["lilei", { email: LONG, isVerified: true }],
]);

const state = temporaryStateDirectory();
let running: RunningService;
let provider: RunningProvider;
let browser: Browser;

beforeAll(async () => {
  ({ running, provider } = await runWithProvider(state.path, ACCOUNTS));
  browser = await launchChromium();
  for (const [id, name] of [
    ["tea", "Tea shop"],
    ["cups", "Cup shop"],
  ] as const) {
    await call(running.url, "POST", "/v1/programs", { id, name, currency: "CNY" });
    const owner = { email: "boss@shop.example", role: "owner" };
    await call(running.url, "POST", `/v1/programs/${id}/people`, owner);
  }
  const finance = { email: LONG, role: "finance" };
  await call(running.url, "POST", "/v1/programs/tea/people", finance);
});

afterAll(async () => {
  await browser?.close();
  await running?.kill();
  await provider?.close();
  state.remove();
});

/** Opens a page of the desk, and signs in at the provider's own pages. */
async function signIn(name: string, path: string, locale: string, button: string): Promise<Page> {
  const page = await (await browser.newContext({ locale })).newPage();
  await page.goto(running.url + path);
  await page.getByRole("link", { name: button }).click();
  await atProvider(page, name);
  return page;
}

async function atProvider(page: Page, name: string): Promise<void> {
  await page.locator("[name=login]").fill(name);
  await page.locator("[name=password]").fill("any");
  await page.locator("button[type=submit]").click();
  // Then the provider asks for consent, by a form without fields.
  await page.locator("[name=prompt][value=consent]").waitFor({ state: "attached" });
  await page.locator("button[type=submit]").click();
}

test("a person of one program comes to the page that was asked for, under the own address, and signs out", async () => {
  const page = await signIn("lilei", "/desk/tea/payouts", "zh-CN", "使用账号登录");
  await page.getByRole("heading", { level: 1, name: "提现" }).waitFor();
  expect(new URL(page.url()).pathname).toBe("/desk/tea/payouts");
  await page.getByText(`已登录：${LONG}`).waitFor();
  await page.setViewportSize({ width: 900, height: 900 });
  expect(
    await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"),
  ).toBe(0);
  expect(await page.getByRole("link", { name: "切换项目" }).count()).toBe(0);
  await page.goto(`${running.url}/desk`);
  await page.waitForURL("**/desk/tea");
  await page.getByRole("button", { name: "退出登录" }).click();
  await page.getByRole("link", { name: "使用账号登录" }).waitFor();
});

test("a person of several programs chooses among those, by name and role", async () => {
  const page = await signIn("boss", "/", "en-GB", "Sign in with your account");
  await page.getByText("Signed in as boss@shop.example").waitFor();
  await page.getByRole("table").waitFor();
  expect(await page.getByRole("cell", { name: "Owner" }).count()).toBe(2);
  await page.getByRole("link", { name: "Cup shop" }).click();
  await page.waitForURL("**/desk/cups");
  await page.getByRole("heading", { name: "Home", exact: true }).waitFor();
  await page.getByRole("link", { name: "Another program" }).click();
  await page.getByRole("link", { name: "Tea shop" }).waitFor();
});

test("an owner adds a person, gives another role and removes them", async () => {
  const page = await signIn("boss", "/desk/cups/access", "en-GB", "Sign in with your account");
  const [people, email] = [page.getByRole("region", { name: "People" }), "new@shop.example"];
  const row = people.getByRole("row").filter({ hasText: email });
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "Add a person" }).click();
  await dialog.getByLabel("E-mail").fill(email);
  await dialog.getByLabel("Role").selectOption("Support");
  await dialog.getByText("conversions, their events and bindings").waitFor();
  await dialog.getByRole("button", { name: "Add a person" }).click();
  await row.getByRole("cell", { name: "Support" }).waitFor();
  await row.getByRole("button", { name: "Change the role" }).click();
  await dialog.getByLabel("Role").selectOption("Finance");
  await dialog.getByRole("button", { name: "Change the role" }).click();
  await row.getByRole("cell", { name: "Finance" }).waitFor();
  await row.getByRole("button", { name: "Remove" }).click();
  await dialog.getByLabel("Reason").fill("Left the shop");
  await dialog.getByRole("button", { name: "Remove" }).click();
  await row.waitFor({ state: "detached" });
  // The last owner stays, and the page says why.
  await people.getByRole("button", { name: "Remove" }).click();
  await dialog.getByLabel("Reason").fill("Sells the shop");
  await dialog.getByRole("button", { name: "Remove" }).click();
  await dialog.getByRole("alert").waitFor();
  await page.keyboard.press("Escape");
  // Why stands in the audit, with the address of who did it.
  const entry = page.getByRole("row").filter({ hasText: "removePerson" });
  await entry.filter({ hasText: "Left the shop" }).filter({ hasText: "boss@shop.example" }).waitFor();
  const { data } = await call(running.url, "GET", "/v1/programs/cups/people");
  expect(data).toMatchObject([{ email: "boss@shop.example", role: "owner" }]);
});

test("whoever typed what does not fit reads so in Chinese at the Chinese page", async () => {
  const page = await signIn("boss", "/desk/cups/access", "zh-CN", "使用账号登录");
  await page.getByRole("button", { name: "添加人员" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.locator("input[type=email]").fill("boss@shop");
  await dialog.getByRole("button", { name: "添加人员" }).click();
  const fault = dialog.getByRole("alert").getByRole("listitem");
  expect(await fault.textContent()).toMatch(/^邮箱 格式不正确。/);
  await page.context().close();
});

test("a person whose session has ended signs in at the provider in another tab, and goes on with what was typed", async () => {
  const page = await signIn("boss", "/desk/cups/promoters", "en-GB", "Sign in with your account");
  await page.getByRole("button", { name: "New promoter" }).click();
  const form = page.getByRole("dialog", { name: "New promoter" });
  await form.getByLabel("Member id").first().fill("wei-of-cups");
  await page.context().clearCookies();
  await form.getByRole("button", { name: "New promoter" }).press("Enter");
  const ended = page.getByRole("dialog", { name: "Your session has ended" });
  await ended.getByText("It opens in another tab.").waitFor();
  const opened = page.context().waitForEvent("page");
  await ended.getByRole("link", { name: "Sign in with your account" }).press("Enter");
  const tab = await opened;
  await atProvider(tab, "boss");
  await tab.waitForURL("**/desk/cups/promoters");
  await tab.getByText("Signed in as boss@shop.example").waitFor();
  await tab.close();
  await page.bringToFront();
  await page.evaluate("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))");
  await form.waitFor();
  expect(await form.getByLabel("Member id").first().inputValue()).toBe("wei-of-cups");
  await form.getByRole("button", { name: "New promoter" }).press("Enter");
  await page.getByRole("heading", { level: 1, name: "wei-of-cups" }).waitFor();
});
