/**
 * What a promoter shares from the portal, on a phone inside of WeChat. A poster whose code leads to the very link, texts
 * with what is flagged in them, and the way in by WeChat.
 */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium, launchWithWindows, PHONE, WECHAT } from "../../support/browser/chromium.ts";
import { openPromoterShop, type PromoterShop } from "../../support/browser/promoter-shop.ts";
import { faultsOf, LANGUAGES } from "../../support/browser/readable.ts";
import { PROJECT, runService, type RunningService, temporaryStateDirectory } from "../../support/service.ts";
import { CopyModelsServer } from "../../support/sharing/copy-models-server.ts";
import { readQrIn } from "../../support/sharing/read-part.ts";
import { WechatServer } from "../../support/wechat/wechat-server.ts";

const SCREENSHOTS = join(PROJECT, "dist/screenshots/portal");
const APP_ID = "wx8d1f2c3b4a5e6f70";
const SECRET = "0123456789abcdef0123456789abcdef";
const OPEN_ID = "oLVPpjqs9BhvzwPj5A-vTYAX3GLc";
const AUTHORIZE = "https://open.weixin.qq.com/connect/oauth2/authorize";
const PHONE_SCREEN = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 3,
  isMobile: true,
  hasTouch: true,
};
/** What a phone says of a link that somebody tapped. */
const BY_HAND = { "sec-fetch-mode": "navigate", "sec-fetch-dest": "document", "sec-fetch-user": "?1" };
/** Dots for each unit of a poster. */
const SCALE = 2;

const POSTER = {
  id: "spring",
  name: "春茶",
  width: 750,
  height: 1_200,
  background: { color: "#f6f1e7" },
  texts: [{ text: "{promoter}请你喝茶", x: 60, y: 80, width: 630, size: 48, color: "#23211d" }],
  qr: { x: 225, y: 760, size: 300 },
};

const WORDS = {
  "zh-CN": {
    signIn: "微信登录",
    links: "链接",
    poster: "海报",
    which: "选择海报",
    save: "保存图片",
    texts: "文案",
    product: "推荐什么商品",
    platform: "分享到哪里",
    show: "查看文案",
    copy: "复制文案",
    flag: "“第一”：广告法禁用的绝对化用语",
    more: "让 AI 再写几条",
    byModel: "由 AI 生成，发送前请先读一遍",
  },
  en: {
    signIn: "Sign in with WeChat",
    links: "Links",
    poster: "Poster",
    which: "Which poster",
    save: "Save the picture",
    texts: "Texts",
    product: "What you recommend",
    platform: "Where you share it",
    show: "Show texts",
    copy: "Copy text",
    flag: "“第一”: the advertising law forbids such words",
    more: "Have AI write more",
    byModel: "Written by AI: read it before you send it",
  },
} as const;

const state = temporaryStateDirectory();
const wechat = new WechatServer();
const model = new CopyModelsServer();
let service: RunningService;
let browser: Browser;
let shop: PromoterShop;
let link: string;

beforeAll(async () => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  service = await runService("start", state.path, {
    VENDOR_ORIGINS: `wechat=${await wechat.listen()}`,
    ...(await model.listen()),
  });
  shop = await openPromoterShop(service.url, "tea-friends");
  await shop.call("PUT", `/${shop.id}/wechat`, { appId: APP_ID, appSecret: SECRET });
  await shop.call("POST", `/${shop.id}/promoters/${shop.promoterId}/wechat`, { openId: OPEN_ID });
  await shop.call("POST", `/${shop.id}/posters`, POSTER);
  for (const language of ["zh", "en"])
    await shop.call("PUT", `/${shop.id}/share-copy/templates/own-${language}`, {
      language,
      text: "{product} 全国第一 {link}",
    });
  const { data } = (await shop.call("GET", `/${shop.id}/links`)) as unknown as { data: { url: string }[] };
  link = data[0]?.url ?? "";
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await service?.kill();
  await wechat.close();
  await model.close();
  state.remove();
});

/** A phone on which the promoter is signed in. */
async function signedIn(locale: string, userAgent = WECHAT): Promise<BrowserContext> {
  const context = await browser.newContext({ ...PHONE_SCREEN, locale, userAgent });
  const page = await context.newPage();
  await page.goto(`${service.url}/portal/${shop.id}`);
  await page.locator("input[type=password]").fill(shop.token);
  await page.keyboard.press("Enter");
  await page.getByRole("navigation").waitFor();
  return context;
}

/** The page that was signed in by, opened once more: another one is another process. */
async function home(context: BrowserContext): Promise<Page> {
  const [page] = context.pages() as [Page];
  page.on("console", (message) => {
    // A policy that forbids what the page does is told here alone.
    if (message.type() === "error" && /policy/i.test(message.text())) throw new Error(message.text());
  });
  await page.goto(`${service.url}/portal/${shop.id}`);
  await page.getByRole("navigation").waitFor();
  return page;
}

/** The poster as a long press saves it. */
async function shownPoster(page: Page): Promise<Uint8Array> {
  const picture = page.locator("img.poster");
  await picture.waitFor();
  const source = (await picture.getAttribute("src")) ?? "";
  expect(source).toMatch(/^data:image\/png;base64,/);
  return Buffer.from(source.slice(source.indexOf(",") + 1), "base64");
}

/**
 * Presses the picture for long. A Chromium without windows has no menu to show. It is what the finger lands on, which the page
 * may not take for itself, and the menu's event, which the page lets pass.
 */
async function longPressed(page: Page): Promise<unknown> {
  const picture = page.locator("img.poster");
  await picture.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await picture.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  await page.evaluate(`window.pressed = [];
    for (const type of ["touchstart", "touchend", "click"])
      addEventListener(type, ({ target, defaultPrevented }) => pressed.push([type, target.className, defaultPrevented]));
  `);
  const phone = await page.context().newCDPSession(page);
  const place = { x: x + width / 2, y: y + Math.min(height / 2, 200) };
  await phone.send("Input.synthesizeTapGesture", { ...place, duration: 1_000, gestureSourceType: "touch" });
  return await page.evaluate(`[...pressed, ["contextmenu", document.querySelector("img.poster").dispatchEvent(
    new MouseEvent("contextmenu", { bubbles: true, cancelable: true }),
  )]]`);
}

const looked = (name: string, language: (typeof LANGUAGES)[number]) => {
  return { name, language, widths: [360, 768], folder: SCREENSHOTS };
};

const scaled = ({ x, y, size }: typeof POSTER.qr) => {
  return { x: SCALE * x, y: SCALE * y, size: SCALE * size };
};

test.each(LANGUAGES)(
  "two taps from anywhere show a poster, whose code is the link and whose tap counts, in %s",
  async (language) => {
    const words = WORDS[language];
    const context = await signedIn(language);
    const page = await home(context);
    await page.getByRole("link", { name: words.links }).tap();
    await page.getByRole("button", { name: words.poster }).tap();
    const own = await shownPoster(page);
    expect(readQrIn(own, scaled(POSTER.qr))).toBe(link);
    expect(await longPressed(page)).toEqual([
      ["touchstart", "poster", false],
      ["touchend", "poster", false],
      ["contextmenu", true],
    ]);
    expect(await page.getByRole("link", { name: words.save }).count()).toBe(0);
    expect(await faultsOf(page, looked("poster", language))).toEqual([]);
    await page.getByLabel(words.which).selectOption("simple");
    await expect.poll(async () => Buffer.compare(await shownPoster(page), own)).not.toBe(0);
    const simple = await fetch(`${link.replace("/s/", "/poster/")}/simple.svg`);
    const [, x, y, size] = /<svg x="(\d+)" y="(\d+)".*? width="(\d+)"/.exec(await simple.text()) ?? [];
    const place = scaled({ x: Number(x), y: Number(y), size: Number(size) });
    const scanned = readQrIn(await shownPoster(page), place);
    expect(scanned).toBe(link);
    const tap = await context.request.get(scanned, { maxRedirects: 0, headers: BY_HAND });
    expect([tap.status(), tap.headers()["location"]]).toEqual([
      302,
      expect.stringMatching(/^https:\/\/shop\.example\.com\/tea\?tby=./),
    ]);
    const clickToken = new URL(tap.headers()["location"] ?? "").searchParams.get("tby");
    const order = { orderId: `poster-${language}`, amount: 10_000, currency: "CNY", clickToken };
    expect(await shop.call("POST", `/${shop.id}/conversions`, order)).toMatchObject({
      results: [{ attribution: { basis: "touch", credits: [{ promoterId: shop.promoterId }] } }],
    });
    await context.close();
  },
);

test("outside of WeChat the picture is a file as well", async () => {
  const context = await signedIn("en", PHONE);
  const page = await home(context);
  await page.getByRole("link", { name: "Links" }).tap();
  await page.getByRole("button", { name: "Poster" }).tap();
  const shown = await shownPoster(page);
  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "Save the picture" }).tap();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/-spring\.png$/);
  expect(Buffer.compare(readFileSync(await download.path()), shown)).toBe(0);
  await context.close();
});

test.each(LANGUAGES)(
  "texts are copied as they stand, and say what is flagged in them, in %s",
  async (language) => {
    const words = WORDS[language];
    const context = await signedIn(language);
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const page = await home(context);
    await page.getByRole("link", { name: words.links }).tap();
    await page.getByRole("button", { name: words.texts, exact: true }).tap();
    await page.getByLabel(words.product).fill("龙井茶");
    await page.getByRole("button", { name: words.show }).tap();
    const first = page.locator(".texts > li").first();
    await first.waitFor();
    expect(await first.locator(".text").textContent()).toBe(`龙井茶 全国第一 ${link}`);
    expect(await first.locator("mark").allTextContents()).toEqual(["第一"]);
    await first.getByText(words.flag).waitFor();
    await first.getByRole("button", { name: words.copy }).tap();
    await expect
      .poll(async () => await page.evaluate("navigator.clipboard.readText()"))
      .toBe(`龙井茶 全国第一 ${link}`);
    expect(await faultsOf(page, looked("texts", language))).toEqual([]);
    // Where no link can be tapped none stands in a text.
    await page.getByLabel(words.platform).selectOption("xiaohongshu");
    await expect.poll(async () => await page.locator(".drawer").textContent()).not.toContain(link);
    await context.close();
  },
);

test.each(LANGUAGES)("more texts come from a model by one tap, and say so, in %s", async (language) => {
  const words = WORDS[language];
  await model.say({ texts: ["刚泡好 {product}，一口第一 {link}", "{product} 99 {link}"] });
  const context = await signedIn(language);
  const page = await home(context);
  await page.getByRole("link", { name: words.links }).tap();
  await page.getByRole("button", { name: words.texts, exact: true }).tap();
  await page.getByLabel(words.product).fill("龙井茶");
  await page.getByRole("button", { name: words.show }).tap();
  await page.getByRole("button", { name: words.more }).tap();
  const written = page.locator(".texts > li", { hasText: words.byModel });
  await written.waitFor();
  expect(await written.locator(".text").allTextContents()).toEqual([`刚泡好 龙井茶，一口第一 ${link}`]);
  await written.getByText(words.flag).waitFor();
  expect(await faultsOf(page, looked("texts-by-model", language))).toEqual([]);
  await context.close();
});

test.each(LANGUAGES)(
  "whoever is bound signs in by one tap in WeChat, and by no tap elsewhere, in %s",
  async (language) => {
    await wechat.say(APP_ID, { secret: SECRET, codes: { [`code-${language}`]: { openId: OPEN_ID } } });
    const outside = await browser.newContext({ ...PHONE_SCREEN, locale: language, userAgent: PHONE });
    const plain = await outside.newPage();
    await plain.goto(`${service.url}/portal/${shop.id}`);
    await plain.locator("input[type=password]").waitFor();
    const { signIn } = WORDS[language];
    expect(await plain.getByRole("link", { name: signIn }).count()).toBe(0);
    await outside.close();
    const windows = await launchWithWindows();
    const context = await windows.newContext({ ...PHONE_SCREEN, locale: language, userAgent: WECHAT });
    // WeChat asks nobody anything, and leads back with a code.
    await context.route(`${AUTHORIZE}**`, async (route) => {
      const asked = new URL(route.request().url()).searchParams;
      const back = `${asked.get("redirect_uri")}?code=code-${language}&state=${asked.get("state")}`;
      const body = `<script>location.replace(${JSON.stringify(back)})</script>`;
      await route.fulfill({ contentType: "text/html", body });
    });
    const page = await context.newPage();
    await page.goto(`${service.url}/portal/${shop.id}`);
    await page.getByRole("link", { name: signIn }).waitFor();
    expect(await faultsOf(page, looked("wechat-sign-in", language))).toEqual([]);
    await page.getByRole("link", { name: signIn }).tap();
    await page.getByRole("navigation").waitFor();
    expect(page.url()).toBe(`${service.url}/portal/${shop.id}`);
    await windows.close();
  },
);
