/** The demo's share link, opened in a real browser, leads to a shop that shows what came and what is earned. */
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium, newBuyer, newPrivateBuyer } from "../support/browser/chromium.ts";
import { runService, type RunningService, temporaryStateDirectory } from "../support/service.ts";

const state = temporaryStateDirectory();
let demo: RunningService;
let browser: Browser;

beforeAll(async () => {
  demo = await runService("demo", state.path);
  await demo.printed("Ctrl-C stops it.");
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await demo?.kill();
  state.remove();
});

/** The demo's own words. */
function printed(pattern: RegExp): string {
  return pattern.exec(demo.output())?.[1] ?? `nothing printed matches ${pattern}`;
}

/** Taps the share link that the demo printed under "Open in a browser". */
async function tapShareLink(buyer: BrowserContext): Promise<Page> {
  const page = await buyer.newPage();
  await page.goto(printed(/Open in a browser:\s+(http:\S+)/), { waitUntil: "load" });
  return page;
}

/** Rows of the table of commissions, each as its cells. */
async function commissionsOn(page: Page): Promise<string[][]> {
  const rows = await page.locator("#commissions tr").all();
  return await Promise.all(rows.map(async (row) => await row.locator("td").allTextContents()));
}

test("a tap, an order, its receipt and a return: the shop's page shows token, cookie and commissions", async () => {
  const [wei, ling] = [printed(/Wei \((pr_\w+)\)/), printed(/Ling \((pr_\w+)\)/)];
  const buyer = await newBuyer(browser);
  const page = await tapShareLink(buyer);
  expect(page.url().split("?")[0]).toBe(printed(/leads to the shop, (\S+),/));

  const token = await page.textContent("#token");
  expect(token).toMatch(/^[\w.-]{40,240}$/);
  expect(page.url()).not.toContain("tby=");
  expect(await page.textContent("#cookie")).toContain(`tbyt_demo=${token}`);
  expect(JSON.parse((await page.textContent("#tokens")) ?? "")).toEqual([token]);

  await page.click("text=Buy");
  await expect
    .poll(() => commissionsOn(page))
    .toEqual([
      [wei, "1", "¥10.00", "pending"],
      [ling, "2", "¥5.00", "pending"],
    ]);
  await page.click("text=The goods have arrived");
  await expect.poll(async () => (await commissionsOn(page))[0]).toEqual([wei, "1", "¥10.00", "held"]);
  await expect.poll(async () => (await commissionsOn(page))[0]).toEqual([wei, "1", "¥10.00", "available"]);
  await page.click("text=Return ¥33.33");
  await expect
    .poll(() => commissionsOn(page))
    .toEqual([
      [wei, "1", "¥6.67", "available"],
      [ling, "2", "¥3.34", "available"],
    ]);
  await buyer.close();
});

test("the page opened without a share link has no token, and nobody earns its order", async () => {
  const buyer = await newBuyer(browser);
  const page = await buyer.newPage();
  await page.goto(printed(/leads to the shop, (\S+),/), { waitUntil: "load" });
  expect(await page.textContent("#token")).toBe("none: open this page by a share link");
  await page.click("text=Buy");
  await expect.poll(() => page.textContent("#summary")).toContain("Nobody earned it.");
  expect(await commissionsOn(page)).toEqual([]);
  await buyer.close();
});

test("of a buyer who asks not to be tracked nothing is kept, and the page says so; the order is credited", async () => {
  const buyer = await newPrivateBuyer(browser);
  const page = await tapShareLink(buyer);
  expect(await page.textContent("#cookie")).toBe("none");
  await page.click("text=Buy");
  await expect.poll(async () => (await commissionsOn(page)).length).toBe(2);
  await buyer.close();
});
