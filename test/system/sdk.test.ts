/** The browser SDK in a real browser: consent, first-party sessions, blocked beacons, forms that come late. */
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium, newBuyer } from "../support/browser/chromium.ts";
import { tokenText } from "../support/browser/token-text.ts";
import { creditsOf, type Merchant } from "../support/merchant.ts";
import { FIRST_PARTY_PATH, openTown, type Town } from "../support/browser/town.ts";

let town: Town;
let browser: Browser;
let buyer: BrowserContext;
let page: Page;
let merchant: Merchant;
let wei: { id: string; link: string };

beforeAll(async () => {
  town = await openTown();
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await town?.close();
});

/** A buyer of a new program who has not tapped its promoter's link yet. */
async function meet(attributes = "", atCheckout: Record<string, string> = {}): Promise<void> {
  merchant = await town.open();
  const destination = new URL(
    Object.keys(atCheckout).length === 0
      ? town.landingOf(merchant, attributes)
      : town.checkoutOf(merchant, "x", attributes),
  );
  for (const [name, value] of Object.entries(atCheckout)) destination.searchParams.set(name, value);
  wei = await merchant.promoter("wei", destination.href);
  buyer = await newBuyer(browser);
  page = await buyer.newPage();
}

/** What scripts and the page's server could read: cookies of the page's host, and localStorage. */
async function keptByPage(): Promise<[string, number]> {
  return await page.evaluate("[document.cookie, localStorage.length]");
}

/** Bodies of the beacons that leave the page from now on. */
function beacons(): { type: string; [member: string]: unknown }[] {
  const sent: { type: string }[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/e")) sent.push(JSON.parse(request.postData() ?? "{}"));
  });
  return sent;
}

test("before a required consent nothing is kept or sent and no token is given; after it everything is", async () => {
  await meet(`data-consent="required"`);
  const sent = beacons();
  await page.goto(wei.link);
  await page.evaluate(`tributary.identify("someone", "proof")`);
  expect(await keptByPage()).toEqual(["", 0]);
  expect(sent).toEqual([]);
  expect(await page.evaluate("tributary.clickTokens()")).toEqual([]);
  await page.evaluate("tributary.consent(true)");
  await expect.poll(() => sent.map(({ type }) => type)).toEqual(["pageview", "identify"]);
  const [cookies, stored] = await keptByPage();
  expect([cookies.includes(`tbyt_${merchant.id}=`), stored]).toEqual([true, 1]);
  expect(await page.evaluate("tributary.clickTokens().length")).toBe(1);
  expect(new URL(page.url()).searchParams.get("tby")).toBeNull();
});

test("a consent withdrawn erases what was kept, in forms too", async () => {
  await meet("", { later: "1" });
  await page.goto(wei.link);
  expect(await page.inputValue("[data-tributary-token]")).not.toBe("");
  await page.evaluate("tributary.consent(false)");
  expect(await keptByPage()).toEqual(["", 0]);
  expect(await page.inputValue("[data-tributary-token]")).toBe("");
  expect(await page.evaluate("tributary.clickTokens()")).toEqual([]);
});

test("on the shop's own path the token is kept where no script reads it, and comes back when scripts forgot", async () => {
  await meet("", { firstParty: "1" });
  await page.goto(wei.link);
  await expect
    .poll(async () => (await buyer.cookies(town.shop.url)).find(({ name }) => name === "tby_clk")?.httpOnly)
    .toBe(true);
  const token = await page.evaluate("tributary.clickToken()");
  // What Safari does to a script's storage after seven days.
  await page.evaluate("localStorage.clear()");
  await buyer.clearCookies({ name: `tbyt_${merchant.id}` });
  const checkout = new URL(town.checkoutOf(merchant, "own-path-1"));
  checkout.searchParams.set("firstParty", "1");
  await page.goto(checkout.href);
  await expect.poll(() => page.inputValue("[data-tributary-token]")).toBe(token);
  await page.click("#pay");
  const order = JSON.parse((await page.textContent("#result")) ?? "");
  expect(creditsOf(order)).toEqual({ [wei.id]: 10_000 });
});

test("on the shop's own path only the edge answers, and withdrawn consent erases its cookie", async () => {
  await meet("", { firstParty: "1" });
  await page.goto(wei.link);
  const cookie = async () => (await buyer.cookies(town.shop.url)).some(({ name }) => name === "tby_clk");
  await expect.poll(cookie).toBe(true);
  for (const path of ["/healthz", "/v1/programs", "/openapi.json", "/metrics", ""]) {
    expect((await fetch(town.service.url + FIRST_PARTY_PATH + path)).status).toBe(404);
  }
  await page.evaluate("tributary.consent(false)");
  await expect.poll(cookie).toBe(false);
});

test("where sendBeacon is missing, refuses or throws, and where fetch fails too, beacons leave all the same", async () => {
  const broken = [
    "Navigator.prototype.sendBeacon = undefined",
    "Navigator.prototype.sendBeacon = () => false",
    "Navigator.prototype.sendBeacon = () => { throw new Error() }",
    "Navigator.prototype.sendBeacon = () => false; window.fetch = () => Promise.reject(new Error())",
    "Navigator.prototype.sendBeacon = () => false; delete window.fetch",
  ];
  for (const script of broken) {
    await meet();
    await buyer.addInitScript(script);
    const sent = beacons();
    await page.goto(wei.link);
    await expect
      .poll(() => sent.map(({ type, program }) => [type, program]))
      .toEqual([["pageview", merchant.id]]);
    await buyer.close();
  }
});

test("calls made before the script came are made when it comes", async () => {
  await meet();
  await buyer.addInitScript(
    `window.tributary = []; tributary.push(["conversion", { orderId: "1", amount: 5, currency: "CNY" }])`,
  );
  const sent = beacons();
  await page.goto(wei.link);
  await expect.poll(() => sent.map(({ type }) => type).sort()).toEqual(["conversion", "pageview"]);
  const conversion = sent.find(({ type }) => type === "conversion");
  expect(conversion).toMatchObject({ orderId: "1", amount: 5, currency: "CNY" });
  expect(conversion?.["clickTokens"]).toHaveLength(1);
});

test("marked fields of forms that a page makes later are filled with all tokens, or with the newest alone", async () => {
  await meet();
  await page.goto(wei.link);
  await page.goto(wei.link);
  await page.evaluate(`document.body.insertAdjacentHTML("beforeend",
    '<form><input type="hidden" id="all" data-tributary-token><input type="hidden" id="one" data-tributary-token="newest"></form>')`);
  await expect.poll(() => page.inputValue("#one")).toBe(await page.evaluate("tributary.clickToken()"));
  expect(await page.inputValue("#all")).toBe(await page.evaluate("tributary.clickTokens().join()"));
  expect(await page.inputValue("#all")).toContain(",");
});

test("what lands beside the tokens takes no place of one, and a burst of tokens pushes out none of before", async () => {
  await meet();
  await page.goto(wei.link);
  const [real] = (await page.evaluate("tributary.clickTokens()")) as string[];
  const address = new URL(town.landingOf(merchant));
  const burst = Array.from({ length: 22 }, (_, index) =>
    tokenText({ clickedAtMs: Date.now() + index, link: index }),
  );
  for (const text of ["Z".repeat(40), tokenText({ clickedAtMs: Date.now() + 3 * 86_400_000 }), ...burst]) {
    address.searchParams.set("tby", text);
    await page.goto(address.href);
  }
  const kept = (await page.evaluate("tributary.clickTokens()")) as string[];
  expect(kept).toHaveLength(20);
  expect([kept.includes(real ?? ""), burst.filter((token) => kept.includes(token)).length]).toEqual([
    true,
    19,
  ]);
});

test("elements named as members of the document or as the script hide nothing, and name no program", async () => {
  await meet();
  const names = [
    "currentScript",
    "cookie",
    "documentElement",
    "querySelectorAll",
    "getElementsByTagName",
    "addEventListener",
    "prerendering",
  ];
  const evil = town.landing.url;
  const html = [
    ...names.map((name) => `<img name="${name}" data-program="other" data-endpoint="${evil}">`),
    `<a id="tributary" name="clickTokens"></a><a id="tributary" name="clickToken"></a>`,
    `<script>var tributary = tributary || []; tributary.push(["constructor"], ["identify", "c-7", "proof"])</script>`,
    `<script src="${town.service.url}/t.js" data-program="${merchant.id}"></script>`,
    `<form><input type="hidden" id="all" data-tributary-token></form>`,
  ].join("");
  const told: [string, string, string][] = [];
  page.on("request", (request) => {
    if (request.method() !== "POST") return;
    const { program, type } = JSON.parse(request.postData() ?? "{}") as Record<string, string>;
    told.push([new URL(request.url()).origin, program ?? "", type ?? ""]);
  });
  const token = tokenText({ clickedAtMs: Date.now() });
  await page.goto(`${town.stranger.url}/?${new URLSearchParams({ html, tby: token }).toString()}`);
  await expect.poll(() => page.inputValue("#all")).toBe(token);
  await expect
    .poll(() => told.map(String).toSorted((a, b) => a.localeCompare(b)))
    .toEqual([`${town.service.url},${merchant.id},identify`, `${town.service.url},${merchant.id},pageview`]);
});

test("beacons go to the script's own origin or the page's, wherever else its element sends them", async () => {
  await meet(`data-endpoint="${town.stranger.url}"`);
  const told: string[] = [];
  page.on("request", (request) => request.method() === "POST" && told.push(new URL(request.url()).origin));
  await page.goto(wei.link);
  await expect.poll(() => told).toEqual([town.service.url]);
});
