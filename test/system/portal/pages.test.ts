/**
 * The portal as promoters have it on their phones, which lack what browsers learned after 2021, and in the look of their
 * program. In each width, light and language a checker of WCAG 2.2 AA finds nothing. Nothing is wider than the screen, and the
 * browser complains of nothing.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page, Request } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium, WECHAT } from "../../support/browser/chromium.ts";
import { ageTo2021 } from "../../support/browser/phone-of-2021.ts";
import { faultsOf, LANGUAGES, showAnew } from "../../support/browser/readable.ts";
import { openPromoterShop, type PromoterShop } from "../../support/browser/promoter-shop.ts";
import { PROJECT, runService, type RunningService, temporaryStateDirectory } from "../../support/service.ts";

const SCREENSHOTS = join(PROJECT, "dist/screenshots/portal");

/**
 * Paths below the program's, by the names of their screenshots. What shows the look of the program, and what a year of a
 * shop has none of. `test/system/pages-readable.test.ts` opens all pages.
 */
const PAGES = {
  home: "",
  "order-paid": "/orders/A-1001",
  "order-under-review": "/orders/A-1002",
  "order-refunded": "/orders/A-1003",
  "order-unknown": "/orders/none",
  links: "/links",
  withdraw: "/withdraw",
  cases: "/cases",
  terms: "/terms",
} as const;

const state = temporaryStateDirectory();
let service: RunningService;
let browser: Browser;
let shop: PromoterShop;
/** A page of each language's promoter, in which one address after the other is opened. */
const readers = new Map<string, Page>();
const complaints: string[] = [];

beforeAll(async () => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  service = await runService("start", state.path);
  shop = await openPromoterShop(service.url, "tea-friends");
  browser = await launchChromium();
  for (const language of LANGUAGES) readers.set(language, await signedIn(language));
});

afterAll(async () => {
  await browser?.close();
  await service?.kill();
  state.remove();
});

const portalOf = (path = "") => `${service.url}/portal/${shop.id}${path}`;

async function signedIn(language: string): Promise<Page> {
  const context = await browser.newContext({ locale: language, userAgent: WECHAT });
  await ageTo2021(context);
  const page = await context.newPage();
  await page.goto(portalOf());
  await page.getByRole("textbox").or(page.locator("input[type=password]")).fill(shop.token);
  await page.keyboard.press("Enter");
  await page.getByRole("navigation").waitFor();
  page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    // What is not there yet, as a payee, is told by the browser as well.
    const isMissing = /status of 404/.test(message.text());
    if (message.type() === "error" && !isMissing) complaints.push(`${page.url()}: ${message.text()}`);
  });
  return page;
}

async function open(language: (typeof LANGUAGES)[number], path: string): Promise<Page> {
  const page = readers.get(language) as Page;
  await showAnew(page, portalOf(path));
  await page.getByRole("heading", { level: 1 }).waitFor();
  await expect.poll(async () => await page.locator(".waiting").count()).toBe(0);
  return page;
}

/** As promoters' phones show it. */
const onPhones = (name: string, language: (typeof LANGUAGES)[number]) => {
  return { name, language, folder: SCREENSHOTS };
};

test.each(Object.entries(PAGES))("%s can be read by everybody, on every screen", async (name, path) => {
  const faults: string[] = [];
  for (const language of LANGUAGES) {
    const page = await open(language, path);
    faults.push(...(await faultsOf(page, onPhones(name, language))));
    expect(await page.getByRole("alert").allTextContents()).toEqual([]);
  }
  expect(faults).toEqual([]);
  expect(complaints).toEqual([]);
});

test.each(LANGUAGES)("whoever is signed out sees the program and the way in, in %s", async (language) => {
  const context = await browser.newContext({ locale: language });
  const page = await context.newPage();
  await page.goto(portalOf("/withdraw"));
  await page.getByRole("heading", { level: 1 }).waitFor();
  expect(await faultsOf(page, onPhones("signed-out", language))).toEqual([]);
  await context.close();
});

test("a page whose answer does not come says so, and a second try brings it", async () => {
  const page = await open("en", "/more");
  const isWallet = (url: URL): boolean => url.pathname.endsWith("/wallet");
  await page.route(isWallet, async (route) => await route.fulfill({ status: 500, json: PROBLEM }));
  await page.getByRole("link", { name: "Withdraw" }).click();
  const failed = page.getByRole("alert").first();
  await failed.waitFor();
  expect(await faultsOf(page, onPhones("failed", "en"))).toEqual([]);
  await page.unroute(isWallet);
  await failed.getByRole("button", { name: "Try again" }).click();
  await page.getByText("You can withdraw now").waitFor();
  await page.locator(".sum").first().waitFor();
});

const PROBLEM = { status: 500, code: "internal", title: "Broken", detail: "Something broke" };

const isShown = async (page: Page): Promise<void> => {
  await page.locator(".hero .sum").waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
};

/** Paths of the service that a page asks for while it opens. */
async function askedWhileOpening(
  page: Page,
  isAheadThere: boolean,
  opened = isShown,
): Promise<readonly string[]> {
  const asked: string[] = [];
  const note = (request: Request): unknown => asked.push(new URL(request.url()).pathname);
  const isAhead = (url: URL): boolean => url.pathname.endsWith("/ahead");
  if (!isAheadThere) await page.route(isAhead, async (route) => await route.abort());
  page.on("request", note);
  await page.reload();
  await opened(page);
  page.off("request", note);
  await page.unroute(isAhead);
  return asked.filter((path) => /^\/(?:v1|portal)\//.test(path));
}

test("the home asks once for all that it shows first, and for each part where that is not answered", async () => {
  const page = await open("en", "");
  const [home, ofProgram] = [`/portal/${shop.id}`, `/v1/programs/${shop.id}`];
  const stream = `${ofProgram}/events/stream`;
  const terms = `${ofProgram}/promoters/${shop.promoterId}/terms-acceptances`;
  const once = await askedWhileOpening(page, true);
  expect(new Set(once)).toEqual(new Set([home, `${home}/ahead`, stream, terms]));
  const before = complaints.length;
  const each = await askedWhileOpening(page, false);
  // The browser tells what was aborted.
  complaints.splice(before);
  expect(each).toEqual(
    expect.arrayContaining([
      `${home}/look`,
      "/v1/sessions/current",
      `${ofProgram}/reports/teams`,
      `${ofProgram}/promoters/${shop.promoterId}/wallet`,
      `${ofProgram}/promoters/${shop.promoterId}/rates`,
    ]),
  );
});

test("whoever is not signed in is asked for a key, and the service is asked once", async () => {
  const context = await browser.newContext({ userAgent: WECHAT });
  const page = await context.newPage();
  await page.goto(portalOf());
  const asked = await askedWhileOpening(page, true, async () => await page.locator("input").waitFor());
  expect(new Set(asked)).toEqual(new Set([`/portal/${shop.id}`, `/portal/${shop.id}/ahead`]));
  await context.close();
});

/** Counts in a page how often it makes a format of the browser, which loads tables at the first. */
const COUNTS_FORMATS = `
  globalThis.formatsMade = 0;
  for (const name of ["NumberFormat", "DateTimeFormat"]) {
    Intl[name] = new Proxy(Intl[name], {
      construct: (of, given, as) => (formatsMade += 1, Reflect.construct(of, given, as)),
      apply: (of, self, given) => (formatsMade += 1, Reflect.apply(of, self, given)),
    });
  }`;

test.each(LANGUAGES)(
  "the home waits for no tables of the browser, and orders use them, in %s",
  async (language) => {
    const page = await signedIn(language);
    const formatsMade = async () => Number(await page.evaluate("formatsMade"));
    await page.addInitScript(COUNTS_FORMATS);
    await page.goto(portalOf());
    await page.locator(".hero .sum").waitFor();
    await page.locator(".figures dd").first().waitFor();
    expect(await formatsMade()).toBe(0);
    await page.goto(portalOf("/orders/A-1001"));
    await expect.poll(formatsMade).toBeGreaterThan(0);
    await page.context().close();
  },
);

test("an order is told of while the home page is open, without a touch", async () => {
  const page = await open("en", "");
  await page.getByText("Live", { exact: true }).waitFor();
  const before = await page.locator(".hero .sum").textContent();
  const order = { orderId: "A-2001", amount: 50_000, currency: "CNY", customerId: "buyer-1" };
  await shop.call("POST", `/${shop.id}/conversions`, order);
  await expect.poll(async () => await page.locator(".hero .sum").textContent()).not.toBe(before);
});

test("a link is made, and its code leads where it leads", async () => {
  const page = await open("en", "/links");
  await page.getByLabel("Page of the shop").fill("https://elsewhere.example/tea");
  await page.getByRole("button", { name: "Make the link" }).click();
  await page.getByText("Links may not lead to this page.").waitFor();
  await page.getByLabel("Page of the shop").fill("https://shop.example.com/green-tea");
  await page.getByRole("button", { name: "Make the link" }).click();
  await page.getByText("Your link is ready").waitFor();
  await page.getByText("https://shop.example.com/green-tea").waitFor();
  await page.getByRole("button", { name: "QR code" }).first().click();
  const code = page.getByRole("img", { name: /^QR code of http/ });
  await code.waitFor();
  expect(await page.locator(".address").count()).toBeGreaterThan(1);
  await page.screenshot({ path: join(SCREENSHOTS, "qr-en.png"), fullPage: true });
});

test("terms are accepted once, and what was accepted stays with its time", async () => {
  const page = await open("en", "");
  await page.getByRole("link", { name: "Read" }).click();
  await page.getByRole("button", { name: "I accept" }).click();
  await page.getByText(/^You accepted this version/).waitFor();
  await page.getByRole("link", { name: "Home" }).click();
  await page.getByText("Earned today").waitFor();
  expect(await page.getByText("The terms wait").count()).toBe(0);
});

/** Presses Tab until something with this name has the focus. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  const focused = "(document.activeElement.labels?.[0] ?? document.activeElement).textContent";
  for (let presses = 0; presses < 60; presses += 1) {
    if (name.test(String(await page.evaluate(focused)))) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab reaches nothing named ${name}`);
}

test("a payout is requested by the keyboard alone, once", async () => {
  const page = await open("en", "");
  await tabTo(page, /^Withdraw$/);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Withdraw" }).waitFor();
  await page.getByLabel("Amount").waitFor();
  await tabTo(page, /^Amount$/);
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("99999");
  await page.getByText(/^At most/).waitFor();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("50.00");
  await page.keyboard.press("Enter");
  await page.getByRole("group", { name: "Request the payout" }).waitFor();
  await page.screenshot({ path: join(SCREENSHOTS, "confirm-en.png"), fullPage: true });
  await page.keyboard.press("Enter");
  await page.getByText("waits", { exact: true }).waitFor();
  await page.getByText("One request is under way.").first().waitFor();
  const { data } = (await shop.call(
    "GET",
    `/${shop.id}/promoters/${shop.promoterId}/payouts`,
  )) as unknown as {
    data: { gross: number; state: string }[];
  };
  expect(data).toMatchObject([{ gross: 5_000, state: "requested" }]);
});

test("a sign-in link of the shop opens the portal, and its address holds nothing that signs in", async () => {
  const { url = "" } = await shop.call("POST", `/${shop.id}/promoters/${shop.promoterId}/sign-in-links`, {});
  const context = await browser.newContext({ locale: "en" });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole("button").click();
  await page.getByText("Earned today").waitFor();
  expect(page.url()).toBe(portalOf());
  expect(
    await page.evaluate("document.cookie + JSON.stringify({ ...localStorage, ...sessionStorage })"),
  ).not.toMatch(/t[lp]_/);
  await context.close();
});
