/**
 * What pages of both apps say while their answers are held, and when they are refused. Also when the reader may not have them, when the
 * network is gone, and when there is nothing yet. The network between browser and service does that, and the service is real.
 */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { SECTIONS } from "../../dashboard/desk/shell/paths.ts";
import { Answers } from "../support/browser/answers.ts";
import { signedInDesk } from "../support/browser/desk.ts";
import { managing } from "../support/browser/manage.ts";
import { openShopOfPromoters } from "../support/browser/shop-of-promoters.ts";
import { ADMIN_TOKEN } from "../support/service.ts";

const DESK = SECTIONS.map((section) => (section === "home" ? "" : `/${section}`));
const PORTAL = ["", "/orders", "/links", "/withdraw", "/materials", "/team", "/ranks", "/rates", "/cases"];
/** Pages that are made of what the session and the program say, and ask for nothing else at first. */
const ASKS_NOTHING = ["/settings"];

const { service, shop, browser } = await openShopOfPromoters();
const complaints: string[] = [];

interface App {
  readonly answers: Answers;
  readonly page: Page;
  readonly open: (path: string) => Promise<void>;
}

async function appOf(page: Page, root: string): Promise<App> {
  page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.message}`));
  const open = async (path: string): Promise<void> => {
    await page.goto(service.url + root + path);
    await page.getByRole("heading", { level: 1 }).waitFor();
  };
  return { answers: await Answers.of(page), page, open };
}

async function desk(program = shop.id, key = ADMIN_TOKEN): Promise<App> {
  const shown = key === ADMIN_TOKEN ? "table" : "navigation";
  return await appOf(await signedInDesk(browser, service.url, key, { shown }), `/desk/${program}`);
}

async function portal(program = shop.id, token = shop.token): Promise<App> {
  const page = await (await browser.newContext({ locale: "en" })).newPage();
  await page.goto(`${service.url}/portal/${program}`);
  await page.locator("input").fill(token);
  await page.keyboard.press("Enter");
  await page.getByRole("navigation").waitFor();
  return await appOf(page, `/portal/${program}`);
}

const APPS = [
  ["desk", DESK, desk],
  ["portal", PORTAL, portal],
] as const;

const loading = (page: Page) => page.getByRole("status").filter({ hasText: "Loading" });
const isSettled = async (page: Page): Promise<void> =>
  await expect.poll(async () => await loading(page).count()).toBe(0);

/** Whatever has to be drawn is. */
const DRAWN = "new Promise((tell) => requestAnimationFrame(() => requestAnimationFrame(tell)))";
/** How far what a reader looks at has jumped since the page was opened, as browsers count it. */
const JUMPED = `new Promise((tell) => {
  new PerformanceObserver((list) => tell(list.getEntries().reduce((sum, { value }) => sum + value, 0)))
    .observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => tell(0)));
})`;
/** More is felt, by the measure of the web's vitals. */
const FELT = 0.1;

test.each(APPS)(
  "while answers are awaited the %s says so, and jumps as little once they come",
  async (...of) => {
    const [, paths, appOfReader] = of;
    const { answers, page, open } = await appOfReader();
    const jumps: unknown[] = [];
    for (const path of paths) {
      const release = answers.hold();
      await open(path);
      if (!ASKS_NOTHING.includes(path)) await loading(page).first().waitFor();
      expect(await page.getByRole("alert").count()).toBe(0);
      release();
      await isSettled(page);
      const jumped = Number(await page.evaluate(JUMPED));
      if (jumped > FELT) jumps.push([path, jumped]);
    }
    expect(jumps).toEqual([]);
    await page.context().close();
  },
);

test("a chart that is loaded later than its figures pushes nothing down", async () => {
  const { page, open } = await desk();
  const figures = Promise.all(
    ["/reports/daily", "/reports/promoters"].map((report) =>
      page.waitForResponse((answer) => answer.url().includes(report)),
    ),
  );
  await page.route(/day-chart/, async (route) => {
    await Promise.all((await figures).map((answer) => answer.finished()));
    // What was answered is drawn meanwhile, if it does not wait for the chart.
    for (let drawn = 0; drawn < 5; drawn += 1) await page.evaluate(DRAWN);
    await route.continue();
  });
  await open("/reports");
  await page.locator(".uplot").first().waitFor();
  await isSettled(page);
  expect(Number(await page.evaluate(JUMPED))).toBe(0);
  await page.context().close();
});

test.each(APPS)("a refused answer is told by the %s with why, and a second try brings it", async (...of) => {
  const [, paths, appOfReader] = of;
  const { answers, page, open } = await appOfReader();
  for (const path of paths.filter((one) => !ASKS_NOTHING.includes(one))) {
    answers.refuse(500);
    await open(path);
    const failed = page.getByRole("alert").filter({ hasText: "This could not be loaded" });
    await failed.filter({ hasText: "Something broke on purpose" }).first().waitFor();
    await isSettled(page);
    answers.pass();
    await failed.getByRole("button", { name: "Try again" }).first().click();
    await expect.poll(async () => await failed.count()).toBe(0);
    await isSettled(page);
    expect([path, await page.getByRole("alert").count()]).toEqual([path, 0]);
  }
  await page.context().close();
});

test.each(APPS)("what a reader may not have is told by the %s, and is no failure", async (...of) => {
  const [, paths, appOfReader] = of;
  const { answers, page, open } = await appOfReader();
  answers.refuse(403);
  for (const path of paths.filter((one) => !ASKS_NOTHING.includes(one))) {
    await open(path);
    await page.getByText("Your access does not reach this").first().waitFor();
    await isSettled(page);
    expect([path, await page.getByRole("alert").count()]).toEqual([path, 0]);
  }
  await page.context().close();
});

const ROLES = [
  ["viewer", ["read"], DESK, ["/payouts", "/access"]],
  ["owner", ["orders", "read", "manage", "payouts", "keys"], ["/payouts", "/access"], []],
] as const;

test.each(ROLES)("the role of %s shows what it reaches, and is told of what it does not", async (...of) => {
  const [name, scopes, paths, forbidden] = of;
  const { key = "" } = await shop.call("POST", `/${shop.id}/api-keys`, { name, scopes });
  const { page, open } = await desk(shop.id, key);
  const refused: string[] = [];
  for (const path of paths) {
    await open(path);
    await isSettled(page);
    expect([path, await page.getByRole("alert").count()]).toEqual([path, 0]);
    if ((await page.getByText("Your access does not reach this").count()) > 0) refused.push(path);
  }
  expect(refused).toEqual(forbidden);
  await page.context().close();
});

test.each([
  ["desk", "", desk, "This could not be refreshed. What is shown came at"],
  ["portal", "", portal, "This could not be refreshed. It came at"],
] as const)("without a network the %s keeps its figures, and says of when they are", async (...of) => {
  const [, path, appOfReader, said] = of;
  const { answers, page, open } = await appOfReader();
  await page.clock.install({ time: "2027-03-28T00:30:00Z" });
  await page.route("**/events/stream", async (route) => await route.abort());
  await open(path);
  await isSettled(page);
  const figures = page.locator("dd, .sum");
  const before = await figures.allTextContents();
  expect(before.length).toBeGreaterThan(3);
  answers.lose();
  const stale = page.getByRole("status").filter({ hasText: said }).first();
  // The page looks again by itself, and tries some times before it gives up.
  await expect
    .poll(async () => {
      await page.clock.fastForward(30_000);
      return await stale.count();
    })
    .toBe(1);
  // Shanghai's clock, in any zone of the browser.
  expect(await stale.textContent()).toMatch(/28 Mar 2027, 08:3|Mar 28, 2027, 8:3/);
  expect(await figures.allTextContents()).toEqual(before);
  answers.pass();
  await stale.getByRole("button", { name: "Try again" }).click();
  await stale.waitFor({ state: "detached" });
  await page.context().close();
});

test.each(["desk", "portal"] as const)("a program without anything is no blank %s", async (app) => {
  const call = managing(service.url);
  const id = `new-${app}`;
  await call("POST", "", { id, name: "New shop", currency: "CNY" });
  const promoter = app === "portal" ? await call("POST", `/${id}/promoters`, { memberId: "wei" }) : {};
  const tokens = `/${id}/promoters/${promoter["id"]}/tokens`;
  const token = app === "portal" ? ((await call("POST", tokens, {}))["token"] ?? "") : "";
  const { page, open } = app === "portal" ? await portal(id, token) : await desk(id);
  for (const path of app === "portal" ? PORTAL : DESK) {
    await open(path);
    await isSettled(page);
    expect([path, await page.getByRole("alert").count()]).toEqual([path, 0]);
    const text = await page.locator("main").textContent();
    expect([path, (text ?? "").length > 30, text]).toEqual([
      path,
      true,
      expect.not.stringMatching(/NaN|undefined|null|Invalid/),
    ]);
  }
  await page.context().close();
});

test.each([
  ["desk", desk, "Plans"],
  ["portal", portal, "Withdraw"],
] as const)("a page of the %s whose script does not come says so, and comes once it can", async (...of) => {
  const [, appOfReader, section] = of;
  const { page, open } = await appOfReader();
  await open("");
  await isSettled(page);
  const isAsset = (url: URL): boolean => url.pathname.startsWith("/assets/");
  await page.route(isAsset, async (route) => await route.abort("internetdisconnected"));
  await page.getByRole("navigation").first().getByRole("link", { name: section }).click();
  const failed = page.getByRole("alert").filter({ hasText: "This page could not be loaded" });
  await failed.waitFor();
  await page.unroute(isAsset);
  await failed.getByRole("button", { name: "Load anew" }).click();
  await page.getByRole("heading", { level: 1, name: section }).waitFor();
  expect(await failed.count()).toBe(0);
  await page.context().close();
});

test("an address that is none opens a page that says so, and an order's id may hold what addresses escape", async () => {
  const { page, open } = await portal();
  for (const part of ["%E0%A4%A", "%"]) {
    await open(`/orders/${part}`);
    await page.getByText("This order is unknown").waitFor();
  }
  const orderId = "100%2f/#?";
  const order = { orderId, amount: 1_000, currency: "CNY", customerId: "buyer-1" };
  await shop.call("POST", `/${shop.id}/conversions`, order);
  await open(`/orders/${encodeURIComponent(orderId)}`);
  await page.getByRole("heading", { level: 1, name: orderId }).waitFor();
  await isSettled(page);
  expect(await page.getByText("This order is unknown").count()).toBe(0);
  await page.context().close();
  const ofDesk = await desk();
  await ofDesk.open(`/orders/${encodeURIComponent(orderId)}`);
  await ofDesk.page.getByRole("heading", { level: 1, name: `Order ${orderId}` }).waitFor();
  await isSettled(ofDesk.page);
  expect(await ofDesk.page.getByText("There is no such thing here").count()).toBe(0);
  await ofDesk.page.context().close();
});

test("what is chosen is told apart where the reader forces colours", async () => {
  const { page, open } = await desk();
  await page.emulateMedia({ forcedColors: "active" });
  await open("/payouts");
  await isSettled(page);
  const groundOf = async (chosen: string) =>
    await page.evaluate<string>(
      `getComputedStyle(document.querySelector(${JSON.stringify(chosen)})).backgroundColor`,
    );
  for (const [chosen, other] of [
    ["input:checked + span", "input:not(:checked) + span"],
    ['button[aria-pressed="true"]', 'button[aria-pressed="false"]'],
  ] as const)
    expect(await groundOf(chosen)).not.toBe(await groundOf(other));
  await page.context().close();
});

test("a dialog of a table's row is read without scrolling sideways, zoomed in fourfold", async () => {
  const sent = { name: "A key with a name of several words", scopes: ["read"] };
  await shop.call("POST", `/${shop.id}/api-keys`, sent);
  const { page, open } = await desk();
  await open("/access");
  await page.getByRole("button", { name: "Revoke" }).first().click();
  await page.getByRole("dialog").waitFor();
  await page.setViewportSize({ width: 320, height: 450 });
  const over =
    "(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('dialog'))";
  expect(await page.evaluate(over)).toBe(0);
  await page.context().close();
});

test("no page breaks in any of these states", () => {
  expect(complaints).toEqual([]);
});
