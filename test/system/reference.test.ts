/** `/docs` in a real Chromium: the service's own reference, whole without any other host, under a strict policy. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium } from "../support/browser/chromium.ts";
import { PROJECT, runService, type RunningService, temporaryStateDirectory } from "../support/service.ts";

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

/** Opens the page as a reader of a language does. */
async function openReference(locale: string) {
  const page = await (await browser.newContext({ locale })).newPage();
  const asked: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" || message.text().includes("Security Policy"))
      complaints.push(message.text());
  });
  const answer = await page.goto(`${service.url}/docs`);
  await page.locator(".opblock-tag").first().waitFor();
  return { page, answer, asked, complaints };
}

test("the page shows every operation, asks no other host, and breaks no policy", async () => {
  const { page, answer, asked, complaints } = await openReference("en-US");
  expect(await page.title()).toBe("Tributary: API reference");
  const policy = (await answer?.headerValue("content-security-policy")) ?? "";
  expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
  expect(policy).not.toContain("unsafe");
  // By the filter the reader comes to a call, and by its row to what it takes.
  await page.getByPlaceholder("Filter by tag").fill("Promoters");
  const tag = page.locator("#operations-tag-Promoters");
  const isOpen = async () => await tag.getAttribute("data-is-open");
  // The page draws its list anew by the filter, and a click meanwhile is lost.
  const opened = async () => {
    if ((await isOpen()) === "false") await tag.click();
    return await isOpen();
  };
  await expect.poll(opened).toBe("true");
  await page.locator("#operations-Promoters-createPromoter").click();
  await page.getByText("memberId").first().waitFor();
  expect(await page.getByRole("button", { name: /try it out|authorize/i }).count()).toBe(0);
  expect(asked.filter((url) => !url.startsWith(`${service.url}/`) && !url.startsWith("data:"))).toEqual([]);
  expect(complaints).toEqual([]);
});

test("a Chinese reader gets a Chinese page, and each guide that it leads to is there", async () => {
  const { page, complaints } = await openReference("zh-CN");
  expect(await page.title()).toBe("Tributary：接口参考");
  expect(await page.locator("html").getAttribute("lang")).toBe("zh-CN");
  const paths = await page
    .locator("header a")
    .evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  expect(paths).toEqual(expect.arrayContaining(["/docs/errors", "/docs/guides/readme-zh-cn"]));
  for (const path of paths) {
    const { status, headers } = await fetch(new URL(path ?? "", service.url));
    expect([path, status]).toEqual([path, 200]);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  }
  const guide = await (await fetch(`${service.url}/docs/guides/webhooks-out`)).text();
  expect(guide).toBe(readFileSync(resolve(PROJECT, "docs/webhooks-out.md"), "utf8"));
  expect((await fetch(`${service.url}/docs/guides/nothing`)).status).toBe(404);
  expect(complaints).toEqual([]);
});
