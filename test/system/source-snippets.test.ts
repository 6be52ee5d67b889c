/** What the pages on checkouts give to be pasted into a shop's pages carries the token, in a real browser. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium, newBuyer } from "../support/browser/chromium.ts";
import { type Origin, openOrigin, page as pageOf, type Visit } from "../support/browser/origin.ts";
import { Merchant } from "../support/merchant.ts";
import { PROJECT, runService, type RunningService, temporaryStateDirectory } from "../support/service.ts";

const TOKEN = /^[\w-]{40,80}(\.[\w-]+)?$/;

const state = temporaryStateDirectory();
const visits: Visit[] = [];
let service: RunningService;
let shop: Origin;
let browser: Browser;
let merchant: Merchant;

beforeAll(async () => {
  service = await runService("start", state.path);
  shop = await openOrigin("localhost", (visit) => {
    visits.push(visit);
    return pageOf("", snippetsOf(visit.url.pathname.slice(1)));
  });
  merchant = await Merchant.open(service.url, { allowedHosts: [shop.host] });
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await shop?.close();
  await service?.kill();
  state.remove();
});

/** The HTML of a page on a checkout, as its reader pastes it: with the own share host and program. */
function snippetsOf(source: string): string {
  if (!/^(stripe|shopify|wechatpay)$/.test(source)) return "";
  const text = readFileSync(join(PROJECT, `docs/sources/${source}.md`), "utf8");
  return [...text.matchAll(/^```html\n(.*?)^```$/gms)]
    .map(([, block = ""]) => block)
    .join("")
    .replaceAll("https://go.shop.example", service.url)
    .replaceAll('data-program="shop"', `data-program="${merchant.id}"`);
}

/** A page of the shop, which a buyer reached by a promoter's link. */
async function landedOn(source: string): Promise<Page> {
  const { link } = await merchant.promoter(`lin-${source}`, `${shop.url}/${source}`);
  const page = await (await newBuyer(browser)).newPage();
  await page.goto(link, { waitUntil: "load" });
  return page;
}

test.each(["stripe", "wechatpay"])("the field of the form of %s is filled with the token", async (source) => {
  const page = await landedOn(source);
  await expect.poll(() => page.inputValue("input[name=tby]")).toMatch(TOKEN);
});

test("a Payment Link takes the short token once, however often it is clicked", async () => {
  const page = await landedOn("stripe");
  await page.evaluate(`addEventListener("click", (event) => event.preventDefault())`);
  for (let click = 0; click < 2; click += 1) await page.click("#pay");
  const address = new URL((await page.getAttribute("#pay", "href")) ?? "");
  expect(address.origin + address.pathname).toBe("https://buy.stripe.com/test_eVa5nR0abc");
  const [reference, ...others] = address.searchParams.getAll("client_reference_id");
  expect([reference, others]).toEqual([expect.stringMatching(/^[\w-]{40,80}$/), []]);
});

test("the lines of a theme at Shopify put the token into the cart's attributes", async () => {
  await landedOn("shopify");
  const updates = () => visits.filter(({ url }) => url.pathname === "/cart/update.js");
  await expect.poll(updates).toHaveLength(1);
  const [update] = updates();
  expect(update?.method).toBe("POST");
  expect(JSON.parse(update?.body ?? "")).toEqual({ attributes: { tby: expect.stringMatching(TOKEN) } });
});
