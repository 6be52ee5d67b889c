/** Payouts at the desk in a real Chromium. Two people approve where the program says so, and a batch of many says how far it is. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium } from "../../support/browser/chromium.ts";
import { signedInDesk } from "../../support/browser/desk.ts";
import { managing } from "../../support/browser/manage.ts";
import { openSmallShop, requestPayout, type SmallShop } from "../../support/browser/small-shop.ts";
import {
  ADMIN_TOKEN,
  runService,
  type RunningService,
  temporaryStateDirectory,
} from "../../support/service.ts";

const state = temporaryStateDirectory();
let service: RunningService;
let browser: Browser;
let shop: SmallShop;
let [first, second]: Page[] = [];

beforeAll(async () => {
  service = await runService("start", state.path);
  shop = await openSmallShop(service.url);
  browser = await launchChromium();
  const call = managing(service.url);
  const pages = ["ling", "han"].map(async (name) => {
    const scopes = ["read", "payouts"];
    const { key = "" } = await call("POST", `/${shop.id}/api-keys`, { name, scopes });
    return await signedInDesk(browser, service.url, key);
  });
  [first, second] = await Promise.all(pages);
});

afterAll(async () => {
  await browser?.close();
  await service?.kill();
  state.remove();
});

async function payouts(page: Page | undefined): Promise<Page> {
  if (page === undefined) throw new Error("nobody is signed in");
  await page.goto(`${service.url}/desk/${shop.id}/payouts`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  return page;
}

test("two approvals are set by the form, and counted from then on", async () => {
  const page = await signedInDesk(browser, service.url, ADMIN_TOKEN);
  await page.goto(`${service.url}/desk/${shop.id}/settings`);
  await page.getByLabel("Approvals of a payout").selectOption("Two people approve");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const settings = async () => await managing(service.url)("GET", `/${shop.id}`);
  await expect.poll(settings).toMatchObject({ settlement: { payoutApprovals: 2 } });
  await page.context().close();
});

test("one person approves, is not taken for a second, and another one is", async () => {
  await expect.poll(async () => await requestPayout(service.url, shop)).toBe(201);
  const page = await payouts(first);
  await page.getByText("Two people approve each payout").waitFor();
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "Approve", exact: true }).click();
  await dialog.getByText("Another person has to approve as well: until then nothing is paid.").waitFor();
  expect(await dialog.getByRole("button", { name: "Approve and collect" }).count()).toBe(0);
  await dialog.getByRole("button", { name: "Approve", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByText(/^Approved by ling, .* It waits for another person\.$/).waitFor();
  await page.getByRole("button", { name: "Approve", exact: true }).click();
  await dialog.getByRole("button", { name: "Approve", exact: true }).click();
  await dialog.getByRole("alert").getByText("You have approved this payout already.").waitFor();
  await page.keyboard.press("Escape");
  const other = await payouts(second);
  await other.getByText(/It waits for another person\.$/).waitFor();
  await other.getByRole("button", { name: "Approve", exact: true }).click();
  await other
    .getByRole("dialog")
    .getByText(/^The next batch pays CN¥50\.00 to pr_/)
    .waitFor();
  await other.getByRole("dialog").getByRole("button", { name: "Approve", exact: true }).click();
  await other.getByText("No payouts in this state.").waitFor();
  const { data } = await managing(service.url)("GET", `/${shop.id}/payouts?state=approved`);
  expect(data).toHaveLength(1);
});

test("a batch of several is said to be paid, and the page says how far that is", async () => {
  const call = managing(service.url);
  await call("PATCH", `/${shop.id}`, { settlement: { payoutApprovals: 1 } });
  const { data } = (await call("GET", `/${shop.id}/promoters?memberId=ling`)) as unknown as {
    data: { id: string }[];
  };
  const ling = `/${shop.id}/promoters/${data[0]?.id}`;
  await call("PUT", `${ling}/payee`, {
    kind: "bank",
    name: "Ling",
    bank: "ICBC",
    account: "6222020200112233446",
  });
  const { id = "" } = await call("POST", `${ling}/payouts`, { amount: 2_000 });
  await call("POST", `/${shop.id}/payouts/${id}/approve`, {});
  const page = await payouts(first);
  await page.getByRole("button", { name: "Collect approved payouts" }).click();
  await page.getByRole("link", { name: "CSV" }).waitFor();
  // The second of them is held until what the page says of the first was read.
  let go = (): void => {};
  const held = new Promise<void>((resolve) => (go = resolve));
  let said = 0;
  await page.route("**/paid", async (route) => {
    said += 1;
    if (said === 2) await held;
    await route.continue();
  });
  await page.getByRole("button", { name: "Paid", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("2 payouts of this batch, CN¥70.00 in all, have arrived.").waitFor();
  await dialog.getByRole("button", { name: "Paid", exact: true }).click();
  await dialog.getByText("1 of 2 said").waitFor();
  go();
  await dialog.waitFor({ state: "detached" });
  expect((await call("GET", `/${shop.id}/payouts?state=paid`))["data"]).toHaveLength(2);
  expect(said).toBe(2);
});
