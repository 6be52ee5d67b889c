/**
 * Every page of the desk with real data, in each width, light and language: nothing is wider than the screen, and the browser
 * complains of nothing. A checker of WCAG 2.2 AA finds nothing, in each two of width, light and language together. The
 * screenshots are kept in dist/screenshots.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium } from "../support/browser/chromium.ts";
import { managing } from "../support/browser/manage.ts";
import { faultsOf, LANGUAGES, showAnew } from "../support/browser/readable.ts";
import { openSmallShop, requestPayout, type SmallShop } from "../support/browser/small-shop.ts";
import { PROJECT, runService, type RunningService, temporaryStateDirectory } from "../support/service.ts";

const SCREENSHOTS = join(PROJECT, "dist/screenshots");
const WIDTHS = [360, 768, 1_440];

/** Each page by the name of its screenshots, and its path below the program's. */
const PAGES: Readonly<Record<string, (shop: SmallShop) => string>> = {
  home: () => "",
  orders: () => "/orders",
  order: ({ orderId }) => `/orders/${orderId}`,
  promoters: () => "/promoters",
  promoter: ({ promoterId }) => `/promoters/${promoterId}`,
  payouts: () => "/payouts",
  books: () => "/books",
  tax: () => "/tax",
  reports: () => "/reports",
  links: () => "/links",
  materials: () => "/materials",
  posters: () => "/posters",
  poster: () => "/posters/~simple",
  "poster-new": () => "/posters/~",
  plans: () => "/plans",
  risk: () => "/risk",
  sources: () => "/sources",
  webhooks: () => "/webhooks",
  settings: () => "/settings",
  access: () => "/access",
};

const state = temporaryStateDirectory();
let service: RunningService;
let browser: Browser;
let shop: SmallShop;
/** A page of each language's reader, in which one address after the other is opened. */
const readers = new Map<string, Page>();
const complaints: string[] = [];

beforeAll(async () => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  service = await runService("start", state.path);
  shop = await openSmallShop(service.url);
  browser = await launchChromium();
  for (const language of LANGUAGES) readers.set(language, await signedIn(language));
});

afterAll(async () => {
  await browser?.close();
  await service?.kill();
  state.remove();
});

async function signedIn(language: string): Promise<Page> {
  const page = await (await browser.newContext({ locale: language })).newPage();
  await page.goto(service.url);
  await page.getByRole("textbox").fill(shop.apiKey);
  await page.getByRole("textbox").press("Enter");
  await page.getByRole("navigation").first().waitFor();
  page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`${page.url()}: ${message.text()}`);
  });
  return page;
}

async function open(language: string, path: string): Promise<Page> {
  const page = readers.get(language) as Page;
  await showAnew(page, `${service.url}/desk/${shop.id}${path}`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.waitForLoadState("networkidle");
  return page;
}

// What was earned is in the wallet within seconds.
test("the shop has a payout to approve, and books that were compared", async () => {
  await expect.poll(async () => await requestPayout(service.url, shop)).toBe(201);
  const call = managing(service.url);
  await call("POST", `/${shop.id}/reconciliation`);
  await expect.poll(async () => (await call("GET", `/${shop.id}/reconciliation`))["state"]).toBe("finished");
});

test.each(Object.keys(PAGES))("%s can be read by everybody, on every screen", async (name) => {
  const path = PAGES[name]?.(shop) ?? "";
  const faults: string[] = [];
  for (const language of LANGUAGES) {
    const page = await open(language, path);
    faults.push(...(await faultsOf(page, { name, language, widths: WIDTHS, folder: SCREENSHOTS })));
    expect(await page.getByRole("alert").allTextContents()).toEqual([]);
  }
  expect(faults).toEqual([]);
  expect(complaints).toEqual([]);
});

test("what somebody could not read is found", async () => {
  const page = await (await browser.newContext()).newPage();
  await page.setContent('<p style="color:#aaa;background:#fff;width:999px">pale</p><img src="data:,">');
  const looked = { name: "unreadable", language: "en", widths: [360], folder: state.path } as const;
  const faults = await faultsOf(page, looked);
  for (const fault of ["color-contrast", "image-alt", "wider than the screen"])
    expect(faults.join("\n")).toContain(fault);
  await page.context().close();
});
