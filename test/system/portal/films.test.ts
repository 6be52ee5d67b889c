/**
 * Films that a promoter makes on a phone: of two pictures of its own, encoded by its browser, kept as a file. The code is read
 * from a frame of that file, and the tap behind it is the promoter's.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encode } from "fast-png";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium, PHONE, WECHAT } from "../../support/browser/chromium.ts";
import { ageTo2021 } from "../../support/browser/phone-of-2021.ts";
import { colourOf, played } from "../../support/browser/played-film.ts";
import { openPromoterShop, type PromoterShop } from "../../support/browser/promoter-shop.ts";
import { faultsOf, LANGUAGES } from "../../support/browser/readable.ts";
import { PROJECT, runService, type RunningService, temporaryStateDirectory } from "../../support/service.ts";
import { readQrIn } from "../../support/sharing/read-part.ts";

const SCREENSHOTS = join(PROJECT, "dist/screenshots/portal");
const PHONE_SCREEN = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 3,
  isMobile: true,
  hasTouch: true,
};
/** What a phone says of a link that somebody tapped. */
const BY_HAND = { "sec-fetch-mode": "navigate", "sec-fetch-dest": "document", "sec-fetch-user": "?1" };
/** Where the last scene has the code, in units of a film. */
const CODE = { x: 80, y: 470, size: 560 };

const WORDS = {
  "zh-CN": {
    links: "链接",
    film: "视频",
    pictures: "选择手机里的图片，最多 4 张",
    out: "移除 red.png",
    ready: "现成文案",
    text: "视频里的文字",
    flag: "“最”：广告法禁用的绝对化用语",
    template: "剪辑风格",
    length: "时长",
    size: "清晰度",
    make: "生成视频",
    breakOff: "取消生成",
    save: "保存视频",
    stop: "停止",
    play: "播放",
    cannot: "此浏览器无法制作视频。",
    poster: "查看海报",
  },
  en: {
    links: "Links",
    film: "Film",
    pictures: "Pictures of your own, up to 4",
    out: "Take out red.png",
    ready: "A text that is ready",
    text: "What the film says",
    flag: "“最”: the advertising law forbids such words",
    template: "How it is cut",
    length: "How long",
    size: "Size",
    make: "Make the film",
    breakOff: "Break off",
    save: "Save the film",
    stop: "Stop",
    play: "Play",
    cannot: "This browser makes no films.",
    poster: "Show the poster",
  },
} as const;
type Words = (typeof WORDS)[keyof typeof WORDS];

const state = temporaryStateDirectory();
let service: RunningService;
let browser: Browser;
let shop: PromoterShop;
let link: string;
const pictures: string[] = [];

beforeAll(async () => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  for (const [name, colour] of [
    ["red", [200, 30, 30]],
    ["blue", [30, 60, 200]],
  ] as const) {
    const path = join(state.path, `${name}.png`);
    const data = Uint8Array.from({ length: 90 * 160 * 3 }, (_, place) => colour[place % 3] ?? 0);
    writeFileSync(path, encode({ width: 90, height: 160, channels: 3, data }));
    pictures.push(path);
  }
  service = await runService("start", state.path);
  shop = await openPromoterShop(service.url, "tea-friends");
  const { data } = (await shop.call("GET", `/${shop.id}/links`)) as unknown as { data: { url: string }[] };
  link = data[0]?.url ?? "";
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await service?.kill();
  state.remove();
});

async function phone(locale: string, userAgent = PHONE): Promise<BrowserContext> {
  return await browser.newContext({ ...PHONE_SCREEN, locale, userAgent });
}

/** The page of links, with what makes films opened. @param asked gets the path of each file that the page loads. */
async function openFilm(context: BrowserContext, words: Words, asked: string[] = []): Promise<Page> {
  const page = await context.newPage();
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  page.on("console", (message) => {
    // A policy that forbids what the page does is told here alone.
    if (message.type() === "error" && /policy/i.test(message.text())) throw new Error(message.text());
  });
  await page.goto(`${service.url}/portal/${shop.id}`);
  await page.locator("input[type=password]").fill(shop.token);
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: words.links }).tap();
  await page.getByRole("button", { name: words.film, exact: true }).tap();
  return page;
}

/** The file that the link to it gives. */
async function savedFilm(
  page: Page,
  words: Words,
): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: words.save }).tap();
  const download = await downloading;
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

test.each(LANGUAGES)(
  "a film of two pictures ends with the code of the link, whose tap is the promoter's, in %s",
  async (language) => {
    const words = WORDS[language];
    const context = await phone(language);
    const page = await openFilm(context, words);
    await page.getByLabel(words.pictures).setInputFiles(pictures);
    await page.getByRole("button", { name: words.out }).waitFor();
    await page.getByLabel(words.text).fill("最好的茶，慢慢喝。");
    await page.getByText(words.flag).waitFor();
    const ready = page.getByLabel(words.ready);
    await ready.selectOption({ index: 1 });
    expect(await page.getByLabel(words.text).inputValue()).toMatch(/^(?!.*http).*Tea friends/);
    expect(await page.getByText(words.flag).count()).toBe(0);
    await page.getByRole("button", { name: words.stop }).tap();
    expect(await faultsOf(page, { name: "film", language, widths: [360, 768], folder: SCREENSHOTS })).toEqual(
      [],
    );
    // In English as large as films are, in Chinese as slow phones make them.
    if (language === "zh-CN") await page.getByLabel(words.size).selectOption("small");
    await page.getByRole("button", { name: words.make }).tap();
    await page.getByRole("progressbar").waitFor();
    const { name, bytes } = await savedFilm(page, words);
    expect(name).toMatch(/^[a-z0-9]+-calm-15\.mp4$/);
    const { seconds, width, height, frames } = await played(context, bytes, [1.5, 4.5, 14]);
    expect(Math.round(seconds * 10)).toBe(150);
    expect([width, height]).toEqual(language === "zh-CN" ? [360, 640] : [720, 1_280]);
    expect(frames.slice(0, 2).map(colourOf)).toEqual(["red", "blue"]);
    const scanned = readQrIn(frames[2] ?? Buffer.of(), CODE);
    expect(scanned).toBe(link);
    expect(
      await faultsOf(page, { name: "film-made", language, widths: [360, 768], folder: SCREENSHOTS }),
    ).toEqual([]);

    const tap = await context.request.get(scanned, { maxRedirects: 0, headers: BY_HAND });
    const clickToken = new URL(tap.headers()["location"] ?? "").searchParams.get("tby");
    const order = { orderId: `film-${language}`, amount: 10_000, currency: "CNY", clickToken };
    expect(await shop.call("POST", `/${shop.id}/conversions`, order)).toMatchObject({
      results: [{ attribution: { basis: "touch", credits: [{ promoterId: shop.promoterId }] } }],
    });
    await context.close();
  },
);

test("what is made is broken off and made again, by the keyboard alone", async () => {
  const words = WORDS.en;
  const context = await phone("en");
  const page = await openFilm(context, words);
  await page.getByRole("button", { name: words.stop }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: words.play }).waitFor();
  // The longest of the largest: a small one may be made before a key is pressed.
  await page.getByLabel(words.length).selectOption({ index: 1 });
  await page.getByRole("button", { name: words.make }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: words.breakOff }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: words.make }).waitFor();
  expect(await page.getByRole("progressbar").count()).toBe(0);
  await page.getByLabel(words.length).selectOption({ index: 0 });
  await page.getByLabel(words.size).selectOption("small");
  await page.getByRole("button", { name: words.make }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: words.save }).waitFor();
  // What was made is of another film then.
  await page.getByLabel(words.template).selectOption("fast");
  await page.getByRole("button", { name: words.make }).waitFor();
  expect(await page.getByRole("link", { name: words.save }).count()).toBe(0);
  await context.close();
});

test("whoever looks elsewhere meanwhile finds the film made", async () => {
  const words = WORDS.en;
  const context = await phone("en");
  const page = await openFilm(context, words);
  await page.getByRole("button", { name: words.make }).tap();
  await page.getByRole("progressbar").waitFor();
  // What was answered a minute ago is asked for anew when somebody comes back to the page.
  const asked = page.waitForRequest((request) => request.url().includes("/v1/"));
  await page.evaluate(`{
    const now = Date.now;
    Date.now = () => now() + 60_000;
    window.dispatchEvent(new Event("visibilitychange"));
  }`);
  await asked;
  await page.getByRole("link", { name: words.save }).waitFor();
  expect(await page.getByRole("button", { name: words.make }).count()).toBe(0);
  await context.close();
});

test("whoever makes a film in the moment after a choice has it made", async () => {
  const words = WORDS.en;
  const context = await phone("en");
  const page = await openFilm(context, words);
  await page.getByRole("button", { name: words.make }).waitFor();
  // The button is pressed once the choice is drawn, and before the next frame.
  await page.evaluate(`(async () => {
    const size = document.querySelector("option[value=small]").parentElement;
    size.value = "small";
    size.dispatchEvent(new Event("change", { bubbles: true }));
    for (let task = 0; task < 10; task += 1) await null;
    [...document.querySelectorAll("button")].find(({ innerText }) => innerText === "${words.make}").click();
  })()`);
  await page.getByRole("link", { name: words.save }).waitFor();
  expect(await page.getByLabel(words.size).inputValue()).toBe("small");
  await context.close();
});

test("who wants nothing to move sees the film stand still", async () => {
  const context = await browser.newContext({
    ...PHONE_SCREEN,
    locale: "en",
    userAgent: PHONE,
    reducedMotion: "reduce",
  });
  const page = await openFilm(context, WORDS.en);
  await page.getByRole("button", { name: WORDS.en.play }).waitFor();
  expect(await page.getByRole("button", { name: WORDS.en.stop }).count()).toBe(0);
  await context.close();
});

test("pictures leave the phone never, and what makes a film is loaded when one is made", async () => {
  const words = WORDS.en;
  const context = await phone("en");
  const asked: string[] = [];
  const page = await openFilm(context, words, asked);
  const sent: string[] = [];
  page.on("request", (request) => {
    if (request.method() !== "GET") sent.push(`${new URL(request.url()).pathname} ${request.postData()}`);
  });
  await page.getByLabel(words.pictures).setInputFiles(pictures);
  await page.getByRole("button", { name: words.out }).waitFor();
  await page.getByLabel(words.size).selectOption("small");
  expect(asked.filter((path) => /encode-film/.test(path))).toEqual([]);
  await page.getByRole("button", { name: words.make }).tap();
  await page.getByRole("link", { name: words.save }).waitFor();
  expect(asked.filter((path) => /encode-film/.test(path))).toHaveLength(1);
  // Texts are asked for by what is recommended.
  const texts = `/v1/programs/${shop.id}/share-copy {"product":{"name":"Tea friends 茶友"},`;
  for (const one of sent) expect(one.slice(0, texts.length)).toBe(texts);
  await context.close();
});

test.each(LANGUAGES)(
  "a browser that encodes nothing says so, and shows the poster, in %s",
  async (language) => {
    const words = WORDS[language];
    const context = await phone(language, WECHAT);
    await ageTo2021(context);
    await context.addInitScript("delete globalThis.VideoEncoder");
    const asked: string[] = [];
    const page = await openFilm(context, words, asked);
    await page.getByText(words.cannot).waitFor();
    expect(
      await faultsOf(page, { name: "film-cannot", language, widths: [360], folder: SCREENSHOTS }),
    ).toEqual([]);
    await page.getByRole("button", { name: words.poster }).tap();
    await page.locator("img.poster").waitFor();
    expect(asked.filter((path) => /film-maker|encode-film/.test(path))).toEqual([]);
    await context.close();
  },
);
