/** The desk as somebody sees it who signs in with a key. */
import type { Browser, Page } from "playwright-core";

/**
 * @param origin of the service.
 * @param shown what the desk shows to whoever is signed in: an operator has programs to choose from.
 * @param timezoneId of the browser; absent: the machine's.
 */
export async function signedInDesk(
  browser: Browser,
  origin: string,
  key: string,
  {
    shown = "navigation",
    timezoneId,
  }: { readonly shown?: "navigation" | "table"; readonly timezoneId?: string } = {},
): Promise<Page> {
  const zone = timezoneId === undefined ? {} : { timezoneId };
  const page = await (await browser.newContext({ locale: "en-GB", ...zone })).newPage();
  await page.goto(origin);
  await page.getByLabel("Access key").fill(key);
  await page.keyboard.press("Enter");
  await page.getByRole(shown).first().waitFor();
  return page;
}
