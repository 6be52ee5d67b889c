/** Whoever may read and nothing else is offered nothing that the service refuses: on every page of the desk, in a real Chromium. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { SECTIONS } from "../../../dashboard/desk/shell/paths.ts";
import { signedInDesk } from "../../support/browser/desk.ts";
import { managing } from "../../support/browser/manage.ts";
import { openShopAtDesk } from "../../support/browser/shop-at-desk.ts";

const { service, shop, browser } = await openShopAtDesk({ as: "operator" });
const call = managing(service.url);

/** What can be pressed, or gone to as if it were pressed, beside what any list has. */
const PRESSED = "main button:enabled, main a[class*=Button]";

/** Moves that change nothing: they look, copy, and turn pages. */
const READS = [
  /^Copy /,
  /^QR code/,
  /^(?:Older|Newer|Next|Previous|Back to the newest)$/,
  /^Show/,
  /^(?:Today|7 days|30 days)$/,
  /^(?:Open|As a table|Verify the journal)$/,
];

async function offeredOn(page: Page, path: string): Promise<string[]> {
  await page.goto(`${service.url}/desk/${shop.id}${path}`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await expect.poll(async () => await page.getByText("Loading…").count()).toBe(0);
  const shown = await page.locator(PRESSED).filter({ visible: true }).all();
  const names = await Promise.all(
    shown.map(async (one) => (await one.getAttribute("aria-label")) ?? (await one.textContent()) ?? ""),
  );
  return names.filter((name) => !READS.some((read) => read.test(name)));
}

const PATHS = [
  ...SECTIONS.map((section) => (section === "home" ? "" : `/${section}`)),
  `/orders/${shop.orderId}`,
  `/promoters/${shop.promoterId}`,
  "/posters/~",
  "/posters/~simple",
];

async function asReader(scopes: readonly string[]): Promise<Page> {
  const { key = "" } = await call("POST", `/${shop.id}/api-keys`, { name: scopes.join(" "), scopes });
  return await signedInDesk(browser, service.url, key);
}

test("a reader is offered no write on any page", async () => {
  await call("POST", `/${shop.id}/promoters/${shop.promoterId}/notes`, { text: "Called on Monday" });
  const page = await asReader(["read"]);
  const offered: Record<string, string[]> = {};
  for (const path of PATHS) offered[path] = await offeredOn(page, path);
  expect(Object.entries(offered).filter(([, names]) => names.length > 0)).toEqual([]);
  await page.context().close();
});

test("a form of what is set shows a reader its values, and whoever may change them a way to save", async () => {
  const reader = await asReader(["read"]);
  expect(await offeredOn(reader, "/settings")).toEqual([]);
  await reader.getByText("Your access lets you see this, and not change it.").waitFor();
  const name = reader.getByLabel(/^Name/);
  expect([await name.isDisabled(), await name.inputValue()]).toEqual([true, "Tea shop"]);
  const manager = await asReader(["read", "manage"]);
  expect(await offeredOn(manager, "/settings")).toEqual(["Save"]);
  await reader.context().close();
  await manager.context().close();
});

test("whoever hands on access is offered what they reach, and no move on whom or what reaches further", async () => {
  const addresses = ["owner@tea.example", "viewer@tea.example"];
  for (const email of addresses)
    await call("POST", `/${shop.id}/people`, { email, role: email.slice(0, email.indexOf("@")) });
  for (const [name, scopes] of [
    ["pays", ["payouts"]],
    ["looks", ["read"]],
  ] as const)
    await call("POST", `/${shop.id}/api-keys`, { name, scopes });
  const page = await asReader(["keys", "read"]);
  await offeredOn(page, "/access");
  const movesOf = async (text: string): Promise<string[]> =>
    await page.getByRole("row").filter({ hasText: text }).first().getByRole("button").allTextContents();
  const moves = await Promise.all([...addresses, "pays", "looks"].map(movesOf));
  expect(moves).toEqual([[], ["Change the role", "Remove"], [], ["Revoke"]]);
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "Add a person" }).press("Enter");
  expect(await dialog.getByLabel("Role").locator("option").allTextContents()).toEqual(["Viewer"]);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "New key" }).press("Enter");
  expect(await dialog.getByRole("checkbox").count()).toBe(2);
  await dialog.getByLabel(/^keys: /).waitFor();
  expect(await dialog.getByLabel(/^read: /).isChecked()).toBe(true);
  await page.context().close();
});
