/** What merchants give to share, as promoters find it in the portal: copied by one tap, kept by a long press, stories apart. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium, WECHAT } from "../../support/browser/chromium.ts";
import { openPromoterShop, type PromoterShop } from "../../support/browser/promoter-shop.ts";
import { faultsOf, LANGUAGES } from "../../support/browser/readable.ts";
import { runService, type RunningService, temporaryStateDirectory } from "../../support/service.ts";

const PICTURE =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const PHONE_SCREEN = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

const WORDS = {
  "zh-CN": {
    more: "更多",
    materials: "素材与故事",
    stories: "故事",
    copy: "复制文案",
    picture: "图片",
    by: "李女士 讲述",
    flag: "“第一”：广告法禁用的绝对化用语",
  },
  en: {
    more: "More",
    materials: "Materials and stories",
    stories: "Stories",
    copy: "Copy text",
    picture: "Picture",
    by: "李女士 tells",
    flag: "“第一”: the advertising law forbids such words",
  },
} as const;

const state = temporaryStateDirectory();
let service: RunningService;
let browser: Browser;
let shop: PromoterShop;
let link: string;

beforeAll(async () => {
  service = await runService("start", state.path);
  shop = await openPromoterShop(service.url, "tea-friends");
  for (const material of [
    { id: "tea", kind: "text", title: "春茶", text: "春茶到了：{link}", picture: PICTURE },
    { id: "later", kind: "text", title: "Later", text: "x", publishedFrom: "2100-01-01T00:00:00Z" },
    {
      id: "li",
      kind: "story",
      title: "我的第一年",
      text: "从三个朋友开始。",
      who: "李女士",
      hasConsent: true,
    },
  ])
    await shop.call("POST", `/${shop.id}/materials`, material);
  const { data } = (await shop.call("GET", `/${shop.id}/links`)) as unknown as { data: { url: string }[] };
  link = data[0]?.url ?? "";
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await service?.kill();
  state.remove();
});

async function signedIn(locale: string): Promise<Page> {
  const context = await browser.newContext({ ...PHONE_SCREEN, locale, userAgent: WECHAT });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await context.newPage();
  await page.goto(`${service.url}/portal/${shop.id}`);
  await page.locator("input[type=password]").fill(shop.token);
  await page.keyboard.press("Enter");
  await page.getByRole("navigation").waitFor();
  return page;
}

test.each(LANGUAGES)(
  "a text is copied with the promoter's own link, and stories stand apart, in %s",
  async (language) => {
    const words = WORDS[language];
    const page = await signedIn(language);
    const looked = (name: string) => ({ name, language, widths: [360, 768], folder: state.path });
    await page.getByRole("link", { name: words.more, exact: true }).tap();
    await page.getByRole("link", { name: words.materials }).tap();
    const cards = page.locator(".cards > li");
    await cards.first().waitFor();
    expect(await cards.locator("h2").allTextContents()).toEqual(["春茶"]);
    await cards.getByRole("button", { name: words.copy }).tap();
    await expect
      .poll(async () => await page.evaluate("navigator.clipboard.readText()"))
      .toBe(`春茶到了：${link}`);
    await cards.getByRole("button", { name: words.picture, exact: true }).tap();
    const picture = cards.locator("img.poster");
    await picture.waitFor();
    expect(await picture.getAttribute("src")).toBe(PICTURE);
    expect(await faultsOf(page, looked("materials"))).toEqual([]);
    // By the keyboard, as somebody without a finger on the screen.
    await page.getByRole("button", { name: words.stories, exact: true }).press("Enter");
    await cards.getByText(words.by).waitFor();
    expect(await cards.locator("h2").allTextContents()).toEqual(["我的第一年"]);
    await cards.getByText(words.flag).waitFor();
    expect(await faultsOf(page, looked("stories"))).toEqual([]);
    await page.context().close();
  },
);
