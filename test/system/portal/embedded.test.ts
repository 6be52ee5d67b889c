/**
 * The portal within a shop's own page, which is another site to the browser. The shop's page has a sign-in link in a frame, and
 * the promoter is signed in there and nowhere else. On a page of anybody else nothing is shown.
 */
import type { BrowserContext, Frame, Page } from "playwright-core";
import { expect, test } from "vitest";
import { launchWithWindows } from "../../support/browser/chromium.ts";
import { openShopOfPromoters } from "../../support/browser/shop-of-promoters.ts";

const { service, shop, browser } = await openShopOfPromoters(launchWithWindows);

async function signInLink(): Promise<string> {
  const path = `/${shop.id}/promoters/${shop.promoterId}/sign-in-links`;
  return (await shop.call("POST", path, {}))["url"] as string;
}

/** A page of another site, with a frame. The tests answer for its host; a page of the wide world may open this machine. */
async function embed(context: BrowserContext, host: string, address: string): Promise<Page> {
  await context.grantPermissions(["local-network-access"]);
  await context.route(`https://${host}/**`, async (route) => {
    const body = `<!doctype html><title>Shop</title><iframe width="400" height="800" src="${address}"></iframe>`;
    await route.fulfill({ contentType: "text/html", body });
  });
  const page = await context.newPage();
  await page.goto(`https://${host}/account`);
  return page;
}

function framed(page: Page): Frame {
  const [frame] = page.mainFrame().childFrames();
  if (frame === undefined) throw new Error("The page has no frame");
  return frame;
}

test("a promoter is signed in within the shop's page by a sign-in link, and in no other page of the browser", async () => {
  const context = await browser.newContext({ locale: "en" });
  const page = await embed(context, "shop.example.com", await signInLink());
  await framed(page).getByRole("button").click();
  await framed(page).getByText("Earned today").waitFor();
  await framed(page).getByRole("link", { name: "Orders" }).click();
  await framed(page)
    .getByRole("link", { name: /A-1001/ })
    .waitFor();
  const alone = await context.newPage();
  await alone.goto(`${service.url}/portal/${shop.id}`);
  await alone.locator("input").waitFor();
  expect(await alone.getByText("Earned today").count()).toBe(0);
  await context.close();
});

test("on a page of a host that is not the program's, the browser shows neither the link nor the portal", async () => {
  for (const address of [await signInLink(), `${service.url}/portal/${shop.id}`]) {
    const context = await browser.newContext({ locale: "en" });
    const complaints: string[] = [];
    context.on("console", (message) => complaints.push(message.text()));
    const page = await embed(context, "elsewhere.example.net", address);
    await expect.poll(() => complaints.join("\n")).toContain("frame-ancestors https://shop.example.com");
    expect(await framed(page).getByRole("button").count()).toBe(0);
    await context.close();
  }
});
