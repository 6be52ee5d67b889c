/** Lighthouse on pages of a service on loopback, in the Chromium of the other tests. It asks nobody else and reports to nobody. */
import { launch } from "chrome-launcher";
import lighthouse, { desktopConfig, type Config, type Result } from "lighthouse";
import { chromium } from "playwright-core";
import { FLAGS, windowlessPath } from "./chromium.ts";

const PATIENCE_MS = 180_000;

/** Each costs seconds of processor time, and is shown to nobody: pictures, and what scripts have that a page does not run. */
const SKIPPED = [
  "bf-cache",
  "duplicated-javascript",
  "final-screenshot",
  "legacy-javascript",
  "legacy-javascript-insight",
  "screenshot-thumbnails",
  "unused-css-rules",
  "unused-javascript",
  "valid-source-maps",
];

const SETTINGS: Config["settings"] = {
  onlyCategories: ["performance", "accessibility", "best-practices"],
  skipAudits: SKIPPED,
  disableFullPageScreenshot: true,
  maxWaitForLoad: PATIENCE_MS,
};

/** A phone is slower by four, on Lighthouse's slow 4G: both are computed from what loaded as fast as this machine can. */
const CONFIGS = {
  phone: { extends: "lighthouse:default", settings: SETTINGS },
  desktop: { ...desktopConfig, settings: { ...desktopConfig.settings, ...SETTINGS } },
} as const satisfies Record<string, Config>;

export interface Visit {
  readonly url: string;
  readonly on: keyof typeof CONFIGS;
  /** Signs in there first. */
  readonly key?: string;
}

/** Opens each page in a browser that has nothing of the one before. */
export async function visit({ url, on, key }: Visit): Promise<Result> {
  const chrome = await launch({
    chromePath: windowlessPath(),
    chromeFlags: [...FLAGS, "--headless", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
    logLevel: "silent",
    maxConnectionRetries: 600,
  });
  try {
    if (key !== undefined) await signIn(`http://127.0.0.1:${chrome.port}`, url, key);
    const found = await lighthouse(url, { port: chrome.port, logLevel: "silent" }, CONFIGS[on]);
    if (found === undefined) throw new Error(`Lighthouse says nothing of ${url}`);
    return found.lhr;
  } finally {
    chrome.kill();
  }
}

async function signIn(debuggedAt: string, url: string, key: string): Promise<void> {
  const browser = await chromium.connectOverCDP(debuggedAt);
  const context = browser.contexts()[0] ?? (await browser.newContext());
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  await page.goto(url);
  await page.locator("input").fill(key);
  await page.keyboard.press("Enter");
  await page.getByRole("navigation").first().waitFor();
  await page.close();
  await browser.close();
}
