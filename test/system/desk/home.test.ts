/** The desk's home in a real Chromium: the first steps tick by themselves, and what is unlike usual leads to what it is about. */
import { globSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium } from "../../support/browser/chromium.ts";
import { signedInDesk } from "../../support/browser/desk.ts";
import { managing } from "../../support/browser/manage.ts";
import {
  ADMIN_TOKEN,
  runService,
  type RunningService,
  temporaryStateDirectory,
} from "../../support/service.ts";

const ID = "from-nothing";
const HOUR_MS = 3_600_000;

const state = temporaryStateDirectory();
let service: RunningService;
let browser: Browser;

beforeAll(async () => {
  service = await runService("start", state.path);
  const call = managing(service.url);
  await call("POST", "", { id: ID, name: "New shop", currency: "CNY", allowedHosts: ["shop.example.com"] });
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await service?.kill();
  state.remove();
});

async function home(): Promise<Page> {
  const page = await signedInDesk(browser, service.url, ADMIN_TOKEN);
  await page.goto(`${service.url}/desk/${ID}`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  return page;
}

test("each first step ticks by itself, and an order that nobody earned is not the last of them", async () => {
  const call = managing(service.url);
  const page = await home();
  const guide = page.locator("section", { hasText: "First steps" });
  const step = (text: string) => guide.getByRole("listitem").filter({ hasText: text });
  await step("Set a rule of commission").getByText("not yet").waitFor();
  const levels = [{ level: 1, kind: "percentage", rateBps: 1_000 }];
  await call("PUT", `/${ID}/commission-rules`, { rules: [{ id: "standard", scope: {}, levels }] });
  await step("Set a rule of commission").getByText("done").waitFor();
  const { id: promoterId = "" } = await call("POST", `/${ID}/promoters`, { memberId: "wei" });
  await call("POST", `/${ID}/links`, { promoterId, destination: "https://shop.example.com/tea" });
  await step("Make a share link").getByText("done").waitFor();
  const order = { amount: 1_000, currency: "CNY" };
  await call("POST", `/${ID}/conversions`, { ...order, orderId: "unearned", customerId: "passer-by" });
  const listed = async () => (await call("GET", `/${ID}/orders`))["data"];
  await expect.poll(listed).toHaveLength(1);
  // Whoever opens the page now sees an order, and that the last step is open.
  await page.reload();
  await step("Make a promoter").getByText("done").waitFor();
  await step("Receive the first order that a promoter brought").getByText("not yet").waitFor();
  await call("POST", `/${ID}/bindings`, { customerId: "buyer", promoterId });
  await call("POST", `/${ID}/conversions`, { ...order, orderId: "earned", customerId: "buyer" });
  await guide.waitFor({ state: "detached" });
  await page.context().close();
});

/** Writes alerts as the hourly look would, while the service is not there. It closes none of kinds of which it knows too little. */
function raise(
  rows: readonly (readonly [kind: string, source: string, direction: string, seen: number, usual: number])[],
) {
  const files = globSync(join(state.path, "**/*.sqlite"));
  const databases = files.map((file) => new DatabaseSync(file));
  const has = "SELECT 1 FROM sqlite_schema WHERE name = 'alerts'";
  const reports = databases.filter((database) => database.prepare(has).get() !== undefined);
  expect(reports).toHaveLength(1);
  const add = reports[0]?.prepare(
    `INSERT INTO alerts (program_id, kind, source, direction, observed, expected, evidence, opened_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  for (const row of rows) add?.run(ID, ...row, "{}", Date.now() - HOUR_MS);
  for (const database of databases) database.close();
}

test("alerts that are open stand at home in words and sums, and each leads to what it is about", async () => {
  const before = await home();
  await before.getByText("Nothing is unlike what it usually is.").waitFor();
  await before.context().close();
  await service.stop();
  raise([
    ["refunds", "", "above", 90_000, 1_250],
    ["clicks", "", "below", 210, 1_480],
    ["wechat_clicks", "", "below", 3, 480],
  ]);
  service = await runService("start", state.path);
  const page = await home();
  const about: readonly (readonly [text: RegExp, address: string])[] = [
    [/^Refunds and lost disputes of a day: CN¥900\.00\. Usual are CN¥12\.50\.$/, "/orders?state=reversed"],
    [/^Clicks of six hours: 210\. Usual are 1,480\.$/, "/reports?by=links"],
    [/^Taps inside of WeChat in six hours: 3\. Usual are 480\.$/, "/settings"],
  ];
  await page.getByText("it has blocked the share host").waitFor();
  for (const [text, address] of about) {
    await page.getByRole("link", { name: text }).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(`${service.url}/desk/${ID}${address}`);
    await page.goBack();
  }
  const alerts = page.locator("section", { hasText: "Unlike usual" });
  expect(await alerts.getByRole("listitem").count()).toBe(3);
  await page.getByRole("button", { name: "中文" }).click();
  await page.getByText("一天退款及败诉").waitFor();
  await page.context().close();
});
