/** Pictures of the desk and the portal in each language, of the demo's year: a service of its own, which is gone afterwards. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { createTributary } from "../../sdk/node/tributary.ts";
import { makeYear } from "../demo/year/make-year.ts";
import { bestSellerOf, YEAR } from "../demo/year/shop.ts";
import { startService } from "../service/service.ts";

const LANGUAGES = ["en", "zh-CN"] as const;
const QUALITY = 80;
/** For a page on a machine that has other work: who waits longer waits for ever. */
const PATIENCE_MS = 180_000;
const WAITING = /Loading|加载/;

interface Picture {
  readonly name: string;
  readonly bytes: number;
}

interface View {
  readonly page: "desk" | "portal";
  readonly path: string;
  /** Signs in there. */
  readonly key: string;
  /** Of the screen, in pixels of style. */
  readonly width: number;
  readonly height: number;
}

export async function takePictures(folder: string): Promise<Picture[]> {
  mkdirSync(folder, { recursive: true });
  const stateDirectory = mkdtempSync(join(tmpdir(), "tributary-pictures-"));
  const how = { host: "127.0.0.1", port: 0, stateDirectory, environment: process.env };
  const service = await startService(how);
  const browser = await launch();
  try {
    await makeYear(service.url, service.adminToken);
    const token = await tokenOfBest(service.url, service.adminToken);
    const views: View[] = [
      { page: "desk", path: `/desk/${YEAR}`, key: service.adminToken, width: 1_280, height: 1_000 },
      { page: "portal", path: `/portal/${YEAR}`, key: token, width: 390, height: 780 },
    ];
    const pictures: Picture[] = [];
    for (const view of views)
      for (const language of LANGUAGES)
        pictures.push(await take(browser, service.url, view, language, folder));
    return pictures;
  } finally {
    await browser.close();
    await service.stop();
    rmSync(stateDirectory, { recursive: true, force: true });
  }
}

async function launch(): Promise<Browser> {
  const executablePath = process.env["CHROMIUM_PATH"] || "/usr/bin/chromium";
  return await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
}

async function tokenOfBest(origin: string, key: string): Promise<string> {
  const api = createTributary({ origin, key, program: YEAR });
  const { id } = await bestSellerOf(api);
  const made = await api.post("/v1/programs/{program}/promoters/{id}/tokens", { path: { id }, body: {} });
  return made.token ?? "";
}

async function take(
  browser: Browser,
  origin: string,
  { page: name, path, key, width, height }: View,
  locale: string,
  folder: string,
): Promise<Picture> {
  const context = await browser.newContext({ locale, viewport: { width, height }, colorScheme: "light" });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  await page.goto(origin + path);
  await page.locator("input").fill(key);
  await page.keyboard.press("Enter");
  await page.getByRole("navigation").first().waitFor();
  await page.getByRole("heading", { level: 2 }).first().waitFor();
  // What waits for an answer says so. The portal listens to events for as long as it is open, so its network is never idle.
  const waiting = page.getByRole("status").filter({ hasText: WAITING }).first();
  await waiting.waitFor({ state: "detached" });
  if (name === "desk") await page.waitForLoadState("networkidle");
  const picture = await pictureOf(page);
  const file = `${name}.${locale}.webp`;
  writeFileSync(join(folder, file), picture);
  await context.close();
  return { name: file, bytes: picture.length };
}

/** As WebP, a fifth of a PNG. Playwright takes none by itself, and its browser does. */
async function pictureOf(page: Page): Promise<Buffer> {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: QUALITY });
  return Buffer.from(data, "base64");
}
