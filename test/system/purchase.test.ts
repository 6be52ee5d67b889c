/** From a promoter's link to a credited order, in a real browser, whatever the browser allows. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  launchChromium,
  newBlockingBuyer,
  newBuyer,
  newPrivateBuyer,
  WECHAT,
} from "../support/browser/chromium.ts";
import { creditsOf, type Merchant } from "../support/merchant.ts";
import { ADMIN_TOKEN } from "../support/service.ts";
import { openTown, type Town } from "../support/browser/town.ts";

let town: Town;
let browser: Browser;

beforeAll(async () => {
  town = await openTown();
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await town?.close();
});

/** Pays at the shop's checkout, and answers what the shop's server was told of the order. */
async function pay(page: Page) {
  await page.click("#pay");
  return JSON.parse((await page.textContent("#result")) ?? "");
}

function tokenInAddress(page: Page): string | null {
  return new URL(page.url()).searchParams.get("tby");
}

/** What the operator's metrics say, once the queue has brought it. */
async function metricOf(name: string): Promise<number> {
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
  const text = await (await fetch(`${town.service.url}/metrics`, { headers })).text();
  return Number(new RegExp(`^${name} (\\d+)$`, "m").exec(text)?.[1]);
}

function landingFor(merchant: Merchant, orderId: string, attributes = ""): string {
  return town.landingOf(merchant, attributes).replace("#", `&order=${orderId}#`);
}

test("a link, a landing page of another origin, a checkout: the form's hidden field credits the promoter", async () => {
  const merchant = await town.open();
  const wei = await merchant.promoter("wei", landingFor(merchant, "form-1"));
  const buyer = await newBuyer(browser);
  const page = await buyer.newPage();
  await page.goto(wei.link);
  expect(page.url()).toBe(landingFor(merchant, "form-1"));
  const cookies = await buyer.cookies(town.service.url);
  expect(new Set(cookies.map(({ name, httpOnly, sameSite }) => `${name} ${httpOnly} ${sameSite}`))).toEqual(
    new Set(["tby_clk true Lax", "tby_vid true Lax"]),
  );
  await page.click("#buy");
  expect(tokenInAddress(page)).toBeNull();
  const order = await pay(page);
  expect([order.status, creditsOf(order)]).toEqual(["accepted", { [wei.id]: 10_000 }]);
  await buyer.close();
});

test("the token is kept first-party in a cookie and in localStorage, and leaves the address bar unless asked to stay", async () => {
  const merchant = await town.open();
  const wei = await merchant.promoter("wei", landingFor(merchant, "x"));
  const staying = await merchant.promoter("ling", landingFor(merchant, "x", "data-keep-token"));
  const buyer = await newBuyer(browser);
  const page = await buyer.newPage();
  await page.goto(wei.link);
  const token = await page.evaluate("tributary.clickToken()");
  expect(token).toMatch(/^[\w.-]{40,240}$/);
  expect(await page.evaluate("document.cookie")).toContain(`tbyt_${merchant.id}=${String(token)}`);
  expect(await page.evaluate(`localStorage.getItem("tbyt_${merchant.id}")`)).toContain(String(token));
  await page.goto(staying.link);
  expect(tokenInAddress(page)).toBe(await page.evaluate("tributary.clickToken()"));
  expect(await page.evaluate("tributary.clickTokens()")).toEqual([tokenInAddress(page), token]);
  await buyer.close();
});

test("a proved identify alone credits an order that names nothing but its customer", async () => {
  const merchant = await town.open();
  const wei = await merchant.promoter("wei", landingFor(merchant, "x"));
  const buyer = await newBuyer(browser);
  const page = await buyer.newPage();
  await page.goto(wei.link);
  const received = page.waitForEvent(
    "requestfinished",
    (request) => request.postData()?.includes("identify") === true,
  );
  await page.evaluate(`tributary.identify("customer-1", "${merchant.proofOf("customer-1")}")`);
  await received;
  await expect
    .poll(async () => {
      await merchant.order({ orderId: "identified-1", customerId: "customer-1" });
      return creditsOf(await merchant.orderById("identified-1"));
    })
    .toEqual({ [wei.id]: 10_000 });
  await buyer.close();
});

test("with all storage blocked, the token in the address reaches the checkout, and credits the promoter", async () => {
  const merchant = await town.open();
  const hosts = `data-link-hosts="${town.shop.host}"`;
  const wei = await merchant.promoter("wei", landingFor(merchant, "blocked-1", hosts));
  const { context, close } = await newBlockingBuyer();
  const page = await context.newPage();
  await page.goto(wei.link);
  expect(await page.evaluate(`document.cookie = "a=b"; document.cookie`)).toBe("");
  expect(
    await page.evaluate("(() => { try { return localStorage.length } catch { return null } })()"),
  ).toBeNull();
  expect(tokenInAddress(page)).not.toBeNull();
  await page.click("#more");
  expect(tokenInAddress(page)).not.toBeNull();
  await page.goBack();
  await page.click("#buy");
  const order = await pay(page);
  expect([order.status, creditsOf(order)]).toEqual(["accepted", { [wei.id]: 10_000 }]);
  await close();
});

test("three links of three promoters before the order share it in three, from the last token alone", async () => {
  const merchant = await town.open({ attribution: { model: "linear" } });
  const promoters = [];
  for (const name of ["wei", "ling", "jun"]) {
    promoters.push(await merchant.promoter(name, landingFor(merchant, "x")));
  }
  const buyer = await newBuyer(browser);
  const page = await buyer.newPage();
  for (const promoter of promoters) await page.goto(promoter.link);
  const last = await page.evaluate("tributary.clickToken()");
  const order = await merchant.order({ orderId: "shared-1", clickToken: last });
  const [wei, ling, jun] = promoters.map((promoter) => promoter.id);
  expect(creditsOf(order)).toEqual({ [wei ?? ""]: 3_334, [ling ?? ""]: 3_333, [jun ?? ""]: 3_333 });
  await buyer.close();
});

test("an image pixel on a merchant's page records its impression", async () => {
  const merchant = await town.open();
  const wei = await merchant.promoter("wei", landingFor(merchant, "x"));
  const buyer = await newBuyer(browser);
  const page = await buyer.newPage();
  await page.goto(town.landingOf(merchant));
  const answered = page.waitForResponse((response) => response.url().includes("/p.gif"));
  const source = `${town.service.url}/p.gif?program=${merchant.id}&link=${wei.slug}&e=impression`;
  const width = await page.evaluate(
    `(async () => { const image = new Image(); image.src = "${source}"; await image.decode(); return image.naturalWidth })()`,
  );
  const answer = await answered;
  expect([width, answer.headers()["tributary-status"]]).toEqual([1, "recorded"]);
  const [cookie] = await buyer.cookies(town.service.url);
  expect([cookie?.name, cookie?.sameSite, cookie?.httpOnly]).toEqual(["tby_pvid", "None", true]);
  await expect.poll(() => metricOf("tributary_impressions_total")).toBe(1);
  expect(await metricOf("tributary_pageviews_total")).toBeGreaterThan(0);
  await buyer.close();
});

test("an impression on the shop's own path is credited where the program credits those, and no click came", async () => {
  const merchant = await town.open({ attribution: { impressionLookback: "P1D" } });
  const wei = await merchant.promoter("wei", landingFor(merchant, "x"));
  const buyer = await newBuyer(browser);
  const page = await buyer.newPage();
  const checkout = `${town.checkoutOf(merchant, "seen-1")}&firstParty=1`;
  await page.goto(checkout);
  const answered = page.waitForResponse((response) => response.url().includes("/p.gif"));
  const source = `/tby/p.gif?program=${merchant.id}&link=${wei.slug}&e=impression`;
  await page.evaluate(`document.body.append(Object.assign(new Image(), { src: "${source}" }))`);
  expect((await answered).headers()["tributary-touch"]).toBe("kept");
  await page.goto(checkout);
  await expect.poll(() => page.inputValue("[data-tributary-token]")).not.toBe("");
  const order = await pay(page);
  expect([order.status, creditsOf(order)]).toEqual(["accepted", { [wei.id]: 10_000 }]);
  await buyer.close();
});

test("in WeChat's own browser the token reaches the checkout as anywhere", async () => {
  const merchant = await town.open();
  const wei = await merchant.promoter("wei", landingFor(merchant, "wechat-1"));
  const buyer = await newBuyer(browser, WECHAT);
  const page = await buyer.newPage();
  await page.goto(wei.link);
  await page.click("#buy");
  expect(creditsOf(await pay(page))).toEqual({ [wei.id]: 10_000 });
  await buyer.close();
});

test("who asks not to be tracked gets no cookie and nothing stored; the link still credits its promoter", async () => {
  const merchant = await town.open();
  const wei = await merchant.promoter("wei", landingFor(merchant, "private-1"));
  const buyer = await newPrivateBuyer(browser);
  const page = await buyer.newPage();
  const beacons: string[] = [];
  page.on("request", (request) => request.url().endsWith("/e") && beacons.push(request.url()));
  await page.goto(wei.link);
  expect(await buyer.cookies()).toEqual([]);
  expect(await page.evaluate("[document.cookie, localStorage.length]")).toEqual(["", 0]);
  expect(beacons).toEqual([]);
  const token = tokenInAddress(page);
  expect(await page.evaluate("tributary.clickToken()")).toBe(token);
  const order = await merchant.order({ orderId: "private-1", clickToken: token });
  expect(creditsOf(order)).toEqual({ [wei.id]: 10_000 });
  await buyer.close();
});
