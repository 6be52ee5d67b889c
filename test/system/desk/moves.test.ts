/** What people at the desk do about single orders, cases of risk, events that are sent and webhooks that come, in a real Chromium. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
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
import { ReceiverServer } from "../../support/webhooks/receiver-server.ts";

const ORDER = "A-2002";

const state = temporaryStateDirectory();
const receiver = new ReceiverServer();
let service: RunningService;
let browser: Browser;
let shop: SmallShop;
let page: Page;
let host: string;

beforeAll(async () => {
  host = await receiver.listen();
  service = await runService("start", state.path, { WEBHOOK_ALLOWED_HOSTS: host });
  shop = await openSmallShop(service.url);
  const order = { orderId: ORDER, amount: 50_000, currency: "CNY", customerId: "buyer-1" };
  await managing(service.url)("POST", `/${shop.id}/conversions`, order);
  browser = await launchChromium();
  page = await signedInDesk(browser, service.url, ADMIN_TOKEN);
});

afterAll(async () => {
  await browser?.close();
  await service?.kill();
  await receiver.close();
  state.remove();
});

async function open(path: string): Promise<void> {
  await page.goto(`${service.url}/desk/${shop.id}${path}`);
  await page.getByRole("heading", { level: 1 }).waitFor();
}

async function read(path: string): Promise<Record<string, unknown>> {
  return await managing(service.url)("GET", `/${shop.id}${path}`);
}

/** Makes a move that asks for the reason, once it has said what it does. */
async function move(name: string, effect: string | RegExp, reason: string): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText(effect).waitFor();
  // Nothing was done yet: to leave it is to cancel it.
  await dialog.getByRole("button", { name: "Cancel", exact: true }).waitFor();
  await dialog.getByLabel("Reason").fill(reason);
  await dialog.getByRole("button", { name, exact: true }).click();
  await dialog.waitFor({ state: "detached" });
}

const events = () => page.getByRole("region", { name: "Events" });

test("an order is put under review with its sum and the reason, and its case is decided where it waits", async () => {
  await open(`/orders/${ORDER}`);
  await move("Review", "Commissions of CN¥75.00 wait until a person ends the review.", "Two carts at once");
  await page.getByRole("button", { name: "End the review" }).waitFor();
  await events().getByText("Two carts at once").waitFor();
  expect(await read(`/orders/${ORDER}`)).toMatchObject({ underReview: true });
  // The case is there as soon as lists know of the review.
  await expect.poll(async () => (await read("/risk-cases"))["data"]).toHaveLength(1);
  await open("/risk");
  await page.getByRole("link", { name: ORDER }).waitFor();
  await move("Clear", /^Commissions of CN¥\d+\.\d\d of pr_\w+ go on as usual\.$/, "The shop knows the buyer");
  await page.getByText("No cases in this state.").waitFor();
  await page.getByRole("radio", { name: "Cleared" }).check();
  await page.getByText("Decided: The shop knows the buyer").waitFor();
  await expect.poll(async () => await read(`/orders/${ORDER}`)).toMatchObject({ underReview: false });
});

test("an order's commissions are taken back and restored, each with its reason in the order's story", async () => {
  await open(`/orders/${ORDER}`);
  await move("Take back", /^Commissions of CN¥75\.00 are taken back\./, "Bought by the promoter");
  await events().getByText("Bought by the promoter").waitFor();
  expect(await read(`/orders/${ORDER}`)).toMatchObject({ state: "reversed" });
  await move("Restore", "What was taken back from the order by hand comes again.", "It was somebody else");
  await events().getByText("It was somebody else").waitFor();
  await page.getByRole("button", { name: "Take back" }).waitFor();
  expect(await read(`/orders/${ORDER}`)).toMatchObject({ state: "pending" });
});

test("an event that was sent is sent again under the same id", async () => {
  const call = managing(service.url);
  const made = { url: `http://${host}/hooks`, events: ["promoter.created"] };
  const { id = "" } = await call("POST", `/${shop.id}/webhook-endpoints`, made);
  await call("POST", `/${shop.id}/promoters`, { memberId: "han" });
  const deliveries = async () => (await read(`/webhook-endpoints/${id}/deliveries`))["data"];
  await expect.poll(deliveries).toMatchObject([{ state: "succeeded" }]);
  await open("/webhooks");
  await page.getByRole("button", { name: "What was sent" }).click();
  const row = page.getByRole("row").filter({ hasText: "promoter.created" });
  await row.getByText("Taken", { exact: true }).waitFor();
  await row.getByRole("button", { name: "Send again" }).click();
  await expect.poll(() => receiver.received.length).toBe(2);
  const ids = receiver.received.map(({ headers }) => headers["webhook-id"]);
  expect(new Set(ids).size).toBe(1);
});

test("a checkout's webhook is tried: what would be recorded is said, and nothing is", async () => {
  await open("/sources");
  await page.getByRole("heading", { name: "Try a webhook" }).waitFor();
  const trial = page.locator("section", { hasText: "Try a webhook" });
  await trial.getByLabel("Source").selectOption("standard");
  const data = { orderId: "T-1", amount: 1_000, currency: "CNY", customerId: "buyer-1" };
  await trial.getByLabel("Body").fill(JSON.stringify({ type: "order.paid", data }));
  await trial.getByRole("button", { name: "Try it" }).click();
  const result = page.getByRole("region", { name: "What would be recorded" });
  await result.getByRole("row").filter({ hasText: "An order" }).filter({ hasText: "T-1" }).waitFor();
  const wrong = { ...data, amount: "ten" };
  await trial.getByLabel("Body").fill(JSON.stringify({ type: "order.paid", data: wrong }));
  await trial.getByRole("button", { name: "Try it" }).click();
  await result.getByText(/amount: /).waitFor();
  await trial.getByLabel("Body").fill(JSON.stringify({ type: "order.painted", data: {} }));
  await trial.getByRole("button", { name: "Try it" }).click();
  await result.getByText("Without use").waitFor();
  const { data: orders } = (await read("/orders")) as { data: { orderId: string }[] };
  expect(orders.map(({ orderId }) => orderId)).not.toContain("T-1");
});

test("a key that was made is shown once, and its dialog is closed then and not cancelled", async () => {
  await open("/access");
  await page.getByRole("button", { name: "New key" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Cancel", exact: true }).waitFor();
  await dialog.getByLabel("Name").fill("Checkout");
  await dialog.getByRole("button", { name: "New key" }).click();
  await dialog.getByText(/^tk_/).waitFor();
  expect(await dialog.getByRole("button", { name: "Cancel", exact: true }).count()).toBe(0);
  await dialog.getByRole("button", { name: "Close", exact: true }).click();
  await page.getByRole("row").filter({ hasText: "Checkout" }).first().waitFor();
});
