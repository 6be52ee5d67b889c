/** Lists of a hundred thousand at the desk, in a real Chromium: the service pages, filters and finds, and a page asks for one page. */
import { globSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Browser, Page, Response } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { launchChromium } from "../../support/browser/chromium.ts";
import { signedInDesk } from "../../support/browser/desk.ts";
import { managing } from "../../support/browser/manage.ts";
import { openSmallShop, type SmallShop } from "../../support/browser/small-shop.ts";
import {
  ADMIN_TOKEN,
  runService,
  type RunningService,
  temporaryStateDirectory,
} from "../../support/service.ts";

const MANY = 100_000;
/** Members in a row who have one upline. */
const TEAM = 1_000;
/** Of orders and links each hundredth is unlike the others. */
const ODD = 100;
const MINUTE_MS = 60_000;
/** A page of the desk asks for no more. */
const PAGE = 50;

const state = temporaryStateDirectory();
let service: RunningService;
let browser: Browser;
let shop: SmallShop;
let page: Page;
/** How many entries each answer had that the page got of a list. */
const came: (readonly [path: string, entries: number])[] = [];

beforeAll(async () => {
  service = await runService("start", state.path);
  shop = await openSmallShop(service.url);
  await importPromoters();
  const call = managing(service.url);
  const { data } = await call("GET", `/${shop.id}/promoters?memberId=member-${MANY - 1}`);
  const [last] = data as unknown as { id: string }[];
  await call("PATCH", `/${shop.id}/promoters/${last?.id}`, { name: "Zhao Wenjun" });
  await vi.waitUntil(async () => (await call("GET", `/${shop.id}/orders`))["data"]?.length === 1, {
    timeout: 180_000,
  });
  await service.stop();
  const placed = { order_id: "'B-' || n", occurred_at_ms: `occurred_at_ms - n * ${MINUTE_MS}` };
  const odd = `CASE n % ${ODD} WHEN 0 THEN 'reversed' ELSE 'available' END`;
  repeat("orders", { ...placed, state: odd, customer_id: "'buyer-' || n" });
  repeat("commissions", { ...placed, id: "id || '-' || n" });
  repeat("links", { number: "number + n", slug: "'tea-' || n" });
  service = await runService("start", state.path);
  browser = await launchChromium();
  page = await signedInDesk(browser, service.url, ADMIN_TOKEN, { shown: "table" });
  page.on("response", (answer) => void note(answer));
});

afterAll(async () => {
  await browser?.close();
  await service?.kill();
  state.remove();
});

async function importPromoters(): Promise<void> {
  const lines = Array.from({ length: MANY }, (_, place) => ({
    memberId: `member-${place}`,
    promoter: true,
    ...(place % TEAM === 0 ? {} : { uplineMemberId: `member-${place - (place % TEAM)}` }),
  }));
  const answer = await fetch(`${service.url}/v1/programs/${shop.id}/bindings/import`, {
    method: "POST",
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/x-ndjson" },
    body: lines.map((line) => JSON.stringify(line)).join("\n"),
  });
  const said = (await answer.text()).trim().split("\n");
  expect(JSON.parse(said.at(-1) ?? "{}")).toMatchObject({ type: "done", joined: MANY, refused: 0 });
}

/** Writes each row of a table a hundred thousand times more, with these columns otherwise, while the service is not there. */
function repeat(table: string, otherwise: Readonly<Record<string, string>>): void {
  const columns = "SELECT name FROM pragma_table_info(?)";
  for (const file of globSync(join(state.path, "data/**/*.sqlite"))) {
    const database = new DatabaseSync(file);
    const names = database
      .prepare(columns)
      .all(table)
      .map(({ name }) => String(name));
    // Objects have tables of such names too, of their own.
    if (names.includes("program_id"))
      database.exec(
        `INSERT INTO ${table} (${names.join()}) WITH RECURSIVE one (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM one WHERE n < ${MANY})
         SELECT ${names.map((name) => otherwise[name] ?? name).join()} FROM ${table} CROSS JOIN one`,
      );
    database.close();
  }
}

async function note(answer: Response): Promise<void> {
  const { pathname } = new URL(answer.url());
  if (!pathname.startsWith("/v1/")) return;
  const body = (await answer.json().catch(() => ({}))) as { readonly data?: unknown };
  if (Array.isArray(body.data)) came.push([pathname, body.data.length]);
}

async function open(path: string): Promise<void> {
  await page.goto(`${service.url}/desk/${shop.id}${path}`);
  await page.getByRole("heading", { level: 1 }).waitFor();
}

const rows = (list: string) => page.getByRole("region", { name: list, exact: true }).locator("tbody tr");
const pages = () => page.getByRole("navigation", { name: "Pages" }).first();

test("promoters come page by page, and one of a hundred thousand is found by its name, by its member id and by its id", async () => {
  await open("/promoters");
  await rows("Promoters").first().waitFor();
  expect(await rows("Promoters").count()).toBe(PAGE);
  const first = await rows("Promoters").first().textContent();
  await pages().getByRole("button", { name: "Next" }).click();
  await pages().getByText("Page 2").waitFor();
  await expect.poll(async () => await rows("Promoters").first().textContent()).not.toBe(first);
  expect(await rows("Promoters").count()).toBe(PAGE);
  await pages().getByRole("button", { name: "Earlier" }).click();
  await expect.poll(async () => await rows("Promoters").first().textContent()).toBe(first);
  const field = page.getByLabel("Name or member id");
  for (const typed of ["zhao wen", `member-${MANY - 1}`]) {
    await field.fill(typed);
    await field.press("Enter");
    await page.getByRole("link", { name: "Zhao Wenjun" }).waitFor();
    await expect.poll(async () => await rows("Promoters").count()).toBe(1);
  }
  const id = await rows("Promoters").locator("code").textContent();
  // Of a text that many have in them, the first page alone.
  await field.fill("MEMBER-777");
  await field.press("Enter");
  await expect.poll(async () => await rows("Promoters").count()).toBe(PAGE);
  await page.getByLabel("Promoter id").fill(id ?? "");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Zhao Wenjun" }).waitFor();
  // The one above has a team of a thousand.
  await open("/promoters?search=member-5000");
  await page.getByRole("link", { name: "member-5000", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "member-5000" }).waitFor();
  await page.getByRole("heading", { name: "Team, 30 days" }).waitFor();
});

test("orders come page by page, are filtered by the service, and one of a hundred thousand is opened by its id", async () => {
  await open("/orders");
  await rows("Orders").first().waitFor();
  expect(await rows("Orders").count()).toBe(PAGE);
  await rows("Orders").first().getByText(shop.orderId, { exact: true }).waitFor();
  await pages().getByRole("button", { name: "Next" }).click();
  await rows("Orders").first().getByText("B-50", { exact: true }).waitFor();
  await page.getByRole("combobox", { name: "State" }).selectOption("reversed");
  await rows("Orders").first().getByText(`B-${ODD}`, { exact: true }).waitFor();
  await pages().getByText("Page 1").waitFor();
  expect(await rows("Orders").count()).toBe(PAGE);
  await pages().getByRole("button", { name: "Next" }).click();
  await rows("Orders")
    .first()
    .getByText(`B-${(PAGE + 1) * ODD}`, { exact: true })
    .waitFor();
  await page.getByRole("combobox", { name: "State" }).selectOption("");
  const customer = page.getByLabel("Customer");
  await customer.fill(`buyer-${MANY}`);
  await customer.press("Enter");
  await rows("Orders").getByText(`B-${MANY}`, { exact: true }).waitFor();
  expect(await rows("Orders").count()).toBe(1);
});

test("a search that ends before it has looked at all says so, and goes on with the next page", async () => {
  await open(`/orders?promoterId=${shop.promoterId}&customerId=buyer-1500`);
  await page
    .getByText("Nothing was found so far, and not all was looked at. Go on with the next page.")
    .waitFor();
  await pages().getByRole("button", { name: "Next" }).click();
  await rows("Orders").getByText("B-1500", { exact: true }).waitFor();
  expect(await rows("Orders").count()).toBe(1);
});

test("links and a promoter's commissions come page by page", async () => {
  await open("/links");
  await rows("Links").first().waitFor();
  const shown = await rows("Links").count();
  expect(shown).toBeLessThanOrEqual(PAGE);
  await pages().getByRole("button", { name: "Next" }).click();
  await rows("Links").first().getByText("tea-", { exact: false }).waitFor();
  await open(`/promoters/${shop.promoterId}`);
  const earned = page.locator("section", { hasText: "Commissions" }).last();
  await earned.locator("tbody tr").first().waitFor();
  expect(await earned.locator("tbody tr").count()).toBeLessThanOrEqual(PAGE);
});

test("none of these pages was told more than one page of a list at a time", () => {
  expect(came.length).toBeGreaterThan(15);
  expect(came.filter(([, entries]) => entries > PAGE)).toEqual([]);
});
