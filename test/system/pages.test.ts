/** The pages in a real Chromium: a person signs in with a key, and nothing on the page breaks its policy. */
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { gunzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium } from "../support/browser/chromium.ts";
import { ADMIN_TOKEN, runService, type RunningService, temporaryStateDirectory } from "../support/service.ts";

const state = temporaryStateDirectory();
let service: RunningService;
let browser: Browser;

beforeAll(async () => {
  service = await runService("start", state.path);
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await service?.kill();
  state.remove();
});

/** Calls the API as the operator does. */
async function call(path: string, body: object): Promise<Record<string, string>> {
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/json" };
  const answer = await fetch(service.url + path, { method: "POST", headers, body: JSON.stringify(body) });
  return (await answer.json()) as Record<string, string>;
}

/** A reader's page, with what the browser complained of. */
async function openPage(path: string, locale: string): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ locale });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    // Nobody is signed in yet: the browser tells every 401.
    if (message.type() === "error" && !message.text().includes("401")) complaints.push(message.text());
  });
  await page.goto(service.url + path);
  return { page, complaints };
}

test("a merchant signs in to the desk by a key that no script can read, in both languages", async () => {
  const { apiKey = "" } = await call("/v1/programs", { id: "desk-shop", name: "Tea shop", currency: "CNY" });
  const { page, complaints } = await openPage("/", "zh-CN");
  await page.getByLabel("访问密钥").fill(apiKey);
  await page.getByRole("button", { name: "登录" }).click();
  await page.getByRole("heading", { name: "首页" }).waitFor();
  expect(new URL(page.url()).pathname).toBe("/desk/desk-shop");
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("heading", { name: "Home", exact: true }).waitFor();
  expect(await page.evaluate("document.cookie + JSON.stringify(localStorage)")).not.toContain(apiKey);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("Access key").waitFor();
  expect(complaints).toEqual([]);
});

test("a promoter signs in to the portal by a token", async () => {
  await call("/v1/programs", { id: "portal-shop", name: "Tea shop", currency: "CNY" });
  const { id } = await call("/v1/programs/portal-shop/promoters", { memberId: "wei" });
  const { token = "" } = await call(`/v1/programs/portal-shop/promoters/${id}/tokens`, {});
  const { page, complaints } = await openPage("/portal/portal-shop", "en-GB");
  await page.getByLabel("Access key").fill(token);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Home" }).waitFor();
  await page.getByRole("link", { name: "More" }).click();
  await page.getByRole("button", { name: "简体中文" }).click();
  await page.getByText("已登录：wei").waitFor();
  expect(complaints).toEqual([]);
});

test("what a page loads goes out packed to whoever unpacks it, and is the same", async () => {
  const pages = ["/portal/portal-shop", "/desk/desk-shop"].map(async (path) => {
    return await (await fetch(service.url + path)).text();
  });
  const html = (await Promise.all(pages)).join("");
  const files = [...html.matchAll(/ (?:src|href)="(\/assets\/[^"]+\.(?:js|css))"/g)].map(([, path]) => path);
  expect(files.length).toBeGreaterThan(2);
  for (const path of files) {
    const answers = ["identity", "gzip, br"].map((encodings) => rawly(`${service.url}${path}`, encodings));
    const [plain, packed] = await Promise.all(answers);
    expect([path, plain?.encoding, packed?.encoding]).toEqual([path, undefined, "gzip"]);
    expect(packed?.vary).toContain("accept-encoding");
    expect(gunzipSync(packed?.body ?? "").equals(plain?.body ?? Buffer.alloc(0))).toBe(true);
  }
  const known = (await fetch(service.url + files[0])).headers.get("etag") ?? "";
  const again = await fetch(service.url + files[0], { headers: { "if-none-match": known } });
  expect([known === "", again.status]).toEqual([false, 304]);
});

/** An answer as it came over the wire, which `fetch` would unpack. */
async function rawly(url: string, encodings: string) {
  const asked = get(url, { headers: { "accept-encoding": encodings } });
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  const body = Buffer.concat(await answer.toArray());
  return { encoding: answer.headers["content-encoding"], vary: answer.headers.vary, body };
}

test("a page is asked for each time, and what it loads is kept for a year", async () => {
  const page = await fetch(`${service.url}/desk/desk-shop/orders`);
  const html = await page.text();
  const [, script = ""] = /<script type="module"[^>]* src="([^"]+)"/.exec(html) ?? [];
  const file = await fetch(service.url + script);
  expect([page.status, page.headers.get("cache-control")]).toEqual([200, "no-cache"]);
  expect(page.headers.get("content-security-policy")).toContain("script-src 'self';");
  expect([file.status, file.headers.get("cache-control"), file.headers.get("content-type")]).toEqual([
    200,
    "public, max-age=31536000, immutable",
    expect.stringContaining("javascript"),
  ]);
  expect((await fetch(`${service.url}/assets/none.js`)).status).toBe(404);
});
