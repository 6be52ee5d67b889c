/** What people come to the desk for, done as they do it, by the keyboard alone; and what another key does not let them. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium } from "../support/browser/chromium.ts";
import { signedInDesk } from "../support/browser/desk.ts";
import { Keys } from "../support/browser/keys.ts";
import { openSmallShop, requestPayout, type SmallShop } from "../support/browser/small-shop.ts";
import { ADMIN_TOKEN, runService, type RunningService, temporaryStateDirectory } from "../support/service.ts";

const state = temporaryStateDirectory();
let service: RunningService;
let browser: Browser;
let shop: SmallShop;

beforeAll(async () => {
  service = await runService("start", state.path);
  shop = await openSmallShop(service.url);
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await service?.kill();
  state.remove();
});

async function deskOf(key: string): Promise<Page> {
  return await signedInDesk(browser, service.url, key);
}

/** Goes on by the Tab key until this has the focus, and presses Enter. */
async function press(page: Page, role: "button" | "link", name: string): Promise<void> {
  await new Keys(page).press(role, name);
}

/** Says why in the dialog that asks for it, and goes on. */
async function giveReason(page: Page, reason: string): Promise<void> {
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill(reason);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
}

async function readAsOperator(path: string): Promise<Record<string, unknown>> {
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
  const answer = await fetch(`${service.url}/v1/programs/${shop.id}${path}`, { headers });
  return (await answer.json()) as Record<string, unknown>;
}

test("a payout is approved by the keyboard alone, and what it does is said before", async () => {
  await expect.poll(async () => await requestPayout(service.url, shop)).toBe(201);
  const page = await deskOf(shop.apiKey);
  await press(page, "link", "Payouts");
  await press(page, "button", "Approve");
  const dialog = page.getByRole("dialog");
  await dialog.getByText(/The next batch pays CN¥50\.00 to pr_/).waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await press(page, "button", "Approve");
  await dialog.getByRole("textbox").fill("Looks right");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByText("No payouts in this state.").waitFor();
  // Its row has gone, and took the focus along.
  await expect.poll(async () => await page.locator("main:focus").count()).toBe(1);
  const { data } = await readAsOperator("/payouts?state=approved");
  expect(data).toEqual([expect.objectContaining({ gross: 5_000, reason: "Looks right" })]);
});

test("what is noted of a promoter stands with who noted it, and is taken away", async () => {
  const page = await deskOf(shop.apiKey);
  await page.goto(`${service.url}/desk/${shop.id}/promoters/${shop.promoterId}`);
  const notes = page
    .getByRole("region", { name: "Notes" })
    .or(page.locator("section", { hasText: "New note" }));
  await notes.getByText("Nobody has noted anything yet.").waitFor();
  await notes.getByLabel("New note").fill("Called.\nSends the account on Monday.");
  await press(page, "button", "Write the note");
  await notes.getByText(/^first, /).waitFor();
  const { data } = await readAsOperator(`/promoters/${shop.promoterId}/notes`);
  expect(data).toMatchObject([{ text: "Called.\nSends the account on Monday." }]);
  await notes.getByRole("button", { name: /^Take away: the note of/ }).press("Enter");
  await giveReason(page, "Said by mistake");
  await notes.getByText("Nobody has noted anything yet.").waitFor();
  expect((await readAsOperator(`/promoters/${shop.promoterId}/notes`))["data"]).toEqual([]);
});

test("a story is filled in with consent alone, says what is flagged in it, is changed and taken away", async () => {
  const page = await deskOf(shop.apiKey);
  await press(page, "link", "Materials");
  await page.getByText("There is no material yet.").waitFor();
  await press(page, "button", "New material");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("What it is").selectOption("story");
  await dialog.getByLabel("Title").fill("How I began");
  await dialog.getByRole("textbox", { name: "Text", exact: true }).fill("第一 in {program}");
  await dialog.getByRole("region", { name: "Preview" }).getByText("第一 in ").waitFor();
  await dialog.getByRole("textbox", { name: "Who tells it", exact: true }).fill("Ms Li");
  await press(page, "button", "Save");
  expect((await readAsOperator("/materials"))["data"]).toEqual([]);
  await dialog.getByLabel("Who tells it has consented that it is shown.").press("Space");
  await press(page, "button", "Save");
  await dialog.getByText("Text: “第一”").waitFor();
  await page.keyboard.press("Escape");
  expect((await readAsOperator("/materials"))["data"]).toMatchObject([
    { kind: "story", title: "How I began", text: "第一 in {program}", who: "Ms Li", hasConsent: true },
  ]);
  await press(page, "button", "Edit How I began");
  await dialog.getByLabel("Title").fill("How Li began");
  await press(page, "button", "Save");
  await dialog.getByText("Saved", { exact: true }).waitFor();
  await page.keyboard.press("Escape");
  await press(page, "button", "Take away: How Li began");
  await giveReason(page, "Ms Li asked for it");
  await page.getByText("There is no material yet.").waitFor();
  expect((await readAsOperator("/materials"))["data"]).toEqual([]);
});

test("a rule is tried on recorded orders before it can be saved", async () => {
  const page = await deskOf(shop.apiKey);
  await press(page, "link", "Plans");
  // Exactly: the cap is in percent too, and its form may be there before the rules are.
  const rate = page.getByLabel("Percent", { exact: true }).first();
  await rate.fill("12.5");
  const save = page.getByRole("button", { name: "Save the rules" });
  expect(await save.isDisabled()).toBe(true);
  await press(page, "button", "Try on recorded orders");
  await page.getByText("1 orders of 90 days").waitFor();
  await page.getByText("CN¥30.87").first().waitFor();
  // Another draft stands beside it, and the first is taken back.
  await rate.fill("20");
  expect(await save.isDisabled()).toBe(true);
  await press(page, "button", "Try on recorded orders");
  const tried = page.getByRole("region", { name: "Tried beside each other" });
  await tried.getByRole("row", { name: /^Draft 1 .*CN¥30\.87/ }).waitFor();
  await tried.getByRole("row", { name: /^Draft 2 .*CN¥123\.46/ }).waitFor();
  await press(page, "button", "Draft 1: Take back into the forms");
  expect(await rate.inputValue()).toBe("12.5");
  await press(page, "button", "Save the rules");
  await page
    .getByText(/^Version 2, /)
    .first()
    .waitFor();
  const { rules } = (await readAsOperator("/commission-rules")) as { rules: { levels: unknown[] }[] };
  expect(rules[0]?.levels[0]).toMatchObject({ kind: "percentage", rateBps: 1_250 });
});

test("a key that reads sees the orders, and is told what it does not reach", async () => {
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/json" };
  const body = JSON.stringify({ name: "reader", scopes: ["read"] });
  const made = await fetch(`${service.url}/v1/programs/${shop.id}/api-keys`, {
    method: "POST",
    headers,
    body,
  });
  const { key } = (await made.json()) as { key: string };
  const page = await deskOf(key);
  await press(page, "link", "Orders");
  await press(page, "link", shop.orderId);
  await page
    .getByText(/Rule standard, in minor units \(1\.00 CNY is 100\): base/)
    .first()
    .waitFor();
  await press(page, "link", "People, keys and audit");
  const refused = page.getByText("Your access does not reach this");
  await refused.first().waitFor();
  await expect.poll(async () => await refused.count()).toBe(3);
});
