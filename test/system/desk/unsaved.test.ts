/** The browser's Back and Forward leave nothing unsaved behind without a word, in a real Chromium. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { openShopAtDesk } from "../../support/browser/shop-at-desk.ts";

const { service, shop, page } = await openShopAtDesk({ as: "shop" });
const QUESTION = "The poster has changes that are not saved. Leave it without them?";
const nameOf = (editor: Page) => editor.getByLabel(/^Name/);
const addressOf = (path: string) => `${service.url}/desk/${shop.id}${path}`;
const heading = async (name: string) => await page.getByRole("heading", { level: 1, name }).waitFor();

/** From a list of orders to the list of posters, and by its link to the editor of a new one. */
async function toEditor(): Promise<void> {
  await page.goto(addressOf("/orders"));
  await page.getByRole("link", { name: "Posters", exact: true }).click();
  await page.getByRole("link", { name: "New poster" }).click();
  await nameOf(page).waitFor();
}

/** Takes steps through the history, and answers what is asked. @returns the question. */
async function step(by: number, answer: "stay" | "leave"): Promise<string> {
  const asking = page.waitForEvent("dialog");
  await page.evaluate(`history.go(${by})`);
  const dialog = await asking;
  await (answer === "stay" ? dialog.dismiss() : dialog.accept());
  return dialog.message();
}

test("Back and Forward ask, and whoever stays has what was typed, and the same history", async () => {
  await toEditor();
  await page.getByRole("link", { name: "Plans", exact: true }).click();
  await heading("Plans");
  await page.evaluate("history.back()");
  await nameOf(page).fill("Spring");
  for (const by of [-1, -2, 1]) {
    expect(await step(by, "stay")).toBe(QUESTION);
    await page.waitForURL(addressOf("/posters/~"));
    expect(await nameOf(page).inputValue()).toBe("Spring");
  }
  expect(await step(-1, "leave")).toBe(QUESTION);
  await heading("Posters");
  await page.evaluate("history.go(2)");
  await heading("Plans");
});

test("what is drawn while the browser is on its way back is still what was typed", async () => {
  await toEditor();
  await nameOf(page).fill("Autumn");
  page.once("dialog", async (dialog) => await dialog.dismiss());
  await page.evaluate(`new Promise((done) => {
    const go = history.go.bind(history);
    history.go = (by) => (dispatchEvent(new Event("hashchange")), go(by));
    addEventListener("popstate", done, { once: true });
    history.back();
  })`);
  await page.waitForURL(addressOf("/posters/~"));
  expect(await nameOf(page).inputValue()).toBe("Autumn");
  await step(-1, "leave");
});

test("within the page nobody is asked, nor once it is saved", async () => {
  await toEditor();
  await nameOf(page).fill("Winter");
  const asked: string[] = [];
  page.on("dialog", async (dialog) => {
    asked.push(dialog.message());
    await dialog.accept();
  });
  await page.getByRole("link", { name: "Skip to the content" }).press("Enter");
  await page.waitForURL(addressOf("/posters/~#main"));
  await page.evaluate("history.back()");
  await page.waitForURL(addressOf("/posters/~"));
  expect(await nameOf(page).inputValue()).toBe("Winter");
  await page.getByRole("button", { name: "Save the poster" }).click();
  await page.getByRole("status").getByText("Saved").waitFor();
  await page.evaluate("history.back()");
  await heading("Posters");
  expect(asked).toEqual([]);
});
