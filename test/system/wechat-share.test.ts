/** Share cards in a real browser inside of WeChat: on entry, after a navigation without a load, by the rules of iOS. */
import { createHash } from "node:crypto";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchChromium, newBuyer, PHONE, WECHAT } from "../support/browser/chromium.ts";
import { type Manage, managing } from "../support/browser/manage.ts";
import { openOrigin, type Origin, page as html, type Visit } from "../support/browser/origin.ts";
import { runService, type RunningService, temporaryStateDirectory } from "../support/service.ts";
import { JS_SDK, NOTES_ENTRY } from "../support/wechat/js-sdk.ts";
import { WechatServer } from "../support/wechat/wechat-server.ts";

const PROGRAM = "tea";
const APP_ID = "wx8d1f2c3b4a5e6f70";
const SECRET = "0123456789abcdef0123456789abcdef";
const IPHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.50(0x1800323d) NetType/WIFI Language/zh_CN";
const CARD = { title: "Longjing", desc: "First flush", imgUrl: "https://shop.example/tea.png" };
/** A button into the shop's mini program, as WeChat's documents write one, and a page that listens to it. */
const LAUNCHER = `
  <wx-open-launch-weapp id="open" username="gh_0123456789ab" path="pages/tea/tea?tby=SLUG">
    <script type="text/wxtag-template"><button>Open</button></script>
  </wx-open-launch-weapp>
  <script>
    window.heard = [];
    window.drawn = document.querySelector("#open").outerHTML;
    for (const event of ["ready", "launch", "error"]) {
      document.querySelector("#open").addEventListener(event, () => window.heard.push(event));
    }
  </script>`;

const state = temporaryStateDirectory();
const wechat = new WechatServer();
let service: RunningService;
let shop: Origin;
let browser: Browser;
let call: Manage;
let link: string;
let buyer: BrowserContext | undefined;
let page: Page;

/** Pages of the shop, and WeChat's own servers as its script asks them. */
async function answer({ url, method, body }: Visit) {
  if (url.pathname === "/wechat-verifies" && method === "POST") {
    const { nonceStr, timestamp, signature, url: known, appId } = JSON.parse(body);
    const { ticket } = await wechat.seen(appId);
    const text = `jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${known}`;
    return { body: JSON.stringify(createHash("sha1").update(text).digest("hex") === signature) };
  }
  const asked = (name: string) => url.searchParams.get(name);
  const tags = asked("tags") === null ? "" : `data-open-tags="${asked("tags")}"`;
  const scripts = [
    `<script src="${service.url}/t.js" data-program="${PROGRAM}"></script>`,
    `<script src="${service.url}/t-wechat.js" data-program="${asked("as") ?? PROGRAM}" data-link="${link}" ${tags}></script>`,
  ];
  if (asked("first") === "wechat") scripts.reverse();
  return html(scripts.join(""), `<h1>Tea</h1>${asked("tags") === null ? "" : LAUNCHER}`);
}

beforeAll(async () => {
  service = await runService("start", state.path, { VENDOR_ORIGINS: `wechat=${await wechat.listen()}` });
  shop = await openOrigin("localhost", answer);
  browser = await launchChromium();
  call = managing(service.url);
  await wechat.say(APP_ID, { secret: SECRET });
  await call("POST", "", { id: PROGRAM, name: "Tea", currency: "CNY", allowedHosts: [shop.host] });
  await call("PUT", `/${PROGRAM}/wechat`, { appId: APP_ID, appSecret: SECRET });
  const { id: promoterId = "" } = await call("POST", `/${PROGRAM}/promoters`, { memberId: "wei" });
  const made = await call("POST", `/${PROGRAM}/links`, { promoterId, destination: `${shop.url}/tea` });
  link = made["url"] ?? "";
});

afterAll(async () => {
  await browser?.close();
  await shop?.close();
  await service?.kill();
  await wechat.close();
  state.remove();
});

async function enter(address: string, userAgent = WECHAT): Promise<void> {
  await buyer?.close();
  buyer = await newBuyer(browser, userAgent);
  await buyer.addInitScript(NOTES_ENTRY);
  await buyer.route("https://res.wx.qq.com/**", async (route) => {
    await route.fulfill({ contentType: "text/javascript", body: JS_SDK });
  });
  page = await buyer.newPage();
  await page.goto(address);
}

/** Calls `share` as a page does. @returns the code of what failed, or that nothing has. */
async function share(card: object = CARD): Promise<string> {
  return await page.evaluate(
    `tributary.wechat.share(${JSON.stringify(card)}).then(() => "shared", (error) => error.code)`,
  );
}

interface Config {
  readonly url: string;
  readonly jsApiList: readonly string[];
  readonly openTagList: readonly string[];
}

interface Told {
  readonly configs: readonly Config[];
  readonly cards: Readonly<Record<string, object>>;
}

async function told(): Promise<Told> {
  return await page.evaluate("window.__wechat");
}

const both = (card: object) => ({ updateAppMessageShareData: card, updateTimelineShareData: card });

describe.each([
  ["Android", WECHAT],
  ["iOS", IPHONE],
])("in WeChat for %s", (system, userAgent) => {
  test("both cards lead to the promoter's own link, on entry by that very link", async () => {
    await enter(link, userAgent);
    expect(await share()).toBe("shared");
    const { configs, cards } = await told();
    expect(cards).toEqual(both({ ...CARD, link }));
    expect(configs).toHaveLength(1);
    expect(configs[0]?.jsApiList).toEqual(Object.keys(cards));
    // The SDK has taken the token out of the address meanwhile: iOS goes on to know the page by the one of entry.
    expect(await page.evaluate("location.search")).toBe("");
    expect(configs[0]?.url.includes("tby=")).toBe(system === "iOS");
  });

  test("after a navigation without a load the page is signed as WeChat knows it", async () => {
    await enter(`${shop.url}/tea#top`, userAgent);
    expect(await share()).toBe("shared");
    await page.evaluate("history.pushState({}, '', '/cup?size=2#reviews')");
    const cup = { ...CARD, title: "A cup", link: `${link}?of=cup` };
    expect(await share(cup)).toBe("shared");
    const { configs, cards } = await told();
    expect(cards).toEqual(both(cup));
    const known = system === "iOS" ? ["/tea"] : ["/tea", "/cup?size=2"];
    expect(configs.map(({ url }) => url)).toEqual(known.map((path) => shop.url + path));
  });
});

test("cards of two calls at once are those of the second, and the page is verified once", async () => {
  await enter(`${shop.url}/tea`);
  const second = { ...CARD, title: "Second" };
  const calls = [CARD, second].map((card) => `tributary.wechat.share(${JSON.stringify(card)})`);
  await page.evaluate(`Promise.all([${calls.join()}]).then(() => true)`);
  const { configs, cards } = await told();
  expect([configs.length, cards]).toEqual([1, both({ ...second, link })]);
});

test("it does not matter which of both scripts comes first", async () => {
  await enter(`${shop.url}/tea?first=wechat`);
  expect(await share()).toBe("shared");
  expect(await page.evaluate("typeof tributary.clickTokens")).toBe("function");
});

test("elements that open a mini program are left to the page, which names them for WeChat", async () => {
  await enter(`${shop.url}/tea?tags=wx-open-launch-weapp,wx-open-subscribe`);
  expect(await share()).toBe("shared");
  const { configs, cards } = await told();
  expect(configs.map(({ openTagList }) => openTagList)).toEqual([
    ["wx-open-launch-weapp", "wx-open-subscribe"],
  ]);
  expect(cards).toEqual(both({ ...CARD, link }));
  await page.evaluate("document.querySelector('#open').click()");
  expect(await page.evaluate("heard")).toEqual(["ready", "launch"]);
  expect(await page.evaluate("document.querySelector('#open').outerHTML === drawn")).toBe(true);

  await enter(`${shop.url}/tea?tags=`);
  expect(await share()).toBe("shared");
  await page.evaluate("document.querySelector('#open').click()");
  expect([(await told()).configs[0]?.openTagList, await page.evaluate("heard")]).toEqual([[], []]);
});

describe("what fails is said", () => {
  test("outside of WeChat, without loading anything of it", async () => {
    await enter(`${shop.url}/tea`, PHONE);
    expect(await share()).toBe("not_wechat");
    expect(await page.evaluate("typeof wx")).toBe("undefined");
  });

  test("WeChat's script does not come, and a later call tries again", async () => {
    await enter(`${shop.url}/tea`);
    await buyer?.unroute("https://res.wx.qq.com/**");
    await buyer?.route("https://res.wx.qq.com/**", async (route) => await route.abort());
    expect(await share()).toBe("script_failed");
    await buyer?.unroute("https://res.wx.qq.com/**");
    await buyer?.route("https://res.wx.qq.com/**", async (route) => {
      await route.fulfill({ contentType: "text/javascript", body: JS_SDK });
    });
    expect(await share()).toBe("shared");
  });

  test("no account is set, or the service does not answer", async () => {
    await call("POST", "", { id: "bare", name: "Bare", currency: "CNY", allowedHosts: [shop.host] });
    await enter(`${shop.url}/tea?as=bare`);
    expect(await share()).toBe("no_wechat_app");
    await enter(`${shop.url}/tea`);
    await page.route("**/wechat/js-config?**", async (route) => await route.abort());
    expect(await share()).toBe("config_failed");
  });

  test("WeChat does not take the signature, and later calls have the page signed anew", async () => {
    await enter(`${shop.url}/tea`);
    await page.route("**/wechat-verifies", async (route) => await route.fulfill({ body: "false" }));
    expect(await share()).toBe("signature_refused");
    await page.unroute("**/wechat-verifies");
    // A page that was refused once is told to be ready before WeChat has looked again.
    await expect.poll(async () => await share()).toBe("shared");
  });

  test("WeChat does not take a card", async () => {
    await enter(`${shop.url}/tea`);
    expect(await share({ ...CARD, title: "forbidden" })).toBe("card_refused");
    expect(await share()).toBe("shared");
  });
});

test("the page is signed with a ticket that was asked for once", async () => {
  const { asked } = await wechat.seen(APP_ID);
  expect(asked).toEqual(["/cgi-bin/stable_token", "/cgi-bin/ticket/getticket"]);
});
