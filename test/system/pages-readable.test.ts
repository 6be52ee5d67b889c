/**
 * Every page of the desk and of the portal with a year of a shop, in each width, light and language. Nothing is wider than the screen,
 * zoomed in neither, and no text is cut. A checker of WCAG 2.2 AA finds nothing, and the browser complains of nothing. The
 * screenshots are kept in dist/screenshots.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SECTIONS } from "../../dashboard/desk/shell/paths.ts";
import { launchChromium } from "../support/browser/chromium.ts";
import { signedInDesk } from "../support/browser/desk.ts";
import { faultsOf, LANGUAGES, type PageLanguage, showAnew } from "../support/browser/readable.ts";
import { openYearShop, ORDER_UNDER_REVIEW, POSTER_ID, type YearShop } from "../support/browser/year-shop.ts";
import {
  ADMIN_TOKEN,
  PROJECT,
  runService,
  type RunningService,
  temporaryStateDirectory,
} from "../support/service.ts";

const SCREENSHOTS = join(PROJECT, "dist/screenshots");
const OF_PORTAL = join(SCREENSHOTS, "portal-year");

/** Each page by the name of its screenshots, and its path below `/desk/year`: every section, and what stands below one. */
const DESK: Readonly<Record<string, string | ((shop: YearShop) => string)>> = {
  ...Object.fromEntries(SECTIONS.map((section) => [section, section === "home" ? "" : `/${section}`])),
  order: ({ orderId }) => `/orders/${orderId}`,
  "order-under-review": `/orders/${ORDER_UNDER_REVIEW}`,
  promoter: ({ promoterId }) => `/promoters/${promoterId}`,
  poster: `/posters/${POSTER_ID}`,
  "poster-simple": "/posters/~simple",
  "poster-new": "/posters/~",
  "poster-copy": `/posters/${POSTER_ID}/copy`,
};

/** And those below `/portal/year`. */
const PORTAL: typeof DESK = {
  home: "",
  orders: "/orders",
  order: ({ orderId }) => `/orders/${orderId}`,
  links: "/links",
  withdraw: "/withdraw",
  more: "/more",
  materials: "/materials",
  team: "/team",
  ranks: "/ranks",
  rates: "/rates",
  cases: "/cases",
  terms: "/terms",
};

const state = temporaryStateDirectory();
let service: RunningService;
let browser: Browser;
let shop: YearShop;
let desk: Page;
let portal: Page;
const complaints: string[] = [];

beforeAll(async () => {
  for (const folder of [SCREENSHOTS, OF_PORTAL]) mkdirSync(folder, { recursive: true });
  service = await runService("start", state.path);
  shop = await openYearShop(service.url);
  browser = await launchChromium();
  desk = noting(await signedInDesk(browser, service.url, ADMIN_TOKEN, { shown: "table" }));
  portal = noting(await signedInPortal());
});

afterAll(async () => {
  await browser?.close();
  await service?.kill();
  state.remove();
});

/** Opens the portal as its promoter. */
async function signedInPortal(): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${service.url}/portal/${shop.id}`);
  await page.locator("input").fill(shop.token);
  await page.keyboard.press("Enter");
  await page.getByRole("navigation").waitFor();
  return page;
}

function noting(page: Page): Page {
  page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    // What is not there yet, as terms or a payee, is told by the browser as well.
    const isMissing = /status of 404/.test(message.text());
    if (message.type() === "error" && !isMissing) complaints.push(`${page.url()}: ${message.text()}`);
  });
  return page;
}

async function open(page: Page, url: string): Promise<void> {
  await showAnew(page, url);
  await page.getByRole("heading", { level: 1 }).waitFor();
}

/** Chooses the language as a reader does, where the page stands. */
async function speak(page: Page, language: PageLanguage): Promise<void> {
  await page.setViewportSize({ width: 1_280, height: 720 });
  await page.locator(`button[lang="${language}"]`).click();
  await page.locator(`html[lang="${language}"]`).waitFor();
}

const below = (path: (typeof DESK)[string]): string => (typeof path === "string" ? path : path(shop));

test.each(Object.entries(DESK))("%s of the desk can be read by everybody", async (name, path) => {
  const faults: string[] = [];
  await open(desk, `${service.url}/desk/${shop.id}${below(path)}`);
  await desk.waitForLoadState("networkidle");
  for (const language of LANGUAGES) {
    await speak(desk, language);
    faults.push(...(await faultsOf(desk, { name, language, folder: SCREENSHOTS })));
  }
  expect(await desk.getByRole("alert").allTextContents()).toEqual([]);
  expect([faults, complaints]).toEqual([[], []]);
});

test("the desk's choice of programs can be read by everybody, and no section of it is passed over", async () => {
  await open(desk, `${service.url}/desk`);
  await desk.getByRole("link", { name: "A year of a tea shop" }).waitFor();
  const faults: string[] = [];
  for (const language of LANGUAGES) {
    await speak(desk, language);
    faults.push(...(await faultsOf(desk, { name: "programs", language, folder: SCREENSHOTS })));
  }
  expect(faults).toEqual([]);
  await open(desk, `${service.url}/desk/${shop.id}`);
  const links = desk.getByRole("navigation").first().getByRole("link");
  await links.first().waitFor();
  const addresses = await links.evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  const walked = Object.values(DESK).map((path) => `/desk/${shop.id}${below(path)}`);
  expect(addresses.filter((address) => !walked.includes(address ?? ""))).toEqual([]);
  expect(addresses.length).toBeGreaterThan(15);
});

test.each(LANGUAGES)("every page of the portal can be read by everybody, in %s", async (language) => {
  await open(portal, `${service.url}/portal/${shop.id}/more`);
  await speak(portal, language);
  const faults: string[] = [];
  for (const [name, path] of Object.entries(PORTAL)) {
    await open(portal, `${service.url}/portal/${shop.id}${below(path)}`);
    await expect.poll(async () => await portal.locator(".waiting").count()).toBe(0);
    faults.push(...(await faultsOf(portal, { name, language, folder: OF_PORTAL })));
    expect(await portal.getByRole("alert").allTextContents()).toEqual([]);
  }
  expect([faults, complaints]).toEqual([[], []]);
});

test.each(LANGUAGES)("what is shown before a sign-in can be read by everybody, in %s", async (language) => {
  const page = await (await browser.newContext({ locale: language })).newPage();
  const faults: string[] = [];
  for (const [name, path] of [
    ["desk-signed-out", "/desk"],
    ["portal-signed-out", "/portal/year"],
    ["portal-unknown", "/portal/none"],
  ] as const) {
    await showAnew(page, service.url + path);
    await page.getByRole("textbox").or(page.getByRole("status")).first().waitFor();
    await page.waitForLoadState("networkidle");
    faults.push(...(await faultsOf(page, { name, language, folder: SCREENSHOTS })));
  }
  expect(faults).toEqual([]);
  await page.context().close();
});

test("what somebody could not read is found", async () => {
  const page = await (await browser.newContext()).newPage();
  await page.setContent(`<p style="color:#aaa;background:#fff;width:999px">pale</p><img src="data:,">
    <button style="overflow:hidden;width:2em;white-space:nowrap">Much too long</button>`);
  const looked = { name: "unreadable", language: "en", folder: state.path } as const;
  const faults = (await faultsOf(page, looked)).join("\n");
  for (const where of ["light-360", "dark-768", "light-1440"])
    for (const fault of ["color-contrast", "image-alt", "cut <button"])
      expect(faults).toContain(`unreadable-en-${where}: ${fault}`);
  for (const where of ["light-360", "at 200 %", "at 400 %", "spaced"])
    expect(faults).toContain(`${where}: wider than the screen`);
  await page.context().close();
});
