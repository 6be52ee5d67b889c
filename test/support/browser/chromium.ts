/** A real Chromium, for tests of what buyers' browsers do. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium } from "playwright-core";

/** A browser of people: Chromium without a window calls itself headless, which counts as a bot. */
export const PHONE =
  "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36";

/** The browser inside WeChat for Android. */
export const WECHAT =
  "Mozilla/5.0 (Linux; Android 14; 23127PN0CC Build/UKQ1.230804.001; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.6478.188 Mobile Safari/537.36 XWEB/1260117 MMWEBSDK/20240501 MicroMessenger/8.0.50.2701(0x2800325B) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64";

const HANGS_MS = 180_000;

export const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const WINDOWLESS = "/usr/bin/chromium-headless-shell";

/** @throws Error where there is none, with how to get one. */
function chromiumPath(): string {
  const path = process.env["CHROMIUM_PATH"] || "/usr/bin/chromium";
  if (existsSync(path)) return path;
  throw new Error(
    `These tests need a Chromium, and there is none at ${path}. Install Debian's package: ` +
      "apt-get update && apt-get install -y chromium. Or name another by CHROMIUM_PATH.",
  );
}

/**
 * The same Chromium built without windows, where it is installed. It draws the same pages, and takes half the processor, since
 * none of them has a bar to draw above it.
 */
export function windowlessPath(): string {
  const isNamed = (process.env["CHROMIUM_PATH"] ?? "") !== "";
  return !isNamed && existsSync(WINDOWLESS) ? WINDOWLESS : chromiumPath();
}

/** @param userAgent of the browser itself, for what no page makes its own: requests of service workers. */
export async function launchChromium(userAgent?: string): Promise<Browser> {
  const args = userAgent === undefined ? FLAGS : [...FLAGS, `--user-agent=${userAgent}`];
  return await launched(windowlessPath(), args);
}

/** With windows. In it tests answer in place of a host that a page is led on to, and not only of one that it goes to. */
export async function launchWithWindows(): Promise<Browser> {
  return await launched(chromiumPath(), FLAGS);
}

async function launched(executablePath: string, args: string[]): Promise<Browser> {
  const browser = await chromium.launch({ executablePath, args, timeout: HANGS_MS });
  browser.on("context", bePatient);
  return browser;
}

/** A buyer with an empty browser. */
export async function newBuyer(browser: Browser, userAgent = PHONE): Promise<BrowserContext> {
  return await browser.newContext({ userAgent });
}

/** Other tests run beside a browser: what it waits for so long hangs. */
function bePatient(context: BrowserContext): void {
  context.setDefaultTimeout(HANGS_MS);
}

/** A buyer who asks not to be tracked, in the header and to scripts. */
export async function newPrivateBuyer(browser: Browser): Promise<BrowserContext> {
  const extraHTTPHeaders = { "Sec-GPC": "1" };
  const context = await browser.newContext({ userAgent: PHONE, extraHTTPHeaders });
  await context.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, "globalPrivacyControl", { get: () => true });
  });
  return context;
}

/** A buyer whose browser refuses all cookies and storage, to every site. */
export async function newBlockingBuyer(): Promise<{
  readonly context: BrowserContext;
  readonly close: () => Promise<void>;
}> {
  const profile = mkdtempSync(join(tmpdir(), "tributary-chromium-"));
  mkdirSync(join(profile, "Default"));
  const preferences = { profile: { default_content_setting_values: { cookies: 2 } } };
  writeFileSync(join(profile, "Default", "Preferences"), JSON.stringify(preferences));
  const options = { executablePath: chromiumPath(), args: FLAGS, userAgent: PHONE, timeout: HANGS_MS };
  const context = await chromium.launchPersistentContext(profile, options);
  bePatient(context);
  const close = async (): Promise<void> => {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  };
  return { context, close };
}
