/**
 * A payout that WeChat Pay pays, as its promoter sees it: told to go to WeChat, confirmed there by a tap, and paid. And as finance
 * sees it, who has one cancelled that nobody confirms.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium, WECHAT } from "../../support/browser/chromium.ts";
import { signedInDesk } from "../../support/browser/desk.ts";
import { openPromoterShop, type PromoterShop } from "../../support/browser/promoter-shop.ts";
import { faultsOf } from "../../support/browser/readable.ts";
import {
  ADMIN_TOKEN,
  PROJECT,
  runService,
  type RunningService,
  temporaryStateDirectory,
} from "../../support/service.ts";
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
  await payByWeChat(5_000);
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await service?.kill();
  await transfers.close();
  state.remove();
});

/** A bonus that WeChat Pay is asked to pay out. @returns the payout's id. */
async function payByWeChat(amount: number): Promise<string> {
  const own = `/${shop.id}/promoters/${shop.promoterId}`;
  await shop.call("POST", `${own}/adjustments`, { amount, kind: "bonus", reason: "a start" });
  const { id = "" } = await shop.call("POST", `${own}/payouts`, { amount });
  await shop.call("POST", `/${shop.id}/payouts/${id}/approve`, {});
  await shop.call("POST", `/${shop.id}/payout-batches`, { provider: "wechat" });
  return id;
}

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

test("finance sees at the desk how a transfer stands, and has one cancelled: its gross is back", async () => {
  const folder = join(PROJECT, "dist/screenshots/desk");
  mkdirSync(folder, { recursive: true });
  await transfers.say(MERCHANT, {});
  const wallet = async () => await shop.call("GET", `/${shop.id}/promoters/${shop.promoterId}/wallet`);
  const { available } = await wallet();
  const id = await payByWeChat(3_000);
  const page = await signedInDesk(browser, service.url, ADMIN_TOKEN);
  await page.goto(`${service.url}/desk/${shop.id}/payouts?state=processing`);
  await page.getByRole("button", { name: "WeChat Pay’s transfer" }).click();
  const dialog = page.getByRole("dialog", { name: "WeChat Pay’s transfer" });
  await dialog.getByText("The promoter has to confirm in WeChat, within a day.").waitFor();
  const { bills } = await transfers.seen(MERCHANT);
  await dialog.getByText(bills.at(-1)?.out_bill_no ?? "").waitFor();
  expect(await faultsOf(page, { name: "transfer", language: "en", widths: [360, 1_440], folder })).toEqual(
    [],
  );
  await dialog.getByRole("button", { name: "Cancel the transfer" }).click();
  const cancelling = page.getByRole("dialog", { name: "Cancel the transfer" });
  await cancelling.getByText("CN¥30.00 go back to the wallet of").waitFor();
  await cancelling.getByLabel("Reason").fill("To the wrong person");
  await cancelling.getByRole("button", { name: "Cancel the transfer" }).click();
  await dialog.getByText("WeChat Pay is asked to cancel it.").waitFor();
  expect(await dialog.getByRole("button", { name: "Cancel the transfer" }).count()).toBe(0);
  // WeChat Pay takes it at once, and has done it later.
  await expect.poll(async () => (await transfers.seen(MERCHANT)).bills.at(-1)?.state).toBe("CANCELING");
  await transfers.say(MERCHANT, { become: { state: "CANCELLED" } });
  await dialog.getByText("It is over, and the payout was moved.").waitFor();
  expect(await shop.call("GET", `/${shop.id}/payouts/${id}`)).toMatchObject({ state: "failed" });
  expect(await wallet()).toMatchObject({
    available: Number(available) + 3_000,
    reserved: 0,
    openPayoutId: null,
  });
});
