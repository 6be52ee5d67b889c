/** A payout that WeChat Pay pays, as its promoter sees it: told to go to WeChat, confirmed there by a tap, and paid. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium, WECHAT } from "../../support/browser/chromium.ts";
import { openPromoterShop, type PromoterShop } from "../../support/browser/promoter-shop.ts";
import { runService, type RunningService, temporaryStateDirectory } from "../../support/service.ts";
import { settingsOf } from "../../support/wechat/payout-settings.ts";
import { TransfersServer } from "../../support/wechat/transfers-server.ts";

const MERCHANT = "1900001109";
const OPEN_ID = "oLVPpjqs9BhvzwPj5A-vTYAX3GLc";
/** Writes down what a page asks WeChat for, and answers as WeChat does when its page was closed. */
const BRIDGE = `window.asked = [];
window.WeixinJSBridge = { invoke: (name, terms, done) => { asked.push([name, terms]); done({ err_msg: name + ":ok" }); } };`;

const state = temporaryStateDirectory();
const transfers = new TransfersServer();
let service: RunningService;
let browser: Browser;
let shop: PromoterShop;

beforeAll(async () => {
  const origin = await transfers.listen();
  service = await runService("start", state.path, { VENDOR_ORIGINS: `wechatpay=${origin}` });
  shop = await openPromoterShop(service.url, "tea-friends");
  await transfers.say(MERCHANT, {});
  await shop.call("PUT", `/${shop.id}/wechat-payouts`, settingsOf(MERCHANT));
  const own = `/${shop.id}/promoters/${shop.promoterId}`;
  await shop.call("PUT", `${own}/payee`, { kind: "wechat", openId: OPEN_ID });
  const bonus = { amount: 5_000, kind: "bonus", reason: "a start" };
  await shop.call("POST", `${own}/adjustments`, bonus);
  const { id = "" } = await shop.call("POST", `${own}/payouts`, { amount: 5_000 });
  await shop.call("POST", `/${shop.id}/payouts/${id}/approve`, {});
  await shop.call("POST", `/${shop.id}/payout-batches`, { provider: "wechat" });
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await service?.kill();
  await transfers.close();
  state.remove();
});

async function withdrawPage(userAgent?: string): Promise<Page> {
  const agent = userAgent === undefined ? {} : { userAgent };
  const context = await browser.newContext({ locale: "en", viewport: { width: 390, height: 844 }, ...agent });
  const page = await context.newPage();
  await page.addInitScript(BRIDGE);
  await page.goto(`${service.url}/portal/${shop.id}`);
  await page.locator("input[type=password]").fill(shop.token);
  await page.keyboard.press("Enter");
  await page.getByRole("navigation").waitFor();
  await page.goto(`${service.url}/portal/${shop.id}/withdraw`);
  return page;
}

test("outside of WeChat the promoter is told where to go, and inside one tap asks WeChat for that very transfer", async () => {
  const outside = await withdrawPage();
  await outside.getByText("Open this page in WeChat").waitFor();
  const page = await withdrawPage(WECHAT);
  await page.getByRole("button", { name: "Take the money in WeChat" }).click();
  const { bills, sent } = await transfers.seen(MERCHANT);
  expect(sent).toMatchObject([{ openid: OPEN_ID, transfer_amount: 5_000 }]);
  expect(await page.evaluate("asked")).toEqual([
    [
      "requestMerchantTransfer",
      {
        mchId: MERCHANT,
        appId: "wx8d1f2c3b4a5e6f70",
        package: `package-of-${bills[0]?.out_bill_no}`,
      },
    ],
  ]);
  await transfers.say(MERCHANT, { become: { state: "SUCCESS" } });
  const { data } = (await shop.call(
    "GET",
    `/${shop.id}/promoters/${shop.promoterId}/payouts`,
  )) as unknown as {
    data: { id: string }[];
  };
  const read = async () =>
    (await shop.call("GET", `/${shop.id}/payouts/${data[0]?.id}`)) as { state?: string };
  await expect.poll(async () => (await read()).state, { interval: 500 }).toBe("paid");
  await page.getByRole("button", { name: "Take the money in WeChat" }).waitFor({ state: "detached" });
});
