/** A share link that a real browser loads ahead of its tap, or hands on by a service worker: the buyer lands with a token. */
import { request as ask } from "node:http";
import { setTimeout } from "node:timers/promises";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium, PHONE } from "../support/browser/chromium.ts";
import { Merchant } from "../support/merchant.ts";
import { type Handler, openOrigin, type Origin, page, type Visit } from "../support/browser/origin.ts";
import { type RunningService, runService, temporaryStateDirectory } from "../support/service.ts";

const SERVICE_WORKER = `
  self.addEventListener("install", () => self.skipWaiting());
  self.addEventListener("activate", (event) => event.waitUntil(clients.claim()));
  self.addEventListener("fetch", (event) => event.respondWith(fetch(event.request)));`;

const state = temporaryStateDirectory();
let service: RunningService;
let browser: Browser;
let shop: Origin;
let slug: string;
/** What browsers asked of the share link, and what they were answered. */
let asked: { readonly says: string; readonly status: number }[] = [];

beforeAll(async () => {
  service = await runService("start", state.path);
  // A service worker has no user agent but the browser's own.
  browser = await launchChromium(PHONE);
  shop = await openOrigin("localhost", pageOf, shareLinks);
  const merchant = await Merchant.open(service.url, { allowedHosts: [shop.host] });
  ({ slug } = await merchant.promoter("wei", `${shop.url}/landing`));
});

afterAll(async () => {
  await browser?.close();
  await shop?.close();
  await service?.kill();
  state.remove();
});

/** Share links answer on the page's own origin: browsers make no page of another one ahead. */
const shareLinks: Handler = (incoming, outgoing) => {
  const { url = "", headers } = incoming;
  if (!url.startsWith("/s/")) return false;
  const says = String(headers["sec-purpose"] ?? headers["sec-fetch-dest"]);
  ask(service.url + url, { headers }, (answer) => {
    asked.push({ says, status: answer.statusCode ?? 0 });
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  }).end();
  return true;
};

function pageOf({ url }: Visit) {
  if (url.pathname === "/sw.js") {
    return { headers: { "content-type": "text/javascript" }, body: SERVICE_WORKER };
  }
  const rules = JSON.stringify({
    [url.pathname.slice(1)]: [{ source: "list", urls: [`/s/${slug}`], eagerness: "immediate" }],
  });
  const isAhead = url.pathname === "/prefetch" || url.pathname === "/prerender";
  return page(
    isAhead ? `<script type="speculationrules">${rules}</script>` : "",
    `<a href="/s/${slug}">Tea</a>`,
  );
}

/** Whether the browser has asked so often, within 20 s. One with no time to spare loads nothing ahead. */
async function isLoadedAhead(times: number): Promise<boolean> {
  for (let looks = 0; looks < 100 && asked.length < times; looks += 1) await setTimeout(200);
  return asked.length >= times;
}

/** Opens a page, lets it load the link ahead, taps it, and gives the token that the buyer lands with. */
async function landedWith(path: string, loadsAhead: number): Promise<string | null> {
  asked = [];
  const buyer = await browser.newContext();
  const tab = await buyer.newPage();
  await tab.goto(shop.url + path);
  if (path === "/sw") {
    await tab.evaluate(
      `navigator.serviceWorker.register("/sw.js").then(() => navigator.serviceWorker.ready)`,
    );
    await tab.waitForFunction("navigator.serviceWorker.controller !== null");
  }
  for (let times = 1; !(await isLoadedAhead(loadsAhead)) && times < 10; times += 1) {
    asked = [];
    await tab.reload();
  }
  expect(asked).toHaveLength(loadsAhead);
  await tab.click("a");
  await tab.waitForURL(/landing/);
  const token = new URL(tab.url()).searchParams.get("tby");
  await buyer.close();
  return token;
}

test.each(["prefetch", "prerender"])(
  "%s by speculation rules is declined, and the tap asks again",
  async (kind) => {
    const token = await landedWith(`/${kind}`, 1);
    expect(token).toMatch(/^[\w.-]{40,240}$/);
    expect(asked[0]).toEqual({ says: kind === "prefetch" ? "prefetch" : "prefetch;prerender", status: 503 });
    expect(asked.at(-1)).toEqual({ says: "document", status: 302 });
  },
);

test("a navigation that the page's service worker hands on lands with a token", async () => {
  const token = await landedWith("/sw", 0);
  expect(token).toMatch(/^[\w.-]{40,240}$/);
  expect(asked).toEqual([{ says: "empty", status: 302 }]);
});
