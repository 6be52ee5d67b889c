/** A program as its promoters see it, on a service of its own, and a real Chromium: for the tests of one file. */
import type { Browser } from "playwright-core";
import { afterAll } from "vitest";
import { runService, type RunningService, temporaryStateDirectory } from "../service.ts";
import { launchChromium } from "./chromium.ts";
import { openPromoterShop, type PromoterShop } from "./promoter-shop.ts";

interface ShopOfPromoters {
  readonly service: RunningService;
  readonly shop: PromoterShop;
  readonly browser: Browser;
}

/**
 * Opens it, and closes it when the file's tests are over.
 *
 * @param launch begins the browser.
 */
export async function openShopOfPromoters(launch = launchChromium): Promise<ShopOfPromoters> {
  const state = temporaryStateDirectory();
  afterAll(() => state.remove());
  const service = await runService("start", state.path);
  afterAll(async () => await service.kill());
  const shop = await openPromoterShop(service.url, "tea-friends");
  const browser = await launch();
  afterAll(async () => await browser.close());
  return { service, shop, browser };
}
