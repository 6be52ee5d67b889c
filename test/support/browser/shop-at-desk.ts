/** A small shop on a service of its own, and somebody at its desk in a real Chromium: for the tests of one file. */
import type { Browser, Page } from "playwright-core";
import { afterAll } from "vitest";
import { ADMIN_TOKEN, runService, type RunningService, temporaryStateDirectory } from "../service.ts";
import { launchChromium } from "./chromium.ts";
import { signedInDesk } from "./desk.ts";
import { openSmallShop, type SmallShop } from "./small-shop.ts";

interface ShopAtDesk {
  readonly service: RunningService;
  readonly shop: SmallShop;
  readonly browser: Browser;
  readonly page: Page;
}

/**
 * Opens it, and closes it when the file's tests are over.
 *
 * @param as who is signed in: the operator, or whoever holds the shop's own key.
 * @param timezoneId of the browser; absent: the machine's.
 */
export async function openShopAtDesk({
  as,
  timezoneId,
  environment = {},
}: {
  readonly as: "operator" | "shop";
  readonly timezoneId?: string;
  readonly environment?: Readonly<Record<string, string>>;
}): Promise<ShopAtDesk> {
  const state = temporaryStateDirectory();
  afterAll(() => state.remove());
  const service = await runService("start", state.path, environment);
  afterAll(async () => await service.kill());
  const shop = await openSmallShop(service.url);
  const browser = await launchChromium();
  afterAll(async () => await browser.close());
  const key = as === "operator" ? ADMIN_TOKEN : shop.apiKey;
  const zone = timezoneId === undefined ? {} : { timezoneId };
  return { service, shop, browser, page: await signedInDesk(browser, service.url, key, zone) };
}
